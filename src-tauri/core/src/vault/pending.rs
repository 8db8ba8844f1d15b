//! Sign-ins that wait for their callback, sealed whole, so that a link that starts Trilo finds them.

use rusqlite::Connection;

use super::Vault;
use super::error::VaultError;
use super::seal::{self, Kind};
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

    /// All sign-ins that wait and can be read, in the order in which they began.
    pub fn pending(&self) -> Result<Vec<PendingAuthorization>, VaultError> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let query = "SELECT attempt, registration FROM pending ORDER BY position";
            let open = |attempt: &str| self.seal.get(&transaction, Kind::Pending, attempt)?.ok_or(VaultError::Damaged);
            self.rows(&transaction, "pending", (query, []), |attempt, _| open(attempt))
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
