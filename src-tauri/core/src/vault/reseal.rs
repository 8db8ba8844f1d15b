//! Replacing a vault's key: under another key store, under another passphrase, or just by a new one.

use std::path::Path;
use std::sync::Arc;

use super::error::VaultError;
use super::key_place::KeyPlace;
use super::key_store::{self, KeyStoreError, with_deadline};
use super::open::apart;
use super::seal::Seal;
use super::{KeyStoreKind, Keys, Vault};
use crate::passphrase::Passphrase;
use crate::secret::Secret;

/// Where a new key is to rest.
#[derive(Debug)]
pub enum NewKey {
    /// In the system's key store.
    System,
    /// In the vault, sealed with a passphrase.
    Passphrase(Passphrase),
}

impl NewKey {
    /// Puts a key to its place, as far as that is outside of the vault; `place` is where it goes in the system's store.
    pub(super) async fn keep(self, seal: Seal, place: KeyPlace, keys: &Keys) -> Result<(Seal, KeyPlace), VaultError> {
        match self {
            Self::System => {
                if let KeyPlace::System { entry } = &place {
                    keep_in_system(entry.clone(), &seal, keys).await?;
                }
                Ok((seal, place))
            }
            Self::Passphrase(passphrase) => {
                apart(move || {
                    let place = KeyPlace::under(&passphrase, &seal)?;
                    Ok((seal, place))
                })
                .await
            }
        }
    }

    const fn kind(&self) -> KeyStoreKind {
        match self {
            Self::System => KeyStoreKind::System,
            Self::Passphrase(_) => KeyStoreKind::Passphrase,
        }
    }
}

impl KeyPlace {
    /// Removes a key from the system's key store; one that rests in the vault goes with its row.
    pub(super) async fn remove(self, keys: &Keys) -> Result<(), KeyStoreError> {
        match self {
            Self::System { entry } => {
                let store = Arc::clone(&keys.store);
                with_deadline(keys.deadline, move || store.remove(&entry)).await
            }
            Self::Passphrase { .. } => Ok(()),
        }
    }
}

impl Vault {
    /// Seals everything with a new key, in one transaction, and gives the vault as it is open with it.
    ///
    /// The new key is kept before the change and the old one removed after it, so that at every moment the vault opens
    /// with what its key store holds. This value, and those of other processes, are out of date afterwards.
    ///
    /// # Errors
    /// With an error, the vault is as it was; or sealed anew, when only opening it again failed.
    pub async fn resealed(self: Arc<Self>, folder: &Path, keys: &Keys, to: NewKey) -> Result<Self, VaultError> {
        let kind = to.kind();
        let beside = KeyPlace::new_entry(self.seal.vault());
        let (next, place) = to.keep(self.seal.renewed(), beside, keys).await?;
        let (vault, new_place) = (Arc::clone(&self), place.clone());
        let sealed = apart(move || vault.seal_with(next, &new_place)).await;
        let (next, old) = match sealed {
            Ok(sealed) => sealed,
            Err(error) => {
                // A key without a vault is of no use and of no harm; one that the vault names after all is its only one.
                let refused = matches!(error, VaultError::KeyChanged);
                if refused || self.key_place().is_ok_and(|named| named != place) {
                    let _ = place.remove(keys).await;
                }
                return Err(error);
            }
        };
        let _ = old.remove(keys).await;
        Self::open_with(folder, next, kind).await
    }

    /// Makes every other handle of the vault out of date, in this process and in others, and gives a new one.
    ///
    /// What they were about to store, they then keep for themselves.
    pub async fn superseded(self: Arc<Self>, folder: &Path) -> Result<Self, VaultError> {
        let (vault, seal, kind) = (Arc::clone(&self), self.seal.again(), self.key_store());
        apart(move || vault.write(|connection| Ok(super::key_place::supersede(connection)?))).await?;
        Self::open_with(folder, seal, kind).await
    }

    /// Checks the passphrase of the vault, without opening anything with it.
    pub async fn check_passphrase(self: Arc<Self>, passphrase: Secret<String>) -> Result<(), VaultError> {
        apart(move || match self.read(|connection| KeyPlace::read(connection, self.seal.vault()))? {
            KeyPlace::System { .. } => Ok(()),
            KeyPlace::Passphrase { derivation, sealed_key } => {
                derivation.open(self.seal.vault(), &sealed_key, &passphrase).map(drop)
            }
        })
        .await
    }

    /// Where the key of this vault rests in the system's key store, so that it can be removed with the vault.
    pub(super) fn key_place(&self) -> Result<KeyPlace, VaultError> {
        self.read(|connection| KeyPlace::read(connection, self.seal.vault()))
    }

    /// Gives back the new seal and the place of the old key.
    fn seal_with(&self, next: Seal, place: &KeyPlace) -> Result<(Seal, KeyPlace), VaultError> {
        let old = self.write_sealed(|connection| {
            let old = KeyPlace::read(connection, self.seal.vault())?;
            self.seal.replace_in(connection, &next)?;
            place.put(connection)?;
            Ok(old)
        })?;
        Ok((next, old))
    }
}

async fn keep_in_system(entry: String, seal: &Seal, keys: &Keys) -> Result<(), KeyStoreError> {
    let (store, key) = (Arc::clone(&keys.store), seal.key_to_keep());
    with_deadline(keys.deadline, move || {
        store.state()?;
        key_store::keep(&*store, &entry, &key)
    })
    .await
}
