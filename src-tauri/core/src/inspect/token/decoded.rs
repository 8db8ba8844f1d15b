//! What a JWT says of itself (RFC 7519), for display only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::claim::Claim;
use crate::scope::{Scope, ScopeSet};

/// What a JWT says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its header.
    pub header: Vec<Claim>,
    /// Its claims.
    pub claims: Vec<Claim>,
    /// What kind of token it says it is.
    pub kind: TokenKind,
    /// How it is signed, such as `RS256`.
    pub algorithm: Option<String>,
    /// The id of the key that signed it.
    pub key_id: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The scopes of its claim.
    pub scopes: Option<ScopeSet>,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// What kind of token a JWT says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum TokenKind {
    /// An access token, or it does not say.
    Access,
    /// A refresh token: it must not be sent to any API.
    Refresh,
    /// An authorization code.
    Code,
}

/// The claim by which Atlassian tells codes from tokens.
const KIND: &str = "https://id.atlassian.com/atl_token_type";
/// Larger parts than Atlassian's are not worth decoding.
const LARGEST_PART: usize = 256 * 1024;

impl Decoded {
    /// Decodes a JWT; `None` when the token is not one, which is no fault of it.
    #[must_use]
    pub fn read(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (header, claims) = (object(header)?, object(claims)?);
        let text = |map: &Map<String, Value>, name: &str| map.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        let kind = match text(&claims, KIND).unwrap_or_default().to_ascii_uppercase() {
            kind if kind == "AUTH_CODE" => TokenKind::Code,
            kind if kind.contains("REFRESH") => TokenKind::Refresh,
            _ => TokenKind::Access,
        };
        Some(Self {
            kind,
            algorithm: text(&header, "alg"),
            key_id: text(&header, "kid"),
            issuer: text(&claims, "iss"),
            scopes: scopes(&claims),
            issued_at: time(&claims, "iat"),
            expires_at: time(&claims, "exp"),
            header: header.iter().map(|(name, value)| Claim::of_header(name, value)).collect(),
            claims: claims.iter().map(|(name, value)| Claim::of(name, value)).collect(),
        })
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    if part.len() > LARGEST_PART {
        return None;
    }
    // The reader itself refuses what is nested more than 128 times.
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?).ok()
}

pub(super) fn seconds(value: &Value) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and no time is so far away")]
    Timestamp::from_second(value.as_f64()? as i64).ok()
}

fn time(claims: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    claims.get(name).and_then(seconds)
}

fn scopes(claims: &Map<String, Value>) -> Option<ScopeSet> {
    let known = |words: &mut dyn Iterator<Item = &str>| words.filter_map(|word| Scope::parse(word).ok()).collect();
    match claims.get("scope").or_else(|| claims.get("scp"))? {
        Value::String(text) => Some(known(&mut text.split_whitespace())),
        Value::Array(list) => Some(known(&mut list.iter().filter_map(Value::as_str))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}
