//! A good token when somebody asks for one, and renewing at a person's wish.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use tokio::sync::Notify;

use super::Core;
use super::completion::{Read, UnderWay, take_in};
use super::renewal::Renew;
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::Error;
use crate::identifier::AccountId;
use crate::ports::{Event, lock};
use crate::secret::Secret;
use crate::token::Freshness;

/// What became of a refresh that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The token was renewed, and profile and sites were asked for.
    Refreshed,
    /// The person stopped waiting. A renewal that was under way is still stored.
    Cancelled,
}

impl Core {
    /// Renews the token of an account and reads its profile and sites anew.
    pub async fn refresh(&self, account: &AccountId) -> Result<RefreshOutcome, Error> {
        let cancelled = Arc::new(Notify::new());
        lock(&self.0.cancellations).insert(account.clone(), cancelled.clone());
        let outcome = tokio::select! {
            refreshed = self.refresh_to_the_end(account) => refreshed.map(|()| RefreshOutcome::Refreshed),
            () = cancelled.notified() => Ok(RefreshOutcome::Cancelled),
        };
        // Another refresh of the same account may have put its own in place.
        let mut cancellations = lock(&self.0.cancellations);
        if cancellations.get(account).is_some_and(|current| Arc::ptr_eq(current, &cancelled)) {
            cancellations.remove(account);
        }
        drop(cancellations);
        self.emit(Event::AccountsChanged);
        outcome
    }

    /// Stops waiting for a refresh that a person asked for.
    pub fn cancel_refresh(&self, account: &AccountId) {
        if let Some(cancelled) = lock(&self.0.cancellations).get(account) {
            cancelled.notify_one();
        }
    }

    /// An access token that is good for now: renewed first when it is about to expire.
    ///
    /// A token that has not expired yet is handed out even when renewing fails, for it is still good.
    pub async fn fresh_access_token(&self, account: &AccountId) -> Result<Secret<String>, Error> {
        let record = self.record_of(account)?;
        let freshness = record.lifetime(&self.clock_skews()).freshness(self.now());
        if freshness == Freshness::Expired && !record.renewable {
            return Err(Error::RefreshTokenMissing);
        }
        let interrupted = self.vault_of(account)?.intent(account)?.is_some();
        if record.renewable && (freshness.is_stale() || interrupted) {
            let renewed = self.renew(account, Renew::IfStale).await;
            self.emit(Event::AccountsChanged);
            if freshness == Freshness::Expired {
                renewed?;
            }
        }
        self.access_token(account)
    }

    /// As [`Core::fresh_access_token`], renewed as well when what is left of its life is shorter than a span.
    ///
    /// A token that cannot be renewed, or that never lives so long, is handed out all the same: its record tells its end.
    pub async fn access_token_good_for(
        &self,
        account: &AccountId,
        span: SignedDuration,
    ) -> Result<Secret<String>, Error> {
        let token = self.fresh_access_token(account).await?;
        let record = self.record_of(account)?;
        let end = record.lifetime(&self.clock_skews()).expires_at;
        let short = end.is_some_and(|end| end.duration_since(self.now()) < span);
        if !short || !record.renewable {
            return Ok(token);
        }
        self.renew(account, Renew::Always).await?;
        self.emit(Event::AccountsChanged);
        self.access_token(account)
    }

    /// Makes a call with an account's token, and once more with a renewed one when the token is not accepted.
    ///
    /// A token may be withdrawn before its time is over; only a renewal tells that from a session that has ended.
    pub(super) async fn with_access_token<T: Send, C: Future<Output = T> + Send>(
        &self,
        account: &AccountId,
        call: impl Fn(Secret<String>) -> C + Send,
        rejected: impl Fn(&T) -> bool + Send,
    ) -> Result<T, Error> {
        let token = self.fresh_access_token(account).await?;
        let answer = call(token.clone()).await;
        if !rejected(&answer) || !self.record_of(account)?.renewable {
            return Ok(answer);
        }
        let unchanged = self.access_token(account)?.expose() == token.expose();
        self.renew(account, if unchanged { Renew::Always } else { Renew::IfStale }).await?;
        Ok(call(self.access_token(account)?).await)
    }

    async fn refresh_to_the_end(&self, account: &AccountId) -> Result<(), Error> {
        self.renew(account, Renew::Always).await?;
        self.reread(account).await
    }

    /// Reads profile and sites anew with the token that there is, which is renewed only where it has to be.
    pub async fn look_again(&self, account: &AccountId) -> Result<(), Error> {
        self.reread(account).await?;
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Reads profile and sites anew.
    pub(super) async fn reread(&self, account: &AccountId) -> Result<(), Error> {
        let record = self.record_of(account)?;
        let endpoints = self.registration(&record.registration)?.cloud.endpoints();
        let mut attempt =
            Attempt::begin(AttemptKind::AccountRead, &[StepKind::ProfileRead, StepKind::SitesRead], self.now());
        attempt.registration = Some(record.registration);
        attempt.account = Some(account.clone());
        let attempt = Arc::new(Mutex::new(attempt));
        let call = |token| {
            let (core, endpoints, attempt) = (self.clone(), endpoints.clone(), attempt.clone());
            async move { core.read_account(&endpoints, &token, UnderWay::Here(&attempt)).await }
        };
        let read = self.with_access_token(account, call, Read::token_rejected).await;
        let mut attempt = lock(&attempt).clone();
        match read.as_ref().map(Read::problem) {
            Ok(None) => attempt.end(AttemptOutcome::Succeeded, None, self.now()),
            Ok(Some(problem)) => attempt.end(AttemptOutcome::Failed, Some(problem), self.now()),
            Err(error) => attempt.end(AttemptOutcome::Failed, Some(error.problem()), self.now()),
        }
        self.record(&attempt);
        let (read, now) = (read?, self.now());
        self.change_account(account, |record, details| take_in(record, details, read, now))?;
        self.fetch_avatars(account.clone());
        Ok(())
    }
}
