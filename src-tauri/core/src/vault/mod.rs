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
pub mod key_store;
mod open;
mod pending;
mod registrations;
mod rescue;
mod schema;
mod seal;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;
mod sessions;
mod settings;
pub mod tokens;
mod traces;

use std::fmt;
use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, Row, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use error::VaultError;
pub use intents::Intent;
pub use key_store::{KeyStoreError, SystemKeyStore};
pub use rescue::Rescued;
pub use tokens::StoredTokens;

use crate::ports::lock;
use damage::DamagedRows;
use seal::Seal;

/// An open vault.
pub struct Vault {
    connection: Mutex<Connection>,
    seal: Seal,
    in_memory: bool,
    damaged: DamagedRows,
}

impl Vault {
    /// A vault that lasts as long as this value.
    ///
    /// It takes accounts whose registration it does not hold, because those may rest in a vault on disk.
    pub fn in_memory() -> Result<Self, VaultError> {
        let mut connection = Connection::open_in_memory()?;
        connection.pragma_update(None, "foreign_keys", false)?;
        let seal = Seal::random();
        schema::begin(&mut connection, &seal)?;
        Ok(Self { connection: Mutex::new(connection), seal, in_memory: true, damaged: DamagedRows::default() })
    }

    /// Whether the vault is gone when the program ends.
    #[must_use]
    pub const fn is_in_memory(&self) -> bool {
        self.in_memory
    }

    fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let connection = lock(&self.connection);
        query(&connection).map_err(|error| placed(error, &connection))
    }

    /// Makes a change as a whole or not at all.
    fn write<T>(&self, change: impl FnOnce(&Connection) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let mut connection = lock(&self.connection);
        write(&mut connection, change).map_err(|error| placed(error, &connection))
    }

    /// Makes a change of sealed rows, and leaves no trace of what they held before.
    fn write_sealed<T>(&self, change: impl FnOnce(&Connection) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let value = self.write(change)?;
        traces::wipe(&lock(&self.connection));
        Ok(value)
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
        formatter.debug_struct("Vault").field("in_memory", &self.in_memory).finish_non_exhaustive()
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
