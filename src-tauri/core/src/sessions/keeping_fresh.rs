//! Keeping tokens fresh while Trilo runs: each is renewed a little before it expires.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

use super::Core;
use super::renewal::{REUSE_WINDOW, Renew};
use crate::atlassian::{HttpError, ReportError};
use crate::error::{Error, Problem};
use crate::identifier::{AccountId, random};
use crate::ports::{Event, lock};
use crate::session::{Renewal, RenewalFailure, SessionRecord};
use crate::token::TokenError;

/// How often tokens are looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(20);
/// A clock that went on by this much more or less than the time that passed was set, or the computer slept.
const JUMP: SignedDuration = SignedDuration::from_secs(30);
/// How many accounts are renewed at once.
const AT_ONCE: usize = 4;
/// The first pause after a failure, which doubles with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// The longest pause while a refresh token may be spent and Atlassian still takes it, and while a host is silent.
const LONGEST_URGENT_PAUSE: SignedDuration = SignedDuration::from_mins(2);
/// The first pause after nobody answered at a host.
const FIRST_SILENCE: SignedDuration = SignedDuration::from_secs(10);

/// What is known of renewals in this process.
#[derive(Default)]
pub(super) struct Renewals {
    asleep: AtomicBool,
    wake: Notify,
    failing: Mutex<HashMap<AccountId, Failing>>,
    silent: Mutex<HashMap<String, Silence>>,
}

struct Failing {
    times: u32,
    failure: RenewalFailure,
}

/// A host where nobody answers: all its accounts wait together, so that being offline costs one question now and then.
struct Silence {
    times: u32,
    until: Timestamp,
}

impl Renewals {
    pub(super) fn failures_of(&self, account: &AccountId) -> u32 {
        lock(&self.failing).get(account).map_or(0, |failing| failing.times)
    }

    /// The problem of a failure that came after the account had failed so many times.
    pub(super) fn failed_since(&self, account: &AccountId, times: u32) -> Option<Problem> {
        let failing = lock(&self.failing);
        failing.get(account).filter(|failing| failing.times > times).map(|failing| failing.failure.problem.clone())
    }

    fn failure(&self, account: &AccountId) -> Option<RenewalFailure> {
        lock(&self.failing).get(account).map(|failing| failing.failure.clone())
    }

    fn is_silent(&self, host: &str, now: Timestamp) -> bool {
        lock(&self.silent).get(host).is_some_and(|silence| silence.until > now)
    }

    fn silence(&self, host: &str, now: Timestamp) -> Timestamp {
        let mut silent = lock(&self.silent);
        let times = silent.get(host).map_or(0, |silence| silence.times);
        let until = later(now, grown(FIRST_SILENCE, times, LONGEST_URGENT_PAUSE));
        silent.insert(host.to_owned(), Silence { times: times.saturating_add(1), until });
        until
    }

    fn forget(&self, account: &AccountId, host: Option<&str>) {
        lock(&self.failing).remove(account);
        if let Some(host) = host {
            lock(&self.silent).remove(host);
        }
    }
}

impl Core {
    /// Renews tokens that are about to expire, for as long as the process lives.
    pub async fn keep_fresh(&self) {
        loop {
            let (began, clock) = (Instant::now(), self.now());
            self.follow_key().await;
            self.renew_stale().await;
            self.tend_profiles();
            // A random part keeps several machines of one person from asking in step.
            let spread = Duration::from_millis(u64::from(u16::from_be_bytes(random::<2>())) / 16);
            tokio::select! {
                () = tokio::time::sleep(LOOKS_EVERY + spread) => {}
                () = self.0.renewals.wake.notified() => {}
            }
            let passed = SignedDuration::try_from(began.elapsed()).unwrap_or(SignedDuration::MAX);
            if self.now().duration_since(clock).saturating_sub(passed).abs() > JUMP {
                self.resume_renewals();
                self.measure_clocks().await;
            }
        }
    }

    /// Looks at every token once and renews those that are about to expire, a few at a time.
    ///
    /// A failure keeps what is there and is tried again after a pause that grows, or when the server said so. What the
    /// vault could not take is offered to it again.
    pub async fn renew_stale(&self) {
        self.store_what_rests_beside();
        if self.0.renewals.asleep.load(Ordering::Relaxed) {
            return;
        }
        let interrupted: HashSet<_> = self.interrupted_accounts();
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut renewals = JoinSet::new();
        for record in self.records().unwrap_or_default() {
            if !self.is_due(&record, interrupted.contains(&record.id)) {
                continue;
            }
            let (core, places, host) = (self.clone(), places.clone(), self.authorization_host(&record));
            renewals.spawn(async move {
                let Ok(_place) = places.acquire().await else { return };
                // Another account of the same host may have found it silent meanwhile.
                if !host.is_some_and(|host| core.0.renewals.is_silent(&host, core.now())) {
                    // The failure is noted where it happens, and shown beside the account.
                    let _ = core.renew(&record.id, Renew::IfStale).await;
                    core.emit(Event::AccountsChanged);
                }
            });
        }
        renewals.join_all().await;
    }

