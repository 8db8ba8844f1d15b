//! Renewing a session: one refresh at a time for each account, across threads and processes, noted before it is sent.

use std::fs::{File, TryLockError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Core;
use super::beside::Origin;
use crate::atlassian::Http;
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::{Error, Problem};
use crate::identifier::AccountId;
use crate::registration::Registration;
use crate::secret::Secret;
use crate::session::{SessionRecord, Verdict};
use crate::token::{TokenEndpoint, TokenError, TokenSet};
use crate::vault::{Intent, StoredTokens, Vault, VaultError};

/// How long another process may hold an account's lock: longer than a command for the secret and a request may take.
const LOCK_DEADLINE: Duration = Duration::from_secs(70);
const LOCK_POLL: Duration = Duration::from_millis(50);
/// For how long Atlassian takes a spent refresh token once more (developer.atlassian.com, "Rotating refresh tokens").
pub(super) const REUSE_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// Whether a token that is still good is renewed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renew {
    Always,
    IfStale,
}

/// Which of an account's tokens it is: a renewal and a new sign-in both change it.
const fn generation(record: &SessionRecord) -> (Timestamp, u32) {
    (record.signed_in_at, record.renewals)
}

impl Core {
    /// Renews an account's token, unless that was done while this call waited for its turn.
    ///
    /// It runs on a task of its own, so that nobody who stops waiting can interrupt it between answer and commit.
    pub(super) async fn renew(&self, account: &AccountId, renew: Renew) -> Result<(), Error> {
        let (core, account) = (self.clone(), account.clone());
        tokio::spawn(async move { core.renew_in_turn(&account, renew).await }).await.map_err(|_| Error::Internal)?
    }

    async fn renew_in_turn(&self, account: &AccountId, renew: Renew) -> Result<(), Error> {
        let (before, failures) = (generation(&self.record_of(account)?), self.0.renewals.failures_of(account));
        let turn = self.refresh_lock(account);
        let _turn = turn.lock().await;
        let _file = self.lock_across_processes(account).await?;
        let record = self.record_of(account)?;
        if generation(&record) != before {
            return Ok(());
        }
        // Whoever waited for a renewal that failed has its answer: asking again at once would be a storm.
        if let Some(problem) = self.0.renewals.failed_since(account, failures) {
            return Err(Error::Renewal(problem));
        }
        let vault = self.vault_of(account)?;
        let interrupted = vault.intent(account)?;
        let fresh = !record.lifetime(&self.clock_skews()).freshness(self.now()).is_stale();
        if renew == Renew::IfStale && fresh && interrupted.is_none() {
            return Ok(());
        }
        let host = self.authorization_host(&record);
        let renewed = self.attempt_renewal(&vault, record, interrupted).await;
        self.note_renewal(account, host.as_deref(), renewed.as_ref().err());
        renewed
    }

    async fn attempt_renewal(
        &self,
        vault: &Vault,
        record: SessionRecord,
        interrupted: Option<Intent>,
    ) -> Result<(), Error> {
        let found = interrupted.iter().map(|_| StepKind::InterruptionFound);
        let steps: Vec<_> = found.chain([StepKind::IntentNoted, StepKind::TokenRenewed, StepKind::Stored]).collect();
        let mut attempt = Attempt::begin(AttemptKind::Refresh, &steps, self.now());
        attempt.registration = Some(record.registration.clone());
        attempt.account = Some(record.id.clone());
        if let Some(intent) = &interrupted {
            self.close_attempt(vault, intent);
            attempt.step_done(StepKind::InterruptionFound, Some(intent.noted_at.to_string()), self.now());
        }
        let renewed = self.renew_and_store(vault, record, interrupted, &mut attempt).await;
        match &renewed {
            Ok(()) => attempt.end(AttemptOutcome::Succeeded, None, self.now()),
            Err(error) => attempt.end(AttemptOutcome::Failed, Some(error.problem()), self.now()),
        }
        self.record(&attempt);
        renewed
    }

    async fn renew_and_store(
        &self,
        vault: &Vault,
        record: SessionRecord,
        interrupted: Option<Intent>,
        attempt: &mut Attempt,
    ) -> Result<(), Error> {
        let stored = vault.tokens(&record.id)?.ok_or(Error::AccountNotFound)?;
        let refresh_token = stored.refresh_token.ok_or(Error::RefreshTokenMissing)?;
        // Asked for before anything is noted: its source may fail, or take half a minute.
        let registration = self.registration(&record.registration)?;
        let secret = self.client_secret_of(&registration).await?;
        attempt.step_begins(StepKind::IntentNoted, self.now());
        let noted_at = interrupted.as_ref().map_or_else(|| self.now(), |intent| intent.noted_at);
        vault.note_intent(&record.id, &Intent { attempt: attempt.id.clone(), noted_at }, attempt)?;
        attempt.step_done(StepKind::IntentNoted, None, self.now());
        attempt.step_begins(StepKind::TokenRenewed, self.now());
        let http = self.recording();
        let answered = self.ask_for_new(&http, &record, &registration, (&secret, &refresh_token)).await;
        attempt.exchanged(StepKind::TokenRenewed, http.take_exchanges());
        let tokens = match answered {
            Err(error) => return self.judge(vault, &record, &refresh_token, error, interrupted.as_ref()),
            Ok(tokens) => tokens,
        };
        attempt.step_done(StepKind::TokenRenewed, None, self.now());
        attempt.step_begins(StepKind::Stored, self.now());
        self.commit(vault, record, tokens, refresh_token)?;
        attempt.step_done(StepKind::Stored, None, self.now());
        Ok(())
    }

