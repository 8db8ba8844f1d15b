//! Backups: make one, look into one, take one in.

use std::collections::HashSet;
use std::path::PathBuf;

use jiff::Timestamp;

use super::Core;
use crate::backup::{
    self, Action, BackupError, BackupItem, Because, Contents, Here, ItemKind, Plan, PlannedAccount,
    PlannedRegistration, SavedAccount, SavedRegistration, judge_account,
};
use crate::error::{Error, Problem};
use crate::identifier::BackupPreviewId;
use crate::passphrase::Passphrase;
use crate::ports::Event;
use crate::registration::Registration;
use crate::secret::Secret;
use crate::vault::Vault;

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedBackup {
    /// The file.
    pub path: PathBuf,
    /// How many registrations it holds.
    pub registrations: usize,
    /// How many accounts it holds.
    pub accounts: usize,
    /// The size of the file in bytes.
    pub bytes: u64,
}

/// A backup that was looked into, and what importing it would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPreview {
    /// Under which it is held.
    pub id: BackupPreviewId,
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub made_at: Timestamp,
    /// The version of the Trilo that made it.
    pub made_by: String,
    /// Registrations, accounts and settings, in this order.
    pub items: Vec<BackupItem>,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportedBackup {
    /// How many items came to what was here.
    pub added: usize,
    /// How many took the place of what was here.
    pub replaced: usize,
    /// How many were left out, because what is here is the same or better.
    pub skipped: usize,
    /// What could not be taken in; everything else was.
    pub failed: Vec<ImportFailure>,
}

/// An item of a backup that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFailure {
    /// What it is.
    pub kind: ItemKind,
    /// Its name; empty for the settings.
    pub name: String,
    /// Why.
    pub problem: Problem,
}

impl Core {
    /// Writes registrations with their secrets, accounts with their tokens, and settings to a new file.
    ///
    /// `path` is a whole path; a file that exists is not written over. Takes about a second.
    pub async fn export_backup(&self, path: PathBuf, passphrase: Passphrase) -> Result<ExportedBackup, Error> {
        let contents = self.contents_for_backup()?;
        let (registrations, accounts) = (contents.registrations.len(), contents.accounts.len());
        let file = path.clone();
        let bytes = apart(move || backup::write(&file, &contents, &passphrase)).await??;
        Ok(ExportedBackup { path, registrations, accounts, bytes })
    }

    /// Opens a backup and tells what importing it would do, without changing anything.
    ///
    /// Its contents are held in memory for ten minutes, in place of those of an earlier preview. Takes about a second.
    pub async fn preview_backup(&self, path: PathBuf, passphrase: Secret<String>) -> Result<BackupPreview, Error> {
        self.0.vaults.main()?;
        self.0.backup.clear();
        let file = path.clone();
        let contents = apart(move || backup::read(&file, &passphrase)).await??;
        let items = Plan::of(&contents, &self.what_is_here()?).items(&contents);
        let id = BackupPreviewId::random();
        let (made_at, made_by) = (contents.made_at, contents.made_by.clone());
        self.hold_for_a_while(|core| &core.backup, &id, contents);
        Ok(BackupPreview { id, path, made_at, made_by, items })
    }

    /// Drops the contents of a backup that was looked into; none being held is no error.
    pub fn discard_backup_preview(&self, id: &BackupPreviewId) {
        self.0.backup.discard(id);
    }

    /// Takes in a backup that was looked into, compared anew with what is here now.
    ///
    /// An item that cannot be taken in does not stop the others.
    pub async fn import_backup(&self, id: &BackupPreviewId) -> Result<ImportedBackup, Error> {
        let here = self.what_is_here()?;
        let contents = self.0.backup.take(id, self.now()).ok_or(BackupError::Gone)?;
        let plan = Plan::of(&contents, &here);
        let mut imported = ImportedBackup::default();
        for (planned, saved) in plan.registrations.iter().zip(&contents.registrations) {
            let done = self.take_in_registration(planned, saved);
            imported.count(ItemKind::Registration, || saved.registration.name.clone(), done);
        }
        for (planned, saved) in plan.accounts.iter().zip(&contents.accounts) {
            let done = self.take_in_account(planned, saved).await;
            imported.count(ItemKind::Account, || saved.name(), done);
        }
        let done = match plan.settings.action() {
            Action::Add | Action::Replace => self.put_settings(contents.settings).map(|_| plan.settings),
            Action::Skip => Ok(plan.settings),
        };
        imported.count(ItemKind::Settings, String::new, done);
        self.emit(Event::AccountsChanged);
        Ok(imported)
    }

