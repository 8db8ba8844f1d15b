//! Keeping tokens fresh while Trilo runs: each is renewed a little before it expires.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Core;
use super::refresh::Renew;
use crate::atlassian::HttpError;
use crate::error::Error;
use crate::identifier::{AccountId, random};
use crate::ports::{Event, lock};
use crate::session::SessionRecord;
use crate::token::{Freshness, TokenError};

/// How often tokens are looked at. A computer that slept notices within this time of waking.
const LOOKS_EVERY: Duration = Duration::from_secs(20);
/// The first pause after a failure, which doubles with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// What is known of an account whose renewal failed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    failures: u32,
    until: Timestamp,
}

impl Core {
    /// Renews tokens that are about to expire, for as long as the process lives.
    pub async fn keep_fresh(&self) {
        loop {
            self.renew_stale().await;
            // A random part keeps several machines of one person from asking in step.
            let spread = Duration::from_millis(u64::from(u16::from_be_bytes(random::<2>())) / 16);
            tokio::time::sleep(LOOKS_EVERY + spread).await;
        }
    }

    /// Looks at every token once and renews those that are about to expire, one after the other.
    ///
    /// A failure keeps what is there and is tried again after a pause that grows, or when the server said so.
    pub async fn renew_stale(&self) {
        let due: Vec<_> =
            self.sessions().unwrap_or_default().into_iter().filter(|session| self.is_due(&session.record)).collect();
        for session in due {
            let account = session.record.id;
            match self.renew_detached(&account, Renew::IfStale).await {
                Ok(()) => {
                    lock(&self.0.pauses).remove(&account);
                }
                Err(error) => self.pause(&account, &error),
            }
            self.emit(Event::AccountsChanged);
        }
    }

    fn is_due(&self, record: &SessionRecord) -> bool {
        let now = self.now();
        let paused = lock(&self.0.pauses).get(&record.id).is_some_and(|pause| pause.until > now);
        !paused && record.renewable && !record.sign_in_again && Freshness::at(now, record.expires_at).is_stale()
    }

    fn pause(&self, account: &AccountId, error: &Error) {
        let mut pauses = lock(&self.0.pauses);
        let failures = pauses.get(account).map_or(0, |pause| pause.failures);
        let grown = FIRST_PAUSE.checked_mul(1 << failures.min(5)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
        let span = asked_to_wait(error).unwrap_or(grown);
        let until = self.now().saturating_add(span).unwrap_or(Timestamp::MAX);
        pauses.insert(account.clone(), Pause { failures: failures.saturating_add(1), until });
    }
}

/// How long the server asked to wait (RFC 9110, section 10.2.3), within a day.
fn asked_to_wait(error: &Error) -> Option<SignedDuration> {
    match error {
        Error::Token(TokenError::Http(HttpError::RateLimited { retry_after: Some(seconds) })) => Some(
            SignedDuration::from_secs(i64::try_from(*seconds).unwrap_or(i64::MAX)).min(SignedDuration::from_hours(24)),
        ),
        _ => None,
    }
}
