//! A whole vault: copied into another, or erased.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::error::VaultError;
use super::open::{self, apart};
use super::{Keys, Vault};

/// Takes the place of the key along, so that every other handle knows that the vault is gone.
const ERASE: &str = "DELETE FROM sealed; DELETE FROM intent; DELETE FROM account; DELETE FROM pending;
    DELETE FROM registration; DELETE FROM attempt; DELETE FROM settings; DELETE FROM key_store;";

impl Vault {
    /// Copies everything into another vault, but for sessions that it has already: those are newer.
    pub fn copy_into(&self, other: &Self) -> Result<(), VaultError> {
        for registration in self.registrations()? {
            other.put_registration(&registration, self.client_secret(&registration.id)?.as_ref())?;
        }
        for (record, details) in self.sessions()? {
            let known = other.session_record(&record.id)?.is_some();
            if let Some(tokens) = self.tokens(&record.id)?.filter(|_| !known) {
                other.put_session(&record, &details, &tokens)?;
                if let Some(intent) = self.intent(&record.id)? {
                    other.keep_intent(&record.id, &intent)?;
                }
            }
        }
        for pending in self.pending()? {
            other.put_pending(&pending)?;
        }
        self.copy_attempts_into(other)?;
        other.put_settings(&self.settings()?)
    }

    /// Erases the vault: what is sealed, its key, its files and the copies that were made of them.
    ///
    /// Every other handle of the vault is of no use afterwards.
    pub async fn erase(self: Arc<Self>, folder: &Path, keys: &Keys) -> Result<(), VaultError> {
        let place = self.key_place()?;
        let folder = folder.to_owned();
        apart(move || {
            // SQLite overwrites what it deletes, so nothing sealed is left in blocks that the files give back.
            self.write_sealed(|connection| Ok(connection.execute_batch(ERASE)?))?;
            drop(self);
            // Without rows they hold nothing any more, so a file that stays does no harm.
            let _ = remove_files(&folder);
            Ok::<_, VaultError>(())
        })
        .await?;
        // What the key could open is gone; a key store that fails now does no harm.
        let _ = place.remove(keys).await;
        Ok(())
    }
}

fn remove_files(folder: &Path) -> Result<(), VaultError> {
    let unusable = |source| VaultError::DataFolder { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unusable)? {
        let entry = entry.map_err(unusable)?;
        if open::is_of_vault(&entry.file_name()) {
            match fs::remove_file(entry.path()) {
                Err(source) if source.kind() != ErrorKind::NotFound => {
                    return Err(VaultError::DataFolder { path: entry.path(), source });
                }
                Ok(()) | Err(_) => {}
            }
        }
    }
    Ok(())
}