    /// Begins no further renewal, because the computer is about to sleep: one that is cut off may cost its answer.
    pub fn pause_renewals(&self) {
        self.0.renewals.asleep.store(true, Ordering::Relaxed);
    }

    /// Goes on after sleep, without the pauses from before it.
    pub fn resume_renewals(&self) {
        let renewals = &self.0.renewals;
        renewals.asleep.store(false, Ordering::Relaxed);
        lock(&renewals.silent).clear();
        for failing in lock(&renewals.failing).values_mut() {
            failing.failure.retry_at = failing.failure.retry_at.min(self.now());
        }
        renewals.wake.notify_one();
    }

    /// What lies ahead of an account's token.
    pub(super) fn renewal_of(&self, record: &SessionRecord) -> Renewal {
        let renewable = record.renewable && record.verdict.is_none();
        let due_at = record.lifetime(&self.clock_skews()).renewal_due(&record.id).filter(|_| renewable);
        Renewal { due_at, failure: self.0.renewals.failure(&record.id) }
    }

    /// Notes how a renewal ended.
    pub(super) fn note_renewal(&self, account: &AccountId, host: Option<&str>, error: Option<&Error>) {
        let renewals = &self.0.renewals;
        let Some(error) = error else { return renewals.forget(account, host) };
        let now = self.now();
        let times = renewals.failures_of(account);
        let retry_at = match (host, asked_to_wait(error)) {
            (_, Some(span)) => later(now, span),
            (Some(host), None) if is_silence(error) => renewals.silence(host, now),
            (_, None) => {
                let longest = if self.is_urgent(account) { LONGEST_URGENT_PAUSE } else { LONGEST_PAUSE };
                later(now, grown(FIRST_PAUSE, times, longest))
            }
        };
        let failure = RenewalFailure { problem: error.problem(), at: now, retry_at };
        lock(&renewals.failing).insert(account.clone(), Failing { times: times.saturating_add(1), failure });
    }

    fn is_due(&self, record: &SessionRecord, interrupted: bool) -> bool {
        let (now, renewal) = (self.now(), self.renewal_of(record));
        let paused = renewal.failure.is_some_and(|failure| failure.retry_at > now);
        let renewable = record.renewable && record.verdict.is_none();
        renewable && !paused && (interrupted || renewal.due_at.is_some_and(|due| due <= now))
    }

    /// Whether the account's refresh token may be spent and Atlassian still takes it.
    fn is_urgent(&self, account: &AccountId) -> bool {
        let intent = self.vault_of(account).ok().and_then(|vault| vault.intent(account).ok()?);
        intent.is_some_and(|intent| self.now().duration_since(intent.noted_at) < REUSE_WINDOW)
    }

    fn store_what_rests_beside(&self) {
        let waiting: Vec<_> = lock(&self.0.kept_in_memory).keys().cloned().collect();
        for account in waiting {
            // It stays in memory and is offered again with the next look.
            let _ = self.store_in_vault(&account);
        }
    }
}

pub(super) fn later(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.saturating_add(span).unwrap_or(Timestamp::MAX)
}

fn grown(first: SignedDuration, times: u32, longest: SignedDuration) -> SignedDuration {
    first.checked_mul(1 << times.min(10)).unwrap_or(longest).min(longest)
}

/// Whether nobody answered at all.
const fn is_silence(error: &Error) -> bool {
    matches!(
        error,
        Error::Token(TokenError::Http(HttpError::Unreachable { .. } | HttpError::TimedOut { connecting: true, .. }))
    )
}

/// How long the server asked to wait (RFC 9110, section 10.2.3), within a day.
pub(super) fn asked_to_wait(error: &Error) -> Option<SignedDuration> {
    match error {
        Error::Token(TokenError::Http(HttpError::RateLimited { retry_after: Some(seconds) }))
        | Error::Report(ReportError::Http(HttpError::RateLimited { retry_after: Some(seconds) })) => Some(
            SignedDuration::from_secs(i64::try_from(*seconds).unwrap_or(i64::MAX)).min(SignedDuration::from_hours(24)),
        ),
        _ => None,
    }
}
