//! The record of attempts in the vault.

use rusqlite::{Connection, OptionalExtension};

use super::error::VaultError;
use super::{Vault, from_json, text, to_json};
use crate::diagnose::Attempt;
use crate::identifier::AttemptId;

/// How many attempts are kept; older ones go.
const KEPT: usize = 2_000;

impl Vault {
    /// Records an attempt, new or over the record with its id.
    pub fn put_attempt(&self, attempt: &Attempt) -> Result<(), VaultError> {
        self.write(|connection| put(connection, attempt))
    }

    /// The attempts that have not ended.
    pub fn attempts_under_way(&self) -> Result<Vec<Attempt>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id, body FROM attempt
                WHERE CASE WHEN json_valid(body) THEN json_extract(body, '$.outcome') END = 'underWay' ORDER BY position";
            self.rows(connection, "attempt", (query, []), |_, body| from_json(body))
        })
    }

    /// The attempts that began last, the last one first.
    pub fn attempts(&self, limit: usize) -> Result<Vec<Attempt>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id, body FROM attempt ORDER BY position DESC LIMIT ?1";
            self.rows(connection, "attempt", (query, [sql_limit(limit)]), |_, body| from_json(body))
        })
    }

    /// An attempt.
    pub fn attempt(&self, id: &AttemptId) -> Result<Option<Attempt>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM attempt WHERE id = ?1")?;
            let body = statement.query_row([id.as_str()], text).optional()?;
            body.map(|body| from_json(&body)).transpose()
        })
    }
}

/// Records an attempt within a transaction.
pub(super) fn put(connection: &Connection, attempt: &Attempt) -> Result<(), VaultError> {
    connection.execute(
        "INSERT INTO attempt (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        [attempt.id.as_str(), &to_json(attempt)?],
    )?;
    connection.execute(
        "DELETE FROM attempt
         WHERE position <= (SELECT position FROM attempt ORDER BY position DESC LIMIT 1 OFFSET ?1)",
        [sql_limit(KEPT)],
    )?;
    Ok(())
}

fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
