//! The vault: one `SQLite` file for all of a person's Trilo processes, with every secret sealed row by row.
//!
//! Rows are sealed with a 256-bit key that rests in the system's key store and nowhere else, so the file alone tells
//! neither tokens nor personal data. Calls of [`Vault`] block for as long as the disk takes, at worst for the five
//! seconds that another process may hold the file.

mod attempts;
mod backup_copy;
mod damage;
mod error;
mod intents;
mod key_place;
pub mod key_store;
mod open;
mod pending;
mod registrations;
mod rescue;
mod reseal;
mod schema;
mod seal;
mod search;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;
mod sessions;
mod settings;
pub mod tokens;
mod traces;
mod whole;

use std::fmt;
use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, Row, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::VaultError;
pub use intents::Intent;
pub use key_store::{KeyStoreError, SystemKeyStore};
pub use open::Keys;
pub use rescue::Rescued;
pub use reseal::NewKey;
pub use search::Names;
pub use tokens::StoredTokens;

use crate::ports::lock;
use damage::DamagedRows;
use key_place::KeyPlace;
use seal::Seal;

/// An open vault.
pub struct Vault {
    connection: Mutex<Connection>,
    seal: Seal,
    rests: Rests,
    damaged: DamagedRows,
}

/// Where a vault rests, and where its key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rests {
    /// In memory, with its key.
    InMemory,
    /// On disk; this key is the vault's key of that generation.
    OnDisk { under: KeyStoreKind, generation: i64, file: u64 },
}

/// Where the key of a vault rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStoreKind {
    /// In the system's key store.
    System,
    /// In the vault, sealed with a passphrase.
    Passphrase,
    /// In memory, as the vault itself.
    Memory,
}

impl Vault {
    /// A vault that lasts as long as this value.
    ///
    /// It takes accounts whose registration it does not hold, because those may rest in a vault on disk.
    pub fn in_memory() -> Result<Self, VaultError> {
        let mut connection = Connection::open_in_memory()?;
        connection.pragma_update(None, "foreign_keys", false)?;
        let seal = Seal::random();
        schema::begin(&mut connection, &seal, &KeyPlace::original(seal.vault()))?;
        Ok(Self { connection: Mutex::new(connection), seal, rests: Rests::InMemory, damaged: DamagedRows::default() })
    }

    /// Whether the vault is gone when the program ends.
    #[must_use]
    pub const fn is_in_memory(&self) -> bool {
        matches!(self.rests, Rests::InMemory)
    }

    /// Where the vault's key rests.
    #[must_use]
    pub const fn key_store(&self) -> KeyStoreKind {
        match self.rests {
            Rests::InMemory => KeyStoreKind::Memory,
            Rests::OnDisk { under, .. } => under,
        }
    }

    /// Whether the key that this was opened with is still the vault's; another process may have replaced it.
    ///
    /// A file that is no longer in its place counts as well: the vault was erased, or rescued into another one.
    pub fn check_key(&self) -> Result<(), VaultError> {
        self.read(|connection| match self.rests {
            Rests::OnDisk { file, .. } if open::number_of(connection) != Some(file) => Err(VaultError::KeyChanged),
            Rests::OnDisk { .. } | Rests::InMemory => Ok(()),
        })
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let connection = lock(&self.connection);
        self.check_generation(&connection)?;
        query(&connection).map_err(|error| placed(error, &connection))
    }

    /// Makes a change as a whole or not at all.
    fn write<T>(&self, change: impl FnOnce(&Connection) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let mut connection = lock(&self.connection);
        let checked = |transaction: &Connection| {
            self.check_generation(transaction)?;
            change(transaction)
        };
        write(&mut connection, checked).map_err(|error| placed(error, &connection))
    }

    /// Makes a change of sealed rows, and leaves no trace of what they held before.
    fn write_sealed<T>(&self, change: impl FnOnce(&Connection) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let value = self.write(change)?;
        traces::wipe(&lock(&self.connection));
        Ok(value)
    }

    fn check_generation(&self, connection: &Connection) -> Result<(), VaultError> {
        match self.rests {
            // None is left of a vault that was erased.
            Rests::OnDisk { generation, .. } if key_place::generation(connection)? != Some(generation) => {
                Err(VaultError::KeyChanged)
            }
            Rests::OnDisk { .. } | Rests::InMemory => Ok(()),
        }
    }
}

/// Names the file that an error is about; a vault in memory has none.
fn placed(error: VaultError, connection: &Connection) -> VaultError {
    match connection.path() {
        Some(path) if !path.is_empty() => error.at(Path::new(path)),
        Some(_) | None => error,
    }
}

fn write<T>(
    connection: &mut Connection,
    change: impl FnOnce(&Connection) -> Result<T, VaultError>,
) -> Result<T, VaultError> {
    // A transaction that begins as a reader cannot wait for another process once it wants to write.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = change(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

impl Drop for Vault {
    fn drop(&mut self) {
        traces::wipe(&lock(&self.connection));
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Vault").field("rests", &self.rests).finish_non_exhaustive()
    }
}

fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, VaultError> {
    serde_json::from_str(text).map_err(|_| VaultError::Damaged)
}

/// The first column of a row.
fn text(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get(0)
}

/// A column that holds text; any other content is damage.
fn text_at(row: &Row<'_>, column: usize) -> Result<String, VaultError> {
    row.get(column).map_err(|_| VaultError::Damaged)
}

#[cfg(test)]
mod tests;
