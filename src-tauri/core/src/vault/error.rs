//! What can go wrong with the vault.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::key_store::KeyStoreError;
use crate::passphrase::PassphraseTooShort;

/// The vault cannot do what it was asked for. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The data folder cannot be made, read or protected.
    #[error("the data folder {} cannot be used", path.display())]
    DataFolder {
        /// The folder, or the file in it.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file cannot be read or written.
    #[error("the vault file cannot be read or written: {source}")]
    Unavailable {
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is no vault, or its contents make no sense.
    #[error("the vault file is damaged")]
    Damaged,
    /// The file was written by a newer Trilo.
    #[error("the vault file has schema {found}, this Trilo knows schemas up to {known}")]
    Newer {
        /// The schema of the file.
        found: u32,
        /// The newest schema that this program knows.
        known: u32,
    },
    /// The key store has no key for this vault, or another one than it was sealed with.
    #[error("the key store does not hold the key that the vault was sealed with")]
    KeyMismatch,
    /// The vault's key rests under a passphrase, and none was given.
    #[error("the vault is sealed with a passphrase")]
    PassphraseMissing,
    /// The passphrase does not open the vault's key.
    #[error("the passphrase does not open the vault")]
    PassphraseWrong,
    /// The passphrase is too short to protect anything with.
    #[error(transparent)]
    PassphraseTooShort(#[from] PassphraseTooShort),
    /// Another process sealed the vault with another key.
    #[error("another Trilo replaced the vault's key")]
    KeyChanged,
    /// Of the key store.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// A sealed row does not open: it was changed, or moved to another owner.
    #[error("a sealed row of the vault does not open")]
    Sealed,
}

impl From<rusqlite::Error> for VaultError {
    fn from(source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Unavailable { source },
        }
    }
}
