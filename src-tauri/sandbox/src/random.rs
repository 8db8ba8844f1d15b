//! Unguessable strings and fingerprints.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Random characters worth `bytes` bytes, safe in URLs and file names.
///
/// # Panics
/// If the operating system has no randomness to give.
pub(crate) fn token(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    rand::fill(&mut buffer).expect("the operating system gives randomness");
    BASE64_URL_SAFE_NO_PAD.encode(buffer)
}

/// 32 random hexadecimal digits.
///
/// # Panics
/// If the operating system has no randomness to give.
pub(crate) fn hex() -> String {
    let mut buffer = [0; 16];
    rand::fill(&mut buffer).expect("the operating system gives randomness");
    format!("{:032x}", u128::from_be_bytes(buffer))
}

/// SHA-256 of a text in unpadded base64url: RFC 7636's `S256`, and how issued tokens are remembered.
pub(crate) fn fingerprint(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
