//! The grants of accounts over time, and what is expected of them. Scopes are no secret.

use rusqlite::{Connection, OptionalExtension};

use super::error::VaultError;
use super::{Vault, from_json, text, to_json};
use crate::identifier::AccountId;
use crate::inspect::baseline::Baseline;
use crate::inspect::history::{GrantRecord, GrantedBy};
use crate::session::SessionRecord;

/// How many grants of an account are kept; older ones go.
const KEPT: i64 = 200;

impl Vault {
    /// The grants of an account, in the order in which they came.
    pub fn grants(&self, account: &AccountId) -> Result<Vec<GrantRecord>, VaultError> {
        self.read(|connection| {
            let query = "SELECT account, body FROM grant_record WHERE account = ?1 ORDER BY position";
            self.rows(connection, "grant", (query, [account.as_str()]), |_, body| from_json(body))
        })
    }

    /// What is expected of an account's grant.
    pub fn baseline(&self, account: &AccountId) -> Result<Option<Baseline>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM baseline WHERE account = ?1")?;
            let body = statement.query_row([account.as_str()], text).optional()?;
            body.map(|body| from_json(&body)).transpose()
        })
    }

    /// Says what is expected of an account's grant; `None` expects nothing.
    pub fn put_baseline(&self, account: &AccountId, baseline: Option<&Baseline>) -> Result<(), VaultError> {
        self.write(|connection| {
            connection.execute("DELETE FROM baseline WHERE account = ?1", [account.as_str()])?;
            if let Some(baseline) = baseline {
                let row = [account.as_str(), &to_json(baseline)?];
                connection.execute("INSERT INTO baseline (account, body) VALUES (?1, ?2)", row)?;
            }
            Ok(())
        })
    }

    /// Copies an account's grants into another vault, which has none of them.
    pub(super) fn copy_grants_into(&self, other: &Self, account: &AccountId) -> Result<(), VaultError> {
        let (grants, baseline) = (self.grants(account)?, self.baseline(account)?);
        other.write(|connection| {
            connection.execute("DELETE FROM grant_record WHERE account = ?1", [account.as_str()])?;
            grants.iter().try_for_each(|record| put(connection, account.as_str(), record))
        })?;
        other.put_baseline(account, baseline.as_ref())
    }
}

/// Keeps the grant of a session that was signed in, or renewed with another grant than before.
pub(super) fn note(connection: &Connection, record: &SessionRecord) -> Result<(), VaultError> {
    let account = record.id.as_str();
    let by = if record.renewals == 0 { GrantedBy::SignIn } else { GrantedBy::Refresh };
    let query = "SELECT body FROM grant_record WHERE account = ?1 ORDER BY position DESC LIMIT 1";
    let last = connection.query_row(query, [account], text).optional()?;
    // A row that cannot be read is as one that tells of another grant.
    let known = last.and_then(|body| from_json::<GrantRecord>(&body).ok()).is_some_and(|last| {
        let same = last.granted.len() == record.granted.len() && last.granted.without(&record.granted).is_empty();
        last.at == record.obtained_at || by == GrantedBy::Refresh && same
    });
    if known {
        return Ok(());
    }
    let (requested, granted) = (record.requested.clone(), record.granted.clone());
    put(connection, account, &GrantRecord { at: record.obtained_at, by, requested, granted })
}

fn put(connection: &Connection, account: &str, record: &GrantRecord) -> Result<(), VaultError> {
    connection.execute("INSERT INTO grant_record (account, body) VALUES (?1, ?2)", [account, &to_json(record)?])?;
    connection.execute(
        "DELETE FROM grant_record WHERE account = ?1 AND position <= (
             SELECT position FROM grant_record WHERE account = ?1 ORDER BY position DESC LIMIT 1 OFFSET ?2)",
        rusqlite::params![account, KEPT],
    )?;
    Ok(())
}

/// Removes what is kept of an account's grants.
pub(super) fn remove(connection: &Connection, account: &str) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM grant_record WHERE account = ?1", [account])?;
    connection.execute("DELETE FROM baseline WHERE account = ?1", [account]).map(drop)
}
