use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::inspect::token::{NotAToken, SignatureVerdict, TokenKind, WrittenAs};

use super::Milliseconds;

/// Why a text holds no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NotATokenView {
    /// The reason.
    pub reason: NotAToken,
}

/// A token without the token: what it tells of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenReadingView {
    /// In which form it was pasted.
    pub form: WrittenAs,
    /// Its length in characters.
    pub length: u32,
    /// The life that the answer around it names, in seconds.
    pub expires_in: Option<Milliseconds>,
    /// Whether the answer around it has a refresh token; `null` without an answer.
    pub renewable: Option<bool>,
    /// What it says of itself, where it is a JWT.
    pub decoded: Option<DecodedView>,
}

/// What a JWT says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DecodedView {
    /// What kind of token it says it is.
    pub kind: TokenKind,
    /// How it is signed.
    pub algorithm: Option<String>,
    /// Its header.
    pub header: Vec<ClaimView>,
    /// Its claims.
    pub claims: Vec<ClaimView>,
    /// The scopes of its claim.
    pub scopes: Option<Vec<String>>,
    /// When it was issued.
    pub issued_at: Option<Milliseconds>,
    /// When it ends.
    pub expires_at: Option<Milliseconds>,
}

/// A claim, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it means.
    pub meaning: Option<String>,
    /// The moment that it names.
    pub time: Option<Milliseconds>,
}

/// Whose signature is to be checked, and by whose keys.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TokenSentForm {
    /// What was pasted.
    pub text: String,
    /// The registration whose cloud is meant; Atlassian's commercial cloud without one.
    pub registration: Option<String>,
}

/// What came of checking a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignatureView {
    /// What came of it.
    pub verdict: SignatureVerdict,
    /// What that proves, and what not.
    pub words: String,
}
