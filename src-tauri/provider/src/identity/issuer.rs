//! Identity tokens as Backstage's own back end writes them (JWS with ES256, RFC 7515; keys after RFC 7517).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use trilo_core::identifier::AttemptId;

use super::User;

/// For how long an identity is good, in seconds.
const LIFE: i64 = 3600;
/// The header types that tell Backstage's tokens apart.
const USER: &str = "vnd.backstage.user";
const LIMITED_USER: &str = "vnd.backstage.limited-user";
/// A point on the curve, uncompressed: one byte, then two coordinates.
const COORDINATE: usize = 32;

/// Signs identities, with a key that nobody else has and that ends with the process.
pub(crate) struct Issuer {
    key: EcdsaKeyPair,
    id: String,
    url: String,
}

/// An identity as Backstage's client reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BackstageIdentity {
    token: String,
    expires_in_seconds: i64,
    identity: UserIdentity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserIdentity {
    #[serde(rename = "type")]
    kind: &'static str,
    user_entity_ref: String,
    ownership_entity_refs: Vec<String>,
}

impl Issuer {
    /// A fresh key for the auth base URL, which goes into tokens as `iss`.
    ///
    /// # Panics
    /// When the system has no randomness to give: nothing safe can be done then.
    pub(crate) fn new(url: String) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("the system gives random bytes");
        Self { key, id: AttemptId::random().to_string(), url }
    }

    /// The identity of a user.
    pub(crate) fn issue(&self, user: &User, now: Timestamp) -> BackstageIdentity {
        let (sub, iat) = (&user.0, now.as_second());
        let exp = iat + LIFE;
        // The proof is the signature alone of a token that says less.
        let limited = self.signed(LIMITED_USER, &json!({ "sub": sub, "iat": iat, "exp": exp }));
        let proof = limited.rsplit('.').next().unwrap_or_default();
        let claims = json!({
            "iss": self.url, "sub": sub, "ent": [sub], "aud": "backstage", "iat": iat, "exp": exp, "uip": proof,
        });
        BackstageIdentity {
            token: self.signed(USER, &claims),
            expires_in_seconds: LIFE,
            identity: UserIdentity {
                kind: "user",
                user_entity_ref: sub.clone(),
                ownership_entity_refs: vec![sub.clone()],
            },
        }
    }

    /// The public key as a JSON Web Key Set.
    pub(crate) fn key_set(&self) -> Value {
        let point = &self.key.public_key().as_ref()[1..];
        let (x, y) = point.split_at(COORDINATE);
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id, "x": encode(x), "y": encode(y),
        }] })
    }

    /// What userinfo says of a token of ours that has not expired; `None` for any other.
    pub(crate) fn claims_of(&self, token: &str, now: Timestamp) -> Option<Value> {
        let (input, signature) = token.rsplit_once('.')?;
        let (header, claims) = input.split_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.key.public_key().as_ref());
        public.verify(input.as_bytes(), &signature).ok()?;
        let read =
            |part: &str| -> Option<Value> { serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok() };
        let (header, claims) = (read(header)?, read(claims)?);
        let is_good = header["typ"] == USER && claims["exp"].as_i64()? > now.as_second();
        is_good.then(|| json!({ "claims": { "sub": claims["sub"], "ent": claims["ent"] } }))
    }

    /// The auth base URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn signed(&self, kind: &str, claims: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "typ": kind, "alg": "ES256", "kid": self.id });
        let input = format!("{}.{}", part(&header), part(claims));
        let signature = self.key.sign(&SystemRandom::new(), input.as_bytes()).expect("the system gives random bytes");
        format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_of_ours_that_has_not_expired_is_told_about() {
        let issuer = Issuer::new("http://localhost:7007/api/auth".into());
        let now = Timestamp::UNIX_EPOCH;
        let token = issuer.issue(&User("user:default/ada".into()), now).token;
        let claims = issuer.claims_of(&token, now).expect("claims");
        assert_eq!(claims["claims"]["sub"], "user:default/ada");
        let later = Timestamp::from_second(LIFE).expect("a time");
        assert!(issuer.claims_of(&token, later).is_none());
        assert!(Issuer::new(String::new()).claims_of(&token, now).is_none(), "another key signed it");
        let limited = issuer.signed(LIMITED_USER, &json!({ "sub": "user:default/ada", "exp": LIFE }));
        assert!(issuer.claims_of(&limited, now).is_none());
    }
}
