//! Private mode: profiles and avatars rest in memory only. The vault itself takes none while it is on; here they are
//! remembered for as long as the process lives, and read again after a restart.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use jiff::Timestamp;

use super::Core;
use super::completion::take_in_profile;
use crate::atlassian::{Avatar, Http, HttpError, Profile};
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::{Error, Problem};
use crate::identifier::AccountId;
use crate::ports::{Event, lock};
use crate::session::{AccountDetails, SessionRecord};
use crate::settings::Settings;
use crate::vault::Vault;

/// The profiles that private mode keeps out of the vault.
#[derive(Default)]
pub(super) struct Profiles {
    known: Mutex<HashMap<AccountId, Known>>,
    /// Whose profile was asked for in the background, whatever the answer.
    asked: Mutex<HashSet<AccountId>>,
    /// Held by whoever reads or reports in the background, so that one does at a time.
    tending: tokio::sync::Mutex<()>,
    /// Held by whoever reports, so that no account is reported twice.
    pub(super) reporting: tokio::sync::Mutex<()>,
}

struct Known {
    profile: Option<Profile>,
    avatar: Option<Avatar>,
    read_at: Option<Timestamp>,
}

impl Profiles {
    /// Adds what is remembered of an account to details that do not tell who it is.
    pub(super) fn complete(&self, account: &AccountId, details: &mut AccountDetails) {
        if !details.tells_who()
            && let Some(known) = lock(&self.known).get(account)
        {
            details.profile.clone_from(&known.profile);
            details.avatar.clone_from(&known.avatar);
            details.profile_stored_at = known.read_at;
        }
    }

    /// Remembers what details tell of an account, nothing included.
    fn remember(&self, account: &AccountId, details: &AccountDetails) {
        if !details.tells_who() {
            return self.forget(account);
        }
        let (profile, avatar) = (details.profile.clone(), details.avatar.clone());
        let known = Known { profile, avatar, read_at: details.profile_stored_at };
        lock(&self.known).insert(account.clone(), known);
    }

    /// Forgets an account.
    pub(super) fn forget(&self, account: &AccountId) {
        lock(&self.known).remove(account);
    }

    fn knows(&self, account: &AccountId) -> bool {
        lock(&self.known).contains_key(account) || lock(&self.asked).contains(account)
    }

    fn accounts(&self) -> Vec<AccountId> {
        lock(&self.known).keys().cloned().collect()
    }
}

impl Core {
    /// Whether private mode is on; without an open vault nothing is stored anyway.
    pub(super) fn is_private(&self) -> bool {
        self.settings().is_ok_and(|settings| settings.private_mode)
    }

    /// Checks and keeps settings.
    ///
    /// Switching private mode on takes every profile out of the vault at once, and switching it off stores what is
    /// remembered.
    pub fn put_settings(&self, settings: Settings) -> Result<Settings, Error> {
        let settings = settings.validated()?;
        let vault = self.0.vaults.main()?;
        if settings.private_mode {
            for (record, details) in vault.sessions()?.into_iter().filter(|(_, details)| details.tells_who()) {
                self.0.profiles.remember(&record.id, &details);
            }
        }
        vault.put_settings(&settings)?;
        if !settings.private_mode {
            self.store_profiles(&vault)?;
        }
        self.emit(Event::AccountsChanged);
        Ok(settings)
    }

    fn store_profiles(&self, vault: &Vault) -> Result<(), Error> {
        let profiles = &self.0.profiles;
        for account in profiles.accounts() {
            vault.change_session(&account, None, |_, details| profiles.complete(&account, details))?;
            profiles.forget(&account);
        }
        Ok(())
    }

    /// Changes an account together with its profile, wherever that rests; `false` when the account is gone.
    pub(super) fn change_account(
        &self,
        account: &AccountId,
        change: impl FnOnce(&mut SessionRecord, &mut AccountDetails),
    ) -> Result<bool, Error> {
        let (profiles, private) = (&self.0.profiles, self.is_private());
        Ok(self.vault_of(account)?.change_session(account, None, |record, details| {
            profiles.complete(account, details);
            change(record, details);
            if private {
                profiles.remember(account, details);
            }
        })?)
    }

    /// Remembers the profile of an account that is about to be stored without it.
    pub(super) fn remember_profile(&self, account: &AccountId, details: &AccountDetails) {
        if details.tells_who() && self.is_private() {
            self.0.profiles.remember(account, details);
        }
    }

    /// Reads and reports what is due, one after the other, beside the renewals and without keeping them waiting.
    pub(super) fn tend_profiles(&self) {
        let core = self.clone();
        tokio::spawn(async move {
            let Ok(_turn) = core.0.profiles.tending.try_lock() else { return };
            core.read_unknown_profiles().await;
            core.report_due_personal_data().await;
        });
    }

    /// Reads the profiles that private mode lost with the last process, of accounts whose token is fresh.
    ///
    /// Each is asked for once. Silence, or too many requests, ends it until the next call.
    pub async fn read_unknown_profiles(&self) {
        if !self.is_private() {
            return;
        }
        for record in self.records().unwrap_or_default() {
            let fresh = !record.lifetime(&self.clock_skews()).freshness(self.now()).is_stale();
            if !fresh || self.0.profiles.knows(&record.id) {
                continue;
            }
            match self.read_profile(&record).await {
                Err(Error::Http(error)) if is_passing(&error) => break,
                Ok(()) | Err(_) => {
                    lock(&self.0.profiles.asked).insert(record.id);
                    self.emit(Event::AccountsChanged);
                }
            }
        }
    }

    async fn read_profile(&self, record: &SessionRecord) -> Result<(), Error> {
        let endpoints = self.registration(&record.registration)?.cloud.endpoints();
        let token = self.access_token(&record.id)?;
        let http = self.recording();
        let mut attempt = Attempt::begin(AttemptKind::AccountRead, &[StepKind::ProfileRead], self.now());
        attempt.registration = Some(record.registration.clone());
        attempt.account = Some(record.id.clone());
        attempt.step_begins(StepKind::ProfileRead, self.now());
        let read = Profile::read(&http, &endpoints, &token).await;
        self.record_read(attempt, &http, &read);
        let read = match read {
            Err(error) if is_passing(&error) => return Err(error.into()),
            read => read,
        };
        let now = self.now();
        self.change_account(&record.id, |record, details| take_in_profile(record, details, read, now))?;
        self.fetch_avatars(record.id.clone());
        Ok(())
    }

    fn record_read(&self, mut attempt: Attempt, http: &Http, read: &Result<Profile, HttpError>) {
        attempt.exchanged(StepKind::ProfileRead, http.take_exchanges());
        match read {
            Ok(_) => {
                attempt.step_done(StepKind::ProfileRead, None, self.now());
                attempt.end(AttemptOutcome::Succeeded, None, self.now());
            }
            Err(error) => attempt.end(AttemptOutcome::Failed, Some(Problem::from(error)), self.now()),
        }
        self.record(&attempt);
    }
}

/// Whether asking a little later may do.
const fn is_passing(error: &HttpError) -> bool {
    matches!(error, HttpError::Unreachable { .. } | HttpError::TimedOut { .. } | HttpError::RateLimited { .. })
}