    fn contents_for_backup(&self) -> Result<Contents, Error> {
        let main = self.0.vaults.main()?;
        let (registrations, settings) = (with_secrets(&main)?, main.settings()?);
        let (mut accounts, mut seen) = (Vec::new(), HashSet::new());
        for vault in self.0.vaults.all()? {
            for (record, details) in vault.sessions()? {
                // Read after the record: tokens that look older than they are replace none that are newer.
                let Some(tokens) = vault.tokens(&record.id)? else { continue };
                let details = if self.is_private() { details.without_profile() } else { details };
                if seen.insert(record.id.clone()) {
                    accounts.push(SavedAccount { record, details, tokens });
                }
            }
        }
        let made_by = env!("CARGO_PKG_VERSION").to_owned();
        Ok(Contents { made_at: self.now(), made_by, registrations, accounts, settings })
    }

    fn what_is_here(&self) -> Result<Here, Error> {
        let main = self.0.vaults.main()?;
        let accounts = self.sessions()?.into_iter().map(|session| session.record).collect();
        Ok(Here { registrations: with_secrets(&main)?, accounts, settings: main.settings()? })
    }

    fn take_in_registration(&self, planned: &PlannedRegistration, saved: &SavedRegistration) -> Result<Because, Error> {
        match planned.because.action() {
            Action::Add | Action::Replace => {
                self.0.vaults.main()?.put_registration(&planned.registration, saved.client_secret.as_ref())?;
            }
            Action::Skip => {}
        }
        Ok(planned.because)
    }

    /// Takes an account in, unless its tokens here became newer since they were compared.
    async fn take_in_account(&self, planned: &PlannedAccount, saved: &SavedAccount) -> Result<Because, Error> {
        let record = &planned.record;
        let file = match planned.because.action() {
            Action::Skip => return Ok(planned.because),
            Action::Add => None,
            Action::Replace => Some(&record.id),
        };
        // A refresh that is under way must neither be written over nor write over what is taken in.
        let turn = self.refresh_lock(&record.id);
        let _turn = turn.lock().await;
        let _file = match file {
            Some(account) => self.lock_across_processes(account).await?,
            None => None,
        };
        self.registration(&record.registration)?;
        let here = match self.record_of(&record.id) {
            Err(Error::AccountNotFound) => None,
            found => Some(found?),
        };
        let because = judge_account(record, here.as_ref());
        match because.action() {
            Action::Add => {
                let in_memory = self.0.vaults.keeps_new_in_memory();
                let vault = if in_memory { self.0.vaults.memory().clone() } else { self.0.vaults.main()? };
                vault.put_session(record, &saved.details, &saved.tokens)?;
                self.adopt_default(record)?;
            }
            Action::Replace => {
                self.vault_of(&record.id)?.put_session(record, &saved.details, &saved.tokens)?;
                self.note_renewal(&record.id, None, None);
            }
            Action::Skip => {}
        }
        Ok(because)
    }
}

impl ImportedBackup {
    fn count(&mut self, kind: ItemKind, name: impl FnOnce() -> String, done: Result<Because, Error>) {
        match done.map(Because::action) {
            Ok(Action::Add) => self.added += 1,
            Ok(Action::Replace) => self.replaced += 1,
            Ok(Action::Skip) => self.skipped += 1,
            Err(error) => self.failed.push(ImportFailure { kind, name: name(), problem: error.problem() }),
        }
    }
}

fn with_secrets(vault: &Vault) -> Result<Vec<SavedRegistration>, Error> {
    let with_secret = |registration: Registration| {
        let client_secret = vault.client_secret(&registration.id)?;
        Ok(SavedRegistration { registration, client_secret })
    };
    vault.registrations()?.into_iter().map(with_secret).collect()
}

/// Makes a call that computes for long, apart from the runtime's own threads.
async fn apart<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(call).await.map_err(|_| Error::Internal)
}
