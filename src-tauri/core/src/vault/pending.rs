//! Sign-ins that wait for their callback, sealed whole, so that a link that starts Trilo finds them.

use rusqlite::Connection;

use super::error::VaultError;
use super::seal::{self, Kind};
use super::{Vault, text};
use crate::authorization::PendingAuthorization;
use crate::identifier::AttemptId;

impl Vault {
    /// Stores a sign-in that waits.
    pub fn put_pending(&self, pending: &PendingAuthorization) -> Result<(), VaultError> {
        let attempt = pending.attempt.as_str();
        self.write_sealed(|connection| {
            connection.execute(
                "INSERT INTO pending (attempt, registration) VALUES (?1, ?2)
                 ON CONFLICT (attempt) DO UPDATE SET registration = excluded.registration",
                [attempt, pending.registration.as_str()],
            )?;
            self.seal.put(connection, Kind::Pending, attempt, pending)
        })
    }

    /// All sign-ins that wait, in the order in which they began.
    pub fn pending(&self) -> Result<Vec<PendingAuthorization>, VaultError> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut statement = transaction.prepare_cached("SELECT attempt FROM pending ORDER BY position")?;
            let open =
                |attempt: String| self.seal.get(&transaction, Kind::Pending, &attempt)?.ok_or(VaultError::Damaged);
            statement.query_map([], text)?.map(|attempt| open(attempt?)).collect()
        })
    }

    /// Removes a sign-in that no longer waits; none being there is no error.
    pub fn remove_pending(&self, attempt: &AttemptId) -> Result<(), VaultError> {
        self.write_sealed(|connection| Ok(remove(connection, attempt.as_str())?))
    }
}

/// Removes a sign-in and what is sealed for it.
pub(super) fn remove(connection: &Connection, attempt: &str) -> rusqlite::Result<()> {
    seal::remove(connection, Kind::Pending, attempt)?;
    connection.execute("DELETE FROM pending WHERE attempt = ?1", [attempt]).map(drop)
}
