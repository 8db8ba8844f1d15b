//! Reporting stored accounts to Atlassian, and doing what it says of them: erase what was closed, read again what changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Core;
use super::keeping_fresh::{asked_to_wait, later};
use crate::atlassian::personal_data::{self, AccountChange, MOST_ACCOUNTS, ReportAnswer, StoredAccount};
use crate::atlassian::{Http, HttpError, ReportError, Skews};
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::Error;
use crate::identifier::{AccountId, RegistrationId};
use crate::ports::Event;
use crate::session::{ReportFailure, ReportOutcome, ReportState, Session, SessionRecord};
use crate::token::{Freshness, TokenError};
use crate::vault::Vault;

/// How long to wait after a report failed where the server does not say.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// With how many accounts' tokens a report is tried.
const MOST_REPORTERS: usize = 3;

/// An Atlassian account of which something is stored, and the accounts that it has here.
struct Reported {
    stored: StoredAccount,
    accounts: Vec<AccountId>,
}

impl Core {
    /// Reports the stored accounts whose cycle is over, registration by registration, and does what Atlassian says of them.
    ///
    /// A registration without any grant for it reports nothing. A failure is noted beside each account and tried again
    /// after an hour, or when the server said so.
    pub async fn report_due_personal_data(&self) {
        let _turn = self.0.profiles.reporting.lock().await;
        let Some(vault) = self.storing_vault() else { return };
        let mut registrations: BTreeMap<RegistrationId, Vec<SessionRecord>> = BTreeMap::new();
        for record in vault.session_records().unwrap_or_default() {
            registrations.entry(record.registration.clone()).or_default().push(record);
        }
        let now = self.now();
        for (registration, records) in registrations {
            let reporters = reporters(&records, &self.clock_skews(), self.now());
            let due = records.iter().filter(|record| record.has_reportable_id() && record.report_due() <= now);
            let Ok(reported) = reported(&vault, due) else { continue };
            if reported.is_empty() || reporters.is_empty() {
                continue;
            }
            // The failure is noted where it happens, and shown beside the accounts.
            let _ = self.report_all(&registration, &reporters, &reported).await;
            self.emit(Event::AccountsChanged);
        }
    }

    /// Reports one account now; `None` when Atlassian says that it is closed and its data was erased here.
    ///
    /// An account of which nothing personal is stored, or whose registration has no grant for reports, stays as it is.
    pub async fn report_personal_data(&self, account: &AccountId) -> Result<Option<Session>, Error> {
        let _turn = self.0.profiles.reporting.lock().await;
        let record = self.record_of(account)?;
        if let Some(vault) = self.storing_vault() {
            let mut records = vault.session_records()?;
            records.retain(|other| other.registration == record.registration);
            // Its own token comes first.
            records.sort_by_key(|other| other.id != *account);
            let reporters = reporters(&records, &self.clock_skews(), self.now());
            let itself = records.iter().filter(|other| other.id == *account && other.has_reportable_id());
            let reported = reported(&vault, itself)?;
            if let (Some(verdict), true) = (&record.verdict, reporters.is_empty()) {
                return Err(Error::Renewal(verdict.problem.clone()));
            }
            if !reported.is_empty() && !reporters.is_empty() {
                let outcome = self.report_all(&record.registration, &reporters, &reported).await;
                self.emit(Event::AccountsChanged);
                outcome?;
            }
        }
        match self.session(account) {
            Err(Error::AccountNotFound) => Ok(None),
            session => session.map(Some),
        }
    }

    /// The vault on disk, unless private mode keeps everything personal out of it.
    fn storing_vault(&self) -> Option<Arc<Vault>> {
        self.0.vaults.main().ok().filter(|vault| !vault.is_in_memory() && !self.is_private())
    }

    /// Reports accounts of a registration, as many calls as it takes; the first failure ends it for all that are left.
    async fn report_all(
        &self,
        registration: &RegistrationId,
        reporters: &[AccountId],
        reported: &[Reported],
    ) -> Result<(), Error> {
        for (index, batch) in reported.chunks(MOST_ACCOUNTS).enumerate() {
            let mut attempt =
                Attempt::begin(AttemptKind::PersonalDataReport, &[StepKind::PersonalDataReported], self.now());
            attempt.registration = Some(registration.clone());
            if let [only] = batch {
                attempt.account = only.accounts.first().cloned();
            }
            attempt.step_begins(StepKind::PersonalDataReported, self.now());
            let http = self.recording();
            let answered = self.report_batch(&http, registration, reporters, batch).await;
            attempt.exchanged(StepKind::PersonalDataReported, http.take_exchanges());
            let ended = match answered {
                Ok(answer) => {
                    attempt.step_done(StepKind::PersonalDataReported, Some(batch.len().to_string()), self.now());
                    self.follow(batch, &answer).await
                }
                Err(error) => {
                    self.note_report_failure(&reported[index * MOST_ACCOUNTS..], &error);
                    Err(error)
                }
            };
            match &ended {
                Ok(()) => attempt.end(AttemptOutcome::Succeeded, None, self.now()),
                Err(error) => attempt.end(AttemptOutcome::Failed, Some(error.problem()), self.now()),
            }
            self.record(&attempt);
            ended?;
        }
        Ok(())
    }