    async fn ask_for_new(
        &self,
        http: &Http,
        record: &SessionRecord,
        registration: &Registration,
        (secret, refresh_token): (&Secret<String>, &Secret<String>),
    ) -> Result<TokenSet, Error> {
        let endpoint = TokenEndpoint::new(http, &*self.0.parts.clock, registration, secret);
        Ok(endpoint.refresh(refresh_token, &record.granted).await?)
    }

    /// Draws the consequences of a failed refresh, and passes its error on.
    ///
    /// Only a dead refresh token demotes the account, and only when it is still the one in the vault: a vault that came
    /// back from a backup, or another program, may have put a newer one there. The intent stays while the refresh token
    /// may be spent, so that it is tried again within Atlassian's reuse window.
    fn judge(
        &self,
        vault: &Vault,
        record: &SessionRecord,
        sent: &Secret<String>,
        error: Error,
        interrupted: Option<&Intent>,
    ) -> Result<(), Error> {
        let open = matches!(&error, Error::Token(error) if error.leaves_open());
        if !open {
            // An earlier call whose answer never came is settled only by a verdict.
            let settled = interrupted.is_none() || matches!(error, Error::Token(TokenError::RefreshTokenDead(_)));
            if settled {
                // An intent that stays costs one further try.
                let _ = vault.end_intent(&record.id);
            }
        }
        if let Error::Token(TokenError::RefreshTokenDead(_)) = &error {
            let current = vault.tokens(&record.id)?.and_then(|stored| stored.refresh_token);
            if current.is_some_and(|current| current.expose() == sent.expose()) {
                let verdict = Verdict { problem: with_interruption(error.problem(), interrupted), at: self.now() };
                vault.change_session(&record.id, None, |record, _| record.verdict = Some(verdict))?;
            }
        }
        Err(error)
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
        let TokenSet { access_token, refresh_token, granted, obtained_at, expires_at, clock } = tokens;
        let stored = StoredTokens { access_token, refresh_token: Some(refresh_token.unwrap_or(old)) };
        let renew = |record: &mut SessionRecord| {
            record.granted.clone_from(&granted);
            record.obtained_at = obtained_at;
            record.expires_at = expires_at;
            record.clock = clock;
            record.renewed_at = Some(obtained_at);
            record.renewals = record.renewals.saturating_add(1);
            record.verdict = None;
            record.renewable = true;
        };
        let Err(error) = vault.change_session(&record.id, Some(&stored), |record, _| renew(record)) else {
            return Ok(());
        };
        renew(&mut record);
        let details = self.session(&record.id).map(|session| session.details).unwrap_or_default();
        let origin = if vault.is_in_memory() { Origin::SignIn } else { Origin::Vault };
        self.keep_beside_vault(&record, &details, &stored, (&error.into(), origin))
    }

    /// Takes the account's lock file, which the system releases when its holder ends, however it ends; `None` when
    /// everything rests in memory, which is this process' alone.
    pub(super) async fn lock_across_processes(&self, account: &AccountId) -> Result<Option<File>, Error> {
        let locked = async {
            loop {
                match self.try_lock_across_processes(account) {
                    Err(Error::RefreshBusy) => tokio::time::sleep(LOCK_POLL).await,
                    locked => return locked,
                }
            }
        };
        tokio::time::timeout(LOCK_DEADLINE, locked).await.map_err(|_| Error::RefreshBusy)?
    }

    /// The same, unless another process holds it now.
    pub(super) fn try_lock_across_processes(&self, account: &AccountId) -> Result<Option<File>, Error> {
        if self.0.vaults.main()?.is_in_memory() {
            return Ok(None);
        }
        let folder = self.0.parts.data_folder.join("locks");
        let unusable = |source| Error::from(VaultError::of_file(&folder, source));
        std::fs::create_dir_all(&folder).map_err(unusable)?;
        let file = File::create(folder.join(format!("{account}.lock"))).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(Error::RefreshBusy),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }
}

/// Adds when an earlier renewal was interrupted, which explains why a refresh token is spent that Trilo still had.
fn with_interruption(mut problem: Problem, interrupted: Option<&Intent>) -> Problem {
    if let Some(intent) = interrupted {
        problem.details.insert("interruptedAt".to_owned(), intent.noted_at.to_string());
    }
    problem
}
