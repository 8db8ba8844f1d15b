//! The last look at what is about to leave this machine: neither a secret that Trilo holds nor an e-mail address may be in
//! it, however it is written.

use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use regex::Regex;

use crate::diagnose::redaction::Redaction;
use crate::secret::Secret;

/// What must not leave this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Suspicion {
    /// A secret that Trilo holds now.
    #[error("a secret that Trilo holds")]
    LiveSecret,
    /// An e-mail address.
    #[error("an e-mail address")]
    EmailAddress,
}

impl Suspicion {
    /// The name on the wire.
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::LiveSecret => "liveSecret",
            Self::EmailAddress => "emailAddress",
        }
    }
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{N}._+'-]+(?:@|%40|&#64;|\\u0040)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+")
        .expect("a constant pattern")
});

/// Shorter values occur by chance.
const SHORTEST: usize = 6;

/// Proves that a text holds nothing that must not leave.
pub(super) fn prove(text: &str, live: &[Secret<String>]) -> Result<(), Suspicion> {
    let net = Redaction::new([0; 32], live.to_vec());
    if net.redact_known(text) != text || live.iter().any(|secret| holds_encoded(text, secret.expose())) {
        return Err(Suspicion::LiveSecret);
    }
    if EMAIL.is_match(text) { Err(Suspicion::EmailAddress) } else { Ok(()) }
}

/// Whether a secret is in the text in Base64, at whichever offset within what was encoded.
fn holds_encoded(text: &str, secret: &str) -> bool {
    if secret.len() < SHORTEST {
        return false;
    }
    (0..3).any(|offset| {
        let shifted = [&b"\0\0"[..offset], secret.as_bytes()].concat();
        // The first characters also hold bits of what stands before, and the last ones of what follows.
        let (first, last) = ([0, 2, 3][offset], shifted.len() * 8 / 6);
        [BASE64_STANDARD_NO_PAD.encode(&shifted), BASE64_URL_SAFE_NO_PAD.encode(&shifted)]
            .iter()
            .any(|encoded| text.contains(&encoded[first..last]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_secret_is_found_in_every_writing() {
        let live = [Secret::new("s3cret/with+signs".to_owned())];
        let inner = |prefix: &str| BASE64_STANDARD_NO_PAD.encode(format!("{prefix}s3cret/with+signs:tail"));
        for text in [
            "x s3cret/with+signs y".to_owned(),
            "x=s3cret%2Fwith%2Bsigns&".to_owned(),
            inner(""),
            inner("a"),
            inner("ab"),
            inner("client:"),
        ] {
            assert_eq!(prove(&text, &live), Err(Suspicion::LiveSecret), "{text}");
        }
        assert_eq!(prove("nothing here", &live), Ok(()));
    }

    #[test]
    fn an_email_address_is_found_in_every_writing() {
        for text in ["mira@example.com", "mira%40example.com", "mira\\u0040example.com", "mïra.o@exämple.co.uk"] {
            assert_eq!(prove(text, &[]), Err(Suspicion::EmailAddress), "{text}");
        }
        assert_eq!(prove("‹email#3f9a2c› read:me@jira", &[]), Ok(()));
    }
}
