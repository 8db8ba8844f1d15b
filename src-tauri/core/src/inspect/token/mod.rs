//! A token as it is: read from whatever a person pasted, decoded for display, its signature checked when asked for.
//!
//! Atlassian calls its tokens opaque: no format is promised, so nothing in Trilo goes by what is read here. What is
//! pasted is neither stored nor sent.

mod claim;
mod decoded;
mod signature;
mod written;

use jiff::Timestamp;

use crate::scope::ScopeSet;
use crate::secret::Secret;

pub use claim::Claim;
pub use decoded::{Decoded, TokenKind};
pub use signature::{KeySet, SignatureVerdict, check};
pub use written::{NotAToken, TokenAnswer, WrittenAs};

/// A token, and all that it tells without anybody being asked.
#[derive(Debug)]
pub struct TokenReading {
    /// In which form it was pasted.
    pub form: WrittenAs,
    /// The token itself.
    pub token: Secret<String>,
    /// How many characters it has.
    pub length: usize,
    /// What the token answer around it says, when one was pasted.
    pub answer: Option<TokenAnswer>,
    /// What it says of itself, where it is a JWT.
    pub decoded: Option<Decoded>,
}

impl TokenReading {
    /// Reads a token, an `Authorization` header, a `curl` command or a token answer.
    pub fn read(text: &str) -> Result<Self, NotAToken> {
        let written = written::read(text)?;
        Ok(Self { answer: written.answer, ..Self::of(written.form, written.token) })
    }

    /// Reads a token that is at hand.
    #[must_use]
    pub fn of_token(token: Secret<String>) -> Self {
        Self::of(WrittenAs::Token, token)
    }

    fn of(form: WrittenAs, token: Secret<String>) -> Self {
        let decoded = Decoded::read(token.expose());
        Self { form, length: token.expose().chars().count(), token, answer: None, decoded }
    }

    /// The scopes of its own claim.
    #[must_use]
    pub fn claimed(&self) -> Option<&ScopeSet> {
        self.decoded.as_ref().and_then(|decoded| decoded.scopes.as_ref())
    }

    /// When it ends, by its own claim.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.decoded.as_ref().and_then(|decoded| decoded.expires_at)
    }
}

#[cfg(test)]
mod tests;
