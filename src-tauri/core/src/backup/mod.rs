//! Backups: registrations with their client secrets, accounts with their tokens, and settings, in one file that a
//! passphrase opens.
//!
//! The file is a standard age file (<https://age-encryption.org/v1>), so that its contents can be had without Trilo.

mod comparison;
mod contents;
mod file;

use std::path::PathBuf;

pub use comparison::{Action, BackupItem, Because, ItemKind};
pub(crate) use comparison::{Here, Plan, PlannedAccount, PlannedRegistration, judge_account};
pub(crate) use contents::{Contents, SavedAccount, SavedRegistration};
pub(crate) use file::{read, write};

/// A backup cannot be made or read. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is no backup of Trilo's, or is damaged.
    #[error("{} is no backup that Trilo can read: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Unreadable,
    },
    /// The backup was made by a newer Trilo.
    #[error("the backup has version {found}, this Trilo knows versions up to {known}")]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of the backup.
        found: u64,
        /// The newest version that this program knows.
        known: u64,
    },
    /// The passphrase does not open the backup.
    #[error("the passphrase does not open the backup")]
    PassphraseWrong,
    /// There is a file already where the backup is to be written.
    #[error("{} exists already", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("{} cannot be used: {source}", path.display())]
    FileUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The backup that was looked into is no longer held.
    #[error("the backup is no longer held; it has to be opened again")]
    Gone,
}

/// Why a file is no backup that Trilo can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no age file that a passphrase opens.
    #[error("it is no age file for a passphrase")]
    NotForAPassphrase,
    /// It is larger than any backup.
    #[error("it is too large")]
    TooLarge,
    /// Opening it takes more work than any backup asks for.
    #[error("opening it takes too much work")]
    TooMuchWork,
    /// It was cut short or changed.
    #[error("it is damaged")]
    Damaged,
    /// It holds something else than a backup.
    #[error("it holds no backup of Trilo's")]
    OtherContents,
    /// It says that it is a backup, and does not have the shape of one.
    #[error("its contents make no sense")]
    Malformed,
}
