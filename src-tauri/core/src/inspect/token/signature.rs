//! Whether a JWT was signed by one of the keys that its issuer publishes (RFC 7515, RFC 7517).

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Serialize;
use serde_json::Value;

use crate::secret::Secret;

/// Published keys.
pub type KeySet = JwkSet;

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SignatureVerdict {
    /// A published key signed exactly this text.
    Good,
    /// The key that it names did not sign this text.
    Bad,
    /// The key that it names is not among the published ones.
    KeyNotPublished,
    /// It is sealed with a secret of its issuer, so that nobody else can check it.
    OnlyIssuer,
    /// It is signed in a way that is not checked here.
    OtherAlgorithm,
    /// It is no JWT, so there is nothing to check.
    NotAJwt,
}

impl SignatureVerdict {
    /// What it proves, and what not.
    #[must_use]
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Good => {
                "The signature is good: the holder of the published key wrote exactly these claims, and nobody changed \
                 them since. It does not prove that the token still works: it may be expired or revoked, and only a \
                 call tells what it may do."
            }
            Self::Bad => {
                "The signature does not fit: the text was changed, or somebody else signed it under this key’s name. \
                 Atlassian will refuse the token, and its claims prove nothing."
            }
            Self::KeyNotPublished => {
                "The key that the token names is not published where you had it looked for. It may be of another \
                 cloud, of the sandbox, or older than the keys of today. Nothing is proved."
            }
            Self::OnlyIssuer => {
                "It is sealed with a secret that only its issuer has, as Atlassian’s codes and refresh tokens are. \
                 Nobody else can check it."
            }
            Self::OtherAlgorithm => "It is signed in a way that Trilo does not check. Nothing is proved.",
            Self::NotAJwt => {
                "The token is opaque: there is no signature to check. Only a call tells whether it is good."
            }
        }
    }
}

/// Checks the signature of a token against published keys; times and audience are left out of it.
#[must_use]
pub fn check(token: &Secret<String>, keys: &KeySet) -> SignatureVerdict {
    let Ok(header) = decode_header(token.expose()) else { return not_read(token.expose()) };
    match header.alg {
        Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512 => return SignatureVerdict::OnlyIssuer,
        _ => {}
    }
    let named = header.kid.as_deref().and_then(|kid| keys.find(kid));
    let Some(key) = named else { return SignatureVerdict::KeyNotPublished };
    let Ok(key) = DecodingKey::from_jwk(key) else { return SignatureVerdict::OtherAlgorithm };
    let mut validation = Validation::new(header.alg);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    match decode::<Value>(token.expose(), &key, &validation) {
        Ok(_) => SignatureVerdict::Good,
        Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => SignatureVerdict::Bad,
        Err(error) if matches!(error.kind(), ErrorKind::InvalidAlgorithm) => SignatureVerdict::OtherAlgorithm,
        Err(_) => SignatureVerdict::Bad,
    }
}

/// A header that the library does not read may still be one of an algorithm that it does not know.
fn not_read(token: &str) -> SignatureVerdict {
    if super::Decoded::read(token).is_some() { SignatureVerdict::OtherAlgorithm } else { SignatureVerdict::NotAJwt }
}
