//! What is about to be sent to the token endpoint, written down first, so that a crash between its answer and the commit
//! is noticed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use super::error::VaultError;
use super::{Vault, from_json, text, to_json};
use crate::diagnose::Attempt;
use crate::identifier::{AccountId, AttemptId};

/// A refresh token is about to be sent, or was sent and no usable answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Intent {
    /// The attempt that sends it.
    pub attempt: AttemptId,
    /// When it was first about to be sent; from then on Atlassian's reuse window may run.
    pub noted_at: Timestamp,
}

impl Vault {
    /// Notes an intent together with the attempt behind it, over an earlier one of the account.
    pub fn note_intent(&self, account: &AccountId, intent: &Intent, attempt: &Attempt) -> Result<(), VaultError> {
        self.write(|connection| {
            put(connection, account, intent)?;
            super::attempts::put(connection, attempt)
        })
    }

    /// Keeps an intent that another vault held.
    pub fn keep_intent(&self, account: &AccountId, intent: &Intent) -> Result<(), VaultError> {
        self.write(|connection| put(connection, account, intent))
    }

    /// The intent of an account that has not come to an end.
    pub fn intent(&self, account: &AccountId) -> Result<Option<Intent>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM intent WHERE account = ?1")?;
            let body = statement.query_row([account.as_str()], text).optional()?;
            body.map(|body| from_json(&body)).transpose()
        })
    }

    /// All intents that have not come to an end.
    pub fn intents(&self) -> Result<Vec<(AccountId, Intent)>, VaultError> {
        self.read(|connection| {
            let read = |account: &str, body: &str| Ok((AccountId::from(account.to_owned()), from_json(body)?));
            self.rows(connection, "intent", ("SELECT account, body FROM intent", []), read)
        })
    }

    /// Ends an intent whose refresh token is surely not spent; none being there is no error.
    pub fn end_intent(&self, account: &AccountId) -> Result<(), VaultError> {
        self.write(|connection| Ok(remove(connection, account.as_str())?))
    }
}

fn put(connection: &Connection, account: &AccountId, intent: &Intent) -> Result<(), VaultError> {
    connection.execute(
        "INSERT INTO intent (account, body) VALUES (?1, ?2) ON CONFLICT (account) DO UPDATE SET body = excluded.body",
        [account.as_str(), &to_json(intent)?],
    )?;
    Ok(())
}

/// Ends the intent of an account.
pub(super) fn remove(connection: &Connection, account: &str) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM intent WHERE account = ?1", [account]).map(drop)
}