    /// Makes one call, with the token of the first account that still has a good one.
    async fn report_batch(
        &self,
        http: &Http,
        registration: &RegistrationId,
        reporters: &[AccountId],
        batch: &[Reported],
    ) -> Result<ReportAnswer, Error> {
        let endpoints = self.registration(registration)?.cloud.endpoints();
        let stored: Arc<[StoredAccount]> = batch.iter().map(|reported| reported.stored.clone()).collect();
        let mut failed = Error::RefreshTokenMissing;
        for reporter in reporters.iter().take(MOST_REPORTERS) {
            let call = |token| {
                let (http, endpoints, stored) = (http.clone(), endpoints.clone(), stored.clone());
                async move { personal_data::report(&http, &endpoints, &token, &stored).await }
            };
            let rejected = |answer: &Result<_, ReportError>| answer.as_ref().is_err_and(ReportError::token_rejected);
            let answer = self.with_access_token(reporter, call, rejected).await;
            match answer.and_then(|answer| Ok(answer?)) {
                Err(error) if is_about_the_token(&error) => failed = error,
                ended => return ended,
            }
        }
        Err(failed)
    }

    /// Does what Atlassian says of the accounts that were reported.
    async fn follow(&self, batch: &[Reported], answer: &ReportAnswer) -> Result<(), Error> {
        let mut followed = Ok(());
        for reported in batch {
            let of_it = |changed: &&personal_data::ChangedAccount| changed.account_id == reported.stored.account_id;
            let change = answer.accounts.iter().find(of_it).map(|changed| changed.status);
            for account in &reported.accounts {
                let done = match change {
                    Some(AccountChange::Closed) => self.wipe_in_turn(account).await,
                    Some(AccountChange::Updated) => match self.read_again_or_erase(account).await {
                        Ok(()) => self.note_report(account, ReportOutcome::Updated, answer.cycle_days),
                        Err(error) => Err(error),
                    },
                    None | Some(AccountChange::Unknown) => {
                        self.note_report(account, ReportOutcome::Unchanged, answer.cycle_days)
                    }
                };
                // One account that the vault cannot take does not keep the others from being erased.
                followed = followed.and(done);
            }
        }
        followed
    }

    /// Reads the profile of an account anew, by its own token; what cannot be read again is not kept.
    async fn read_again_or_erase(&self, account: &AccountId) -> Result<(), Error> {
        let read = self.reread(account).await;
        let unread = match self.record_of(account) {
            // It was signed out meanwhile.
            Err(Error::AccountNotFound) => return Ok(()),
            record => record?.profile_problem.is_some(),
        };
        if read.is_ok() && !unread {
            return Ok(());
        }
        self.0.profiles.forget(account);
        for vault in self.0.vaults.all()? {
            vault.change_session(account, None, |_, details| {
                *details = std::mem::take(details).without_profile();
            })?;
        }
        Ok(())
    }

    fn note_report(&self, account: &AccountId, outcome: ReportOutcome, cycle_days: u32) -> Result<(), Error> {
        let state = ReportState { reported_at: Some(self.now()), cycle_days, outcome: Some(outcome), failure: None };
        self.change_report(account, |report| *report = state.clone())
    }

    fn note_report_failure(&self, reported: &[Reported], error: &Error) {
        let retry_at = later(self.now(), asked_to_wait(error).unwrap_or(PAUSE));
        for account in reported.iter().flat_map(|reported| &reported.accounts) {
            let failure = ReportFailure { problem: error.problem(), retry_at };
            // A failure that cannot be noted only means that the next try comes sooner.
            let _ = self.change_report(account, |report| report.failure = Some(failure.clone()));
        }
    }

    fn change_report(&self, account: &AccountId, change: impl Fn(&mut ReportState)) -> Result<(), Error> {
        for vault in self.0.vaults.all()? {
            vault.change_session(account, None, |record, _| change(&mut record.report))?;
        }
        Ok(())
    }
}

/// The accounts whose token may report and is good, or can be renewed.
fn reporters(records: &[SessionRecord], skews: &Skews, now: Timestamp) -> Vec<AccountId> {
    let is_good =
        |record: &SessionRecord| record.renewable || record.lifetime(skews).freshness(now) != Freshness::Expired;
    let able = records.iter().filter(|record| record.may_report() && record.verdict.is_none() && is_good(record));
    able.map(|record| record.id.clone()).collect()
}

/// What a report says of accounts: each Atlassian account once, and none of which nothing personal is stored.
fn reported<'a>(vault: &Vault, due: impl Iterator<Item = &'a SessionRecord>) -> Result<Vec<Reported>, Error> {
    let mut reported: BTreeMap<String, (Timestamp, Vec<AccountId>)> = BTreeMap::new();
    for record in due {
        let Some((record, details)) = vault.session(&record.id)? else { continue };
        if details.tells_who() {
            let stored_at = details.profile_stored_at.unwrap_or(record.signed_in_at);
            let entry = reported.entry(record.atlassian_id).or_insert((stored_at, Vec::new()));
            entry.0 = entry.0.min(stored_at);
            entry.1.push(record.id);
        }
    }
    let together =
        |(account_id, (updated_at, accounts))| Reported { stored: StoredAccount { account_id, updated_at }, accounts };
    Ok(reported.into_iter().map(together).collect())
}

/// Whether another account's token may do what this one's could not.
const fn is_about_the_token(error: &Error) -> bool {
    matches!(
        error,
        Error::Token(TokenError::RefreshTokenDead(_))
            | Error::RefreshTokenMissing
            | Error::AccountNotFound
            | Error::Report(ReportError::Http(HttpError::TokenRejected { .. }))
    )
}
