//! How fresh an access token is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How fresh an access token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Freshness {
    /// Atlassian did not say when it expires.
    Unknown,
    /// It is good for longer than [`Freshness::EXPIRING`].
    Fresh,
    /// It expires within [`Freshness::EXPIRING`].
    Expiring,
    /// It has expired.
    Expired,
}

impl Freshness {
    /// How long before its end a token counts as expiring.
    pub const EXPIRING: SignedDuration = SignedDuration::from_mins(5);

    /// The freshness at a time.
    #[must_use]
    pub fn at(now: Timestamp, expires_at: Option<Timestamp>) -> Self {
        match expires_at {
            None => Self::Unknown,
            Some(end) if end <= now => Self::Expired,
            Some(end) if end.duration_since(now) <= Self::EXPIRING => Self::Expiring,
            Some(_) => Self::Fresh,
        }
    }

    /// Whether the token should be renewed before it is handed out.
    #[must_use]
    pub const fn is_stale(self) -> bool {
        matches!(self, Self::Expiring | Self::Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_fresh_then_expiring_then_expired() {
        let now = Timestamp::UNIX_EPOCH;
        let at = |seconds| Freshness::at(now, Some(now + SignedDuration::from_secs(seconds)));
        assert_eq!(
            [at(301), at(300), at(1), at(0), at(-1)],
            [Freshness::Fresh, Freshness::Expiring, Freshness::Expiring, Freshness::Expired, Freshness::Expired]
        );
        assert_eq!(Freshness::at(now, None), Freshness::Unknown);
    }
}
