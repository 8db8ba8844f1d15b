//! What a token endpoint gives.

use jiff::{SignedDuration, Timestamp};

use crate::atlassian::ClockReading;
use crate::scope::ScopeSet;
use crate::secret::Secret;

/// A successful answer of the token endpoint (RFC 6749, section 5.1).
#[derive(Debug)]
pub struct TokenSet {
    /// The access token: opaque, of any length.
    pub access_token: Secret<String>,
    /// The refresh token; absent without `offline_access`, and whenever the old one stays good.
    pub refresh_token: Option<Secret<String>>,
    /// The granted scopes: as requested when the answer names none (RFC 6749, section 5.1).
    pub granted: ScopeSet,
    /// When the answer came.
    pub obtained_at: Timestamp,
    /// When the access token expires, where the answer said so.
    pub expires_at: Option<Timestamp>,
    /// How far this machine's clock was from the server's then, where the answer told.
    pub clock: Option<ClockReading>,
}

impl TokenSet {
    /// The end of a life of some seconds; absurd lengths are cut to what the calendar holds.
    pub(super) fn end_of_life(now: Timestamp, seconds: u64) -> Timestamp {
        let life = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
        now.saturating_add(life).unwrap_or(Timestamp::MAX)
    }
}
