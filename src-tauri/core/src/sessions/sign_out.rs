//! Signing out: an account is wiped from this computer, and Atlassian is asked to revoke its refresh token first if the
//! person wishes so.

use super::Core;
use crate::atlassian::{Http, revocation};
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::{Error, Problem};
use crate::identifier::AccountId;
use crate::ports::{Event, lock};
use crate::session::SessionRecord;
use crate::token::TokenError;

/// What became of the wish that Atlassian revokes the refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// Atlassian was not asked.
    NotAsked,
    /// Atlassian answered with success, which does not prove anything.
    Answered,
    /// Atlassian could not be asked, or answered with an error.
    Failed(Problem),
}

impl Core {
    /// Wipes an account from this computer, whatever Atlassian answers to `revoke`.
    ///
    /// It waits for a refresh of the account that is under way, so that its answer does not bring the account back, and
    /// runs on a task of its own, so that nobody who stops waiting can leave half of it.
    pub async fn sign_out(&self, account: &AccountId, revoke: bool) -> Result<Revocation, Error> {
        let (core, account) = (self.clone(), account.clone());
        let signed_out = tokio::spawn(async move { core.sign_out_in_turn(&account, revoke).await });
        signed_out.await.map_err(|_| Error::Internal)?
    }

    async fn sign_out_in_turn(&self, account: &AccountId, revoke: bool) -> Result<Revocation, Error> {
        self.record_of(account)?;
        self.cancel_refresh(account);
        let turn = self.refresh_lock(account);
        let _turn = turn.lock().await;
        // Without the lock file the account is wiped all the same: a change never brings a wiped account back.
        let _file = self.lock_across_processes(account).await;
        // Asked again, for the wait may have been long.
        let record = self.record_of(account)?;
        let steps: &[StepKind] = if revoke { &[StepKind::RevocationAsked] } else { &[] };
        let mut attempt = Attempt::begin(AttemptKind::SignOut, steps, self.now());
        attempt.registration = Some(record.registration.clone());
        attempt.account = Some(account.clone());
        // Should Trilo end while Atlassian is asked, this stays.
        self.record(&attempt);
        let revocation =
            if revoke { self.ask_for_revocation(&record, &mut attempt).await } else { Revocation::NotAsked };
        let wiped = self.wipe(&record);
        let (outcome, problem) = match (&wiped, &revocation) {
            (Err(error), _) => (AttemptOutcome::Failed, Some(error.problem())),
            (Ok(()), Revocation::Failed(problem)) => (AttemptOutcome::Succeeded, Some(problem.clone())),
            (Ok(()), Revocation::NotAsked | Revocation::Answered) => (AttemptOutcome::Succeeded, None),
        };
        attempt.end(outcome, problem, self.now());
        self.record(&attempt);
        wiped.map(|()| revocation)
    }

    async fn ask_for_revocation(&self, record: &SessionRecord, attempt: &mut Attempt) -> Revocation {
        attempt.step_begins(StepKind::RevocationAsked, self.now());
        let http = self.recording();
        let revoked = self.revoke(&http, record).await;
        attempt.exchanged(StepKind::RevocationAsked, http.take_exchanges());
        match revoked {
            Ok(()) => {
                attempt.step_done(StepKind::RevocationAsked, None, self.now());
                Revocation::Answered
            }
            Err(error) => {
                attempt.step_failed(StepKind::RevocationAsked, self.now());
                Revocation::Failed(error.problem())
            }
        }
    }

    async fn revoke(&self, http: &Http, record: &SessionRecord) -> Result<(), Error> {
        let tokens = self.vault_of(&record.id)?.tokens(&record.id)?.ok_or(Error::AccountNotFound)?;
        let refresh_token = tokens.refresh_token.ok_or(Error::RefreshTokenMissing)?;
        let registration = self.registration(&record.registration)?;
        let secret = self.client_secret_of(&registration).await?;
        let revoked = revocation::revoke(http, &registration, &secret, &refresh_token).await;
        Ok(revoked.map_err(TokenError::from)?)
    }

    /// Wipes an account in its turn, for a reason other than a person's wish.
    pub(super) async fn wipe_in_turn(&self, account: &AccountId) -> Result<(), Error> {
        let turn = self.refresh_lock(account);
        let _turn = turn.lock().await;
        let _file = self.lock_across_processes(account).await;
        match self.record_of(account) {
            Err(Error::AccountNotFound) => Ok(()),
            record => self.wipe(&record?),
        }
    }

    /// Wipes an account from every vault and from memory. Whoever calls it has the account's turn.
    fn wipe(&self, record: &SessionRecord) -> Result<(), Error> {
        let account = &record.id;
        // Memory comes first: it always gives way.
        self.0.profiles.forget(account);
        for vault in self.0.vaults.all()? {
            vault.remove_session(account)?;
        }
        lock(&self.0.kept_in_memory).remove(account);
        self.note_renewal(account, None, None);
        // The account is gone whether or not another becomes the default.
        let _ = self.pass_on_default(record);
        self.emit(Event::AccountsChanged);
        Ok(())
    }
}
