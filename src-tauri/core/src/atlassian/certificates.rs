//! The certificates that a server shows, whoever signed them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use url::Url;

use crate::ports::lock;

const DEADLINE: Duration = Duration::from_secs(10);

/// No certificate was seen.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.to_string())]
pub(crate) struct NoCertificate(#[source] reqwest::Error);

/// Reads the certificates of a server in DER, its own first, by the way that every other request goes.
///
/// Whoever answers is taken as they are, for this only looks at who is there: nothing but the server's root is asked for,
/// without credentials, and the answer is thrown away.
pub(crate) async fn certificates_of(url: &Url) -> Result<Vec<Vec<u8>>, NoCertificate> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let seen = Arc::new(Onlooker { provider: provider.clone(), chain: Mutex::default() });
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let configured = versions.expect("the provider knows the usual versions");
    let mut tls = configured.dangerous().with_custom_certificate_verifier(seen.clone()).with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    let client = Client::builder().tls_backend_preconfigured(tls).redirect(Policy::none()).timeout(DEADLINE);
    let root = url.join("/").unwrap_or_else(|_| url.clone());
    let sent = client.build().map_err(NoCertificate)?.head(root).send().await;
    let chain = lock(&seen.chain).clone();
    // What became of the request does not matter once the certificates were shown.
    if chain.is_empty() { sent.map(|_| chain).map_err(|error| NoCertificate(error.without_url())) } else { Ok(chain) }
}

/// Notes what a server shows and judges nothing about it.
#[derive(Debug)]
struct Onlooker {
    provider: Arc<CryptoProvider>,
    chain: Mutex<Vec<Vec<u8>>>,
}

impl ServerCertVerifier for Onlooker {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        *lock(&self.chain) = std::iter::once(own).chain(others).map(|certificate| certificate.to_vec()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
