//! Locking the vault: by hand, after a while without use, with the screen.

use std::time::Duration;

use jiff::SignedDuration;

use super::Core;
use super::vaults::{AT_START, AtWork, VaultState, VaultStatus, WITH_PROMPT};
use crate::error::Error;
use crate::ports::lock;
use crate::secret::Secret;
use crate::vault::{KeyStoreKind, VaultError};

/// How often the time without use is looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

impl Core {
    /// Closes the vault and wipes its key from memory, until [`Core::unlock`].
    ///
    /// Sign-ins that wait go on waiting: a callback that comes meanwhile is held. Nothing is renewed.
    ///
    /// # Errors
    /// [`Error::NothingToLock`] when everything rests in memory, and the reason when no vault is open.
    pub fn lock(&self) -> Result<(), Error> {
        match self.0.vaults.at_work() {
            AtWork::Disk(vault, _) => self.0.vaults.lock(vault.key_store()),
            AtWork::Locked(rests) => {
                self.0.vaults.lock(rests);
                return Ok(());
            }
            AtWork::Memory => return Err(Error::NothingToLock),
            AtWork::None(problem) => return Err(Error::VaultClosed(problem)),
        }
        self.forget_held();
        self.vault_changed();
        Ok(())
    }

    /// Whether the vault is closed because somebody locked it, and not because its passphrase was never given.
    #[must_use]
    pub fn was_locked(&self) -> bool {
        self.0.vaults.was_locked()
    }

    /// Forgets what was read for an import, which holds secrets.
    fn forget_held(&self) {
        self.0.backup.clear();
        self.0.app_config.clear();
        self.0.probes.forget();
    }

    /// Opens the vault again: with its passphrase, or by the system's key store, which may ask the person.
    ///
    /// A passphrase that is wrong or missing leaves the vault locked.
    pub async fn unlock(&self, passphrase: Option<Secret<String>>) -> Result<VaultStatus, Error> {
        if self.vault_status().state == VaultState::Open {
            return Ok(self.vault_status());
        }
        let opened = self.try_to_open(WITH_PROMPT, passphrase).await;
        if opened.is_ok() {
            self.take_up_vault().await;
            self.note_activity();
            self.resume_renewals();
        }
        self.vault_changed();
        opened.map(|()| self.vault_status())
    }

    /// Notes that a person uses Trilo just now.
    pub fn note_activity(&self) {
        *lock(&self.0.used_at) = self.now();
    }

    /// Locks the vault when nobody uses Trilo, for as long as the process lives.
    pub async fn lock_when_idle(&self) {
        loop {
            self.lock_if_idle();
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }

    /// Locks the vault when nobody used Trilo for as long as the settings say.
    pub fn lock_if_idle(&self) {
        let Ok(settings) = self.settings() else { return };
        let Some(minutes) = settings.lock_after_idle else { return };
        let now = self.now();
        let mut used_at = lock(&self.0.used_at);
        // A clock that was set back would keep the vault open for as long.
        *used_at = (*used_at).min(now);
        let idle = now.duration_since(*used_at);
        drop(used_at);
        if idle >= SignedDuration::from_mins(minutes.into()) {
            // Without a vault on disk there is nothing to lock.
            let _ = self.lock();
        }
    }

    /// Locks the vault with the screen, when the settings say so.
    pub fn screen_locked(&self) {
        if self.settings().is_ok_and(|settings| settings.lock_with_screen) {
            let _ = self.lock();
        }
    }

    /// Opens the vault anew when another process replaced its key, as far as that asks nobody.
    pub async fn follow_key(&self) {
        if let AtWork::Disk(vault, _) = self.0.vaults.at_work()
            && matches!(vault.check_key(), Err(VaultError::KeyChanged))
        {
            let followed = match self.opened(AT_START, None).await {
                Ok((vault, took)) => AtWork::Disk(vault, took),
                Err(Error::Vault(VaultError::PassphraseMissing | VaultError::PassphraseWrong)) => {
                    AtWork::Locked(KeyStoreKind::Passphrase)
                }
                Err(error) => AtWork::None(error.problem()),
            };
            if !matches!(followed, AtWork::Disk(..)) {
                self.forget_held();
            }
            self.0.vaults.replace(&vault, followed);
            self.vault_changed();
        }
    }
}
