//! Moving the vault's key: to the system's key store, under a passphrase, or everything into memory.

use std::collections::HashSet;
use std::sync::Arc;

use super::Core;
use super::vaults::{AtWork, VaultStatus, WITH_PROMPT};
use crate::error::Error;
use crate::passphrase::Passphrase;
use crate::secret::Secret;
use crate::settings::Settings;
use crate::vault::{KeyStoreKind, Keys, NewKey, Vault, VaultError, key_store};

impl Core {
    /// Puts the vault under a passphrase: makes one that is not there yet, moves one from the system's key store, or
    /// changes the passphrase, for which the current one is needed.
    pub async fn use_passphrase(
        &self,
        current: Option<Secret<String>>,
        passphrase: Passphrase,
    ) -> Result<VaultStatus, Error> {
        match self.0.vaults.at_work() {
            AtWork::Disk(vault, _) => self.replace_key(vault, current, NewKey::Passphrase(passphrase)).await?,
            AtWork::Locked(_) => return Err(Error::VaultLocked),
            AtWork::None(problem) if Vault::exists(&self.0.parts.data_folder) => {
                return Err(Error::VaultClosed(problem));
            }
            // The person keeps new things in memory beside a vault that is not open.
            AtWork::Memory if Vault::exists(&self.0.parts.data_folder) => return Err(Error::VaultLocked),
            AtWork::Memory | AtWork::None(_) => {
                self.try_to_open(WITH_PROMPT, Some(passphrase.secret().clone())).await?;
                self.take_up_vault().await;
            }
        }
        self.vault_changed();
        Ok(self.vault_status())
    }

    /// Moves the vault's key to the system's key store, which is proved first.
    pub async fn use_system_key_store(&self) -> Result<VaultStatus, Error> {
        let AtWork::Disk(vault, _) = self.0.vaults.at_work() else {
            self.0.vaults.main()?;
            return Ok(self.retry_key_store().await);
        };
        key_store::prove(&self.0.parts.key_store).await?;
        self.replace_sealed(vault, NewKey::System).await?;
        self.vault_changed();
        Ok(self.vault_status())
    }

    /// Seals everything with a new key that rests where the old one does; under a passphrase, that is needed.
    pub async fn rotate_vault_key(&self, current: Option<Secret<String>>) -> Result<VaultStatus, Error> {
        let AtWork::Disk(vault, _) = self.0.vaults.at_work() else {
            // What rests in memory has a key of its own since this process began.
            self.0.vaults.main()?;
            return Ok(self.vault_status());
        };
        match (vault.key_store(), current) {
            (KeyStoreKind::Passphrase, None) => return Err(VaultError::PassphraseMissing.into()),
            (KeyStoreKind::Passphrase, Some(current)) => {
                let same = NewKey::Passphrase(Passphrase::known(current.clone()));
                self.replace_key(vault, Some(current), same).await?;
            }
            (KeyStoreKind::System | KeyStoreKind::Memory, _) => self.replace_sealed(vault, NewKey::System).await?,
        }
        self.vault_changed();
        Ok(self.vault_status())
    }

    /// Moves everything into memory and erases the vault; it is gone when Trilo ends.
    pub async fn move_to_memory(&self) -> Result<VaultStatus, Error> {
        let AtWork::Disk(vault, _) = self.0.vaults.at_work() else {
            self.0.vaults.main()?;
            return Ok(self.vault_status());
        };
        let (folder, memory) = (&self.0.parts.data_folder, self.0.vaults.memory());
        // From here on nobody else stores anything in the vault, so that what is copied is all of it.
        let ours = Arc::new(vault.clone().superseded(folder).await?);
        if !self.0.vaults.replace(&vault, AtWork::Disk(ours.clone(), None)) {
            return Err(Error::VaultLocked);
        }
        let before: HashSet<_> = memory.session_records()?.into_iter().map(|record| record.id).collect();
        let moved = match ours.copy_into(memory) {
            Ok(()) => ours.clone().erase(folder, &self.system_keys()).await,
            Err(error) => Err(error),
        };
        if let Err(error) = moved {
            // The vault stays, so the copies go: they would soon be older than it.
            for record in memory.session_records()?.into_iter().filter(|record| !before.contains(&record.id)) {
                memory.remove_session(&record.id)?;
            }
            memory.put_settings(&Settings::default())?;
            return Err(error.into());
        }
        // Whether or not it was locked meanwhile: there is nothing behind that lock any more.
        self.0.vaults.set(AtWork::Memory);
        self.vault_changed();
        Ok(self.vault_status())
    }

    async fn replace_key(&self, vault: Arc<Vault>, current: Option<Secret<String>>, to: NewKey) -> Result<(), Error> {
        if vault.key_store() == KeyStoreKind::Passphrase {
            let current = current.ok_or(VaultError::PassphraseMissing)?;
            vault.clone().check_passphrase(current).await?;
        }
        self.replace_sealed(vault, to).await
    }

    async fn replace_sealed(&self, vault: Arc<Vault>, to: NewKey) -> Result<(), Error> {
        let resealed = vault.clone().resealed(&self.0.parts.data_folder, &self.system_keys(), to).await;
        match resealed {
            Ok(resealed) => {
                self.0.vaults.replace(&vault, AtWork::Disk(Arc::new(resealed), None));
                Ok(())
            }
            Err(error) => {
                self.follow_key().await;
                Err(error.into())
            }
        }
    }

    /// A passphrase that a file holds is for opening, and replaces no key by itself.
    fn system_keys(&self) -> Keys {
        Keys { store: self.0.parts.key_store.clone(), deadline: WITH_PROMPT, passphrase: None }
    }
}
