//! How long an access token lives, how fresh it is, and when it is renewed.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::identifier::AccountId;

/// How fresh an access token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Freshness {
    /// Atlassian did not say when it expires.
    Unknown,
    /// It is good for longer than [`Lifetime::margin`].
    Fresh,
    /// It expires within [`Lifetime::margin`].
    Expiring,
    /// It has expired.
    Expired,
}

impl Freshness {
    /// Whether the token should be renewed before it is handed out.
    #[must_use]
    pub const fn is_stale(self) -> bool {
        matches!(self, Self::Expiring | Self::Expired)
    }
}

/// An access token's life, by the present reading of this machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// When the token was obtained.
    pub obtained_at: Timestamp,
    /// When it expires, where Atlassian said so.
    pub expires_at: Option<Timestamp>,
}

/// A token counts as expiring for the last minutes of its life, but for no more than this part of it.
const LONGEST_MARGIN: SignedDuration = SignedDuration::from_mins(5);
const PART_OF_LIFE: i32 = 4;
/// Renewals in the background are spread over this part of the margin before it.
const SPREAD_PART: i32 = 5;

impl Lifetime {
    /// How long before its end the token counts as expiring: five minutes, less for a token that lives less than twenty.
    #[must_use]
    pub fn margin(self) -> SignedDuration {
        let life = self.expires_at.map_or(SignedDuration::MAX, |end| end.duration_since(self.obtained_at));
        (life.max(SignedDuration::ZERO) / PART_OF_LIFE).min(LONGEST_MARGIN)
    }

    /// The freshness at a time.
    #[must_use]
    pub fn freshness(self, now: Timestamp) -> Freshness {
        match self.expires_at {
            None => Freshness::Unknown,
            Some(end) if end <= now => Freshness::Expired,
            Some(end) if end.duration_since(now) <= self.margin() => Freshness::Expiring,
            Some(_) => Freshness::Fresh,
        }
    }

    /// When the token is renewed in the background; `None` where its end is not known.
    ///
    /// That is up to a fifth of the margin earlier than it counts as expiring, by an account's own share, so that many
    /// accounts that were signed in together are not renewed together.
    #[must_use]
    pub fn renewal_due(self, account: &AccountId) -> Option<Timestamp> {
        let mut hasher = DefaultHasher::new();
        account.as_str().hash(&mut hasher);
        let widest = u64::try_from((self.margin() / SPREAD_PART).as_millis()).unwrap_or(0);
        let share = SignedDuration::from_millis(i64::try_from(hasher.finish() % widest.max(1)).unwrap_or(0));
        self.expires_at?.checked_sub(self.margin().saturating_add(share)).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn living(seconds: i64) -> Lifetime {
        let obtained_at = Timestamp::UNIX_EPOCH;
        Lifetime { obtained_at, expires_at: Some(obtained_at + SignedDuration::from_secs(seconds)) }
    }

    fn after(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_token_is_fresh_then_expiring_then_expired() {
        let at = |seconds| living(3_600).freshness(after(seconds));
        assert_eq!(
            [at(3_299), at(3_300), at(3_599), at(3_600), at(3_601)],
            [Freshness::Fresh, Freshness::Expiring, Freshness::Expiring, Freshness::Expired, Freshness::Expired]
        );
        let endless = Lifetime { obtained_at: Timestamp::UNIX_EPOCH, expires_at: None };
        assert_eq!(endless.freshness(after(1_000_000)), Freshness::Unknown);
    }

    #[test]
    fn a_short_life_has_a_short_margin() {
        assert_eq!(living(60).margin(), SignedDuration::from_secs(15));
        assert_eq!(living(60).freshness(after(44)), Freshness::Fresh);
        assert_eq!(living(-5).freshness(after(0)), Freshness::Expired, "an end before the beginning is an end");
    }

    #[test]
    fn accounts_are_renewed_apart_within_a_minute_before_the_margin() {
        let due: Vec<_> =
            (0..50).map(|_| living(3_600).renewal_due(&AccountId::random()).unwrap().as_second()).collect();
        assert!(due.iter().all(|at| (3_240..=3_300).contains(at)), "{due:?}");
        assert!(due.iter().max() > due.iter().min(), "fifty accounts do not share one moment");
        let account = AccountId::random();
        assert_eq!(living(3_600).renewal_due(&account), living(3_600).renewal_due(&account));
        assert_eq!(living(0).renewal_due(&account), Some(after(0)));
    }
}
