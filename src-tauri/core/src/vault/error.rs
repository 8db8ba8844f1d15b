//! What can go wrong with the vault.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

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
        source: io::Error,
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
    /// The same, where it is known which file it is.
    #[error("the vault file {} is damaged", path.display())]
    DamagedFile {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing to rescue: the vault file is as it should be.
    #[error("the vault file is not damaged")]
    NotDamaged,
    /// The folder or a file in it belongs to another user.
    #[error("{} belongs to another user", path.display())]
    Foreign {
        /// The folder, or the file in it.
        path: PathBuf,
    },
    /// The file, or the file system that it rests on, can only be read.
    #[error("{} can only be read", path.display())]
    ReadOnly {
        /// The file, or its folder.
        path: PathBuf,
    },
    /// There is no space left for the file.
    #[error("the disk has no space left for {}", path.display())]
    DiskFull {
        /// The file, or its folder.
        path: PathBuf,
    },
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

impl VaultError {
    /// What a failure of the file system means for the vault.
    pub(crate) fn of_file(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull { path },
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::DataFolder { path, source },
        }
    }

    /// The same error with the file that it is about, where `SQLite` told only what failed.
    pub(super) fn at(self, file: &Path) -> Self {
        let path = file.to_owned();
        match self {
            Self::Damaged => Self::DamagedFile { path },
            Self::Unavailable { source: rusqlite::Error::SqliteFailure(failure, message) } => match failure.code {
                ErrorCode::DiskFull => Self::DiskFull { path },
                // The shared memory of the write-ahead log could not be made as large as it has to be.
                ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
                    Self::DiskFull { path }
                }
                ErrorCode::ReadOnly => Self::ReadOnly { path },
                _ => Self::Unavailable { source: rusqlite::Error::SqliteFailure(failure, message) },
            },
            error => error,
        }
    }

    /// Whether the file has to be rescued.
    pub(super) const fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged | Self::DamagedFile { .. })
    }
}

impl From<rusqlite::Error> for VaultError {
    fn from(source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Unavailable { source },
        }
    }
}
