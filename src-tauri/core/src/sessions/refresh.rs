//! Renewing a session: one refresh at a time for each account, across threads and processes.

use std::fs::{File, TryLockError};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::Core;
use super::completion::take_in;
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::Error;
use crate::identifier::AccountId;
use crate::ports::{Event, lock};
use crate::secret::Secret;
use crate::session::SessionRecord;
use crate::token::{Freshness, TokenEndpoint, TokenError, TokenSet};
use crate::vault::{StoredTokens, Vault, VaultError};

/// How long another process may hold an account's lock: longer than a request may take.
const LOCK_DEADLINE: Duration = Duration::from_secs(40);
const LOCK_POLL: Duration = Duration::from_millis(50);

/// What became of a refresh that a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The token was renewed, and profile and sites were asked for.
    Refreshed,
    /// The person stopped waiting. A renewal that was under way is still stored.
    Cancelled,
}

/// Whether a token that is still good is renewed too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Renew {
    Always,
    IfStale,
}

/// Which of an account's tokens it is: a renewal and a new sign-in both change it.
const fn generation(record: &SessionRecord) -> (Timestamp, u32) {
    (record.signed_in_at, record.renewals)
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
    pub async fn fresh_access_token(&self, account: &AccountId) -> Result<Secret<String>, Error> {
        let record = self.session(account)?.record;
        let freshness = Freshness::at(self.now(), record.expires_at);
        if freshness == Freshness::Expired && !record.renewable {
            return Err(Error::RefreshTokenMissing);
        }
        if freshness.is_stale() && record.renewable {
            self.renew_detached(account, Renew::IfStale).await?;
            self.emit(Event::AccountsChanged);
        }
        self.access_token(account)
    }

    async fn refresh_to_the_end(&self, account: &AccountId) -> Result<(), Error> {
        self.renew_detached(account, Renew::Always).await?;
        self.reread(account).await
    }

    /// Renews on a task of its own, so that nobody who stops waiting can interrupt it between answer and commit.
    pub(super) async fn renew_detached(&self, account: &AccountId, renew: Renew) -> Result<(), Error> {
        let (core, account) = (self.clone(), account.clone());
        tokio::spawn(async move { core.renew(&account, renew).await }).await.map_err(|_| Error::Internal)?
    }

    async fn renew(&self, account: &AccountId, renew: Renew) -> Result<(), Error> {
        let before = generation(&self.session(account)?.record);
        let turn = self.refresh_lock(account);
        let _turn = turn.lock().await;
        let _file = self.lock_across_processes(account).await?;
        let record = self.session(account)?.record;
        let renewed_meanwhile = generation(&record) != before;
        let fresh = !Freshness::at(self.now(), record.expires_at).is_stale();
        if renewed_meanwhile || (renew == Renew::IfStale && fresh) {
            return Ok(());
        }
        let mut attempt = Attempt::begin(AttemptKind::Refresh, &[StepKind::TokenRenewed, StepKind::Stored], self.now());
        attempt.registration = Some(record.registration.clone());
        attempt.account = Some(account.clone());
        let renewed = self.renew_and_store(record, &mut attempt).await;
        match &renewed {
            Ok(()) => attempt.end(AttemptOutcome::Succeeded, None, self.now()),
            Err(error) => attempt.end(AttemptOutcome::Failed, Some(error.problem()), self.now()),
        }
        self.record(&attempt);
        renewed
    }

    async fn renew_and_store(&self, record: SessionRecord, attempt: &mut Attempt) -> Result<(), Error> {
        let vault = self.vault_of(&record.id)?;
        let stored = vault.tokens(&record.id)?.ok_or(Error::AccountNotFound)?;
        let refresh_token = stored.refresh_token.ok_or(Error::RefreshTokenMissing)?;
        attempt.step_begins(StepKind::TokenRenewed, self.now());
        let tokens = match self.ask_for_new(&record, &refresh_token).await {
            Err(Error::Token(TokenError::RefreshTokenDead(refusal))) => {
                vault.change_session(&record.id, None, |record, _| record.sign_in_again = true)?;
                return Err(TokenError::RefreshTokenDead(refusal).into());
            }
            other => other?,
        };
        attempt.step_done(StepKind::TokenRenewed, None, self.now());
        attempt.step_begins(StepKind::Stored, self.now());
        self.commit(&vault, record, tokens, refresh_token)?;
        attempt.step_done(StepKind::Stored, None, self.now());
        Ok(())
    }

    async fn ask_for_new(&self, record: &SessionRecord, refresh_token: &Secret<String>) -> Result<TokenSet, Error> {
        let registration = self.registration(&record.registration)?;
        let secret = self.0.vaults.main()?.client_secret(&registration.id)?.ok_or(Error::RegistrationNotFound)?;
        let endpoint = TokenEndpoint::new(&self.0.http, &*self.0.parts.clock, &registration, &secret);
        Ok(endpoint.refresh(refresh_token, &record.granted).await?)
    }

    /// Replaces the pair in one transaction; an answer without a refresh token keeps the old one (RFC 6749, section 6).
    ///
    /// A vault that cannot take it leaves it in memory. An account that was forgotten meanwhile stays forgotten.
    fn commit(
        &self,
        vault: &Vault,
        mut record: SessionRecord,
        tokens: TokenSet,
        old: Secret<String>,
    ) -> Result<(), Error> {
        let TokenSet { access_token, refresh_token, granted, obtained_at, expires_at } = tokens;
        let stored = StoredTokens { access_token, refresh_token: Some(refresh_token.unwrap_or(old)) };
        let renew = |record: &mut SessionRecord| {
            record.granted.clone_from(&granted);
            record.obtained_at = obtained_at;
            record.expires_at = expires_at;
            record.renewed_at = Some(obtained_at);
            record.renewals = record.renewals.saturating_add(1);
            record.sign_in_again = false;
            record.renewable = true;
        };
        let Err(error) = vault.change_session(&record.id, Some(&stored), |record, _| renew(record)) else {
            return Ok(());
        };
        renew(&mut record);
        let details = self.session(&record.id).map(|session| session.details).unwrap_or_default();
        self.keep_beside_vault(&record, &details, &stored, &error.into())
    }

    async fn reread(&self, account: &AccountId) -> Result<(), Error> {
        let registration = self.registration(&self.session(account)?.record.registration)?;
        let token = self.access_token(account)?;
        let read = self.read_account(&registration.cloud.endpoints(), &token, None).await;
        self.vault_of(account)?.change_session(account, None, |record, details| take_in(record, details, read))?;
        self.fetch_avatars(account.clone());
        Ok(())
    }

    /// Takes the account's lock file, which the system releases when its holder ends, however it ends.
    pub(super) async fn lock_across_processes(&self, account: &AccountId) -> Result<Option<File>, Error> {
        if self.vault_of(account).is_ok_and(|vault| vault.is_in_memory()) || self.0.vaults.main()?.is_in_memory() {
            return Ok(None);
        }
        let folder = self.0.parts.data_folder.join("locks");
        let unusable = |source| Error::from(VaultError::DataFolder { path: folder.clone(), source });
        std::fs::create_dir_all(&folder).map_err(unusable)?;
        let file = File::create(folder.join(format!("{account}.lock"))).map_err(unusable)?;
        let locked = async {
            loop {
                match file.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_POLL).await,
                    Err(TryLockError::Error(error)) => return Err(error),
                }
            }
        };
        tokio::time::timeout(LOCK_DEADLINE, locked).await.map_err(|_| Error::RefreshBusy)?.map_err(unusable)?;
        Ok(Some(file))
    }
}
