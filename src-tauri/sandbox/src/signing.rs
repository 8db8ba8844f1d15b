//! The keys that sign the sandbox's tokens (RFC 7515, RFC 7517).

use std::sync::{Arc, LazyLock};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::random;

/// One key for all sandboxes of a process: making one takes a noticeable while in debug builds.
static SHARED: LazyLock<Arc<Signer>> = LazyLock::new(|| Arc::new(Signer::generate()));

/// Signs access tokens with RS256, codes and refresh tokens with HS256.
pub(crate) struct Signer {
    key: KeyPair,
    mac: hmac::Key,
    kid: String,
}

impl Signer {
    pub fn shared() -> Arc<Self> {
        Arc::clone(&SHARED)
    }

    /// Reads a key that [`Signer::export`] wrote.
    pub fn import(pkcs8: &str) -> Option<Self> {
        let der = BASE64_STANDARD.decode(pkcs8).ok()?;
        Some(Self::new(KeyPair::from_pkcs8(&der).ok()?))
    }

    /// The RSA key as PKCS#8 in base64, for the state file.
    pub fn export(&self) -> Option<String> {
        self.key.as_der().ok().map(|der| BASE64_STANDARD.encode(der.as_ref()))
    }

    fn generate() -> Self {
        Self::new(KeyPair::generate(KeySize::Rsa2048).expect("the operating system gives randomness"))
    }

    fn new(key: KeyPair) -> Self {
        let public = BASE64_STANDARD.encode(key.public_key().as_ref());
        let kid = format!("sandbox/{}", &random::fingerprint(&public)[..22]);
        let mac = hmac::Key::new(hmac::HMAC_SHA256, random::token(32).as_bytes());
        Self { key, mac, kid }
    }

    /// Signs an access token that the key set's public key verifies.
    pub fn sign(&self, claims: &Value) -> String {
        let input = signing_input(&json!({ "kid": self.kid, "alg": "RS256" }), claims);
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature)
            .expect("the buffer has the length of the modulus");
        format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// Signs a code or refresh token, which nobody but the sandbox can verify.
    pub fn seal(&self, claims: &Value) -> String {
        let input = signing_input(&json!({ "alg": "HS256" }), claims);
        let tag = hmac::sign(&self.mac, input.as_bytes());
        format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag))
    }

    /// The public key as a JSON Web Key Set.
    pub fn key_set(&self) -> Value {
        let public = self.key.public_key();
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let (n, e) = (public.modulus(), public.exponent());
        json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": encode(n.big_endian_without_leading_zero()), "e": encode(e.big_endian_without_leading_zero()),
        }] })
    }
}

fn signing_input(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}
