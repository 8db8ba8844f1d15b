//! Reading a damaged database row by row, and making a whole vault of what was read.

use std::collections::HashSet;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::diagnose::{Attempt, Exchange};
use crate::error::Error;
use crate::registration::Registration;
use crate::session::{AccountDetails, SessionRecord, Verdict};
use crate::settings::Settings;
use crate::vault::error::VaultError;
use crate::vault::intents::Intent;
use crate::vault::seal::{self, Kind, Seal};
use crate::vault::{from_json, schema, text, to_json};

/// How many row ids behind an unreadable one are tried one by one; a page holds fewer rows.
const ONE_BY_ONE: u32 = 4_096;

/// What the new vault has, and how many rows it lacks as far as that is known.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) registrations: usize,
    pub(super) accounts: usize,
    pub(super) attempts: usize,
    pub(super) lost: usize,
}

/// Opens a damaged database as far as it goes.
pub(super) fn open(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    // Without this a file that lacks pages is refused as a whole.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// The id of the vault, from its own row or from the owner of the row that knows the key again.
pub(super) fn vault_id(source: &Connection) -> Option<String> {
    let own = source.query_row("SELECT id FROM vault", [], text);
    let owner = |_| source.query_row("SELECT owner FROM sealed NOT INDEXED WHERE kind = 'check'", [], text);
    own.or_else(owner).ok()
}

/// Copies what can be read into a new vault, and makes its rows fit each other.
pub(super) fn into_new(
    target: &mut Connection,
    source: &Connection,
    seal: &Seal,
    now: Timestamp,
) -> Result<Kept, VaultError> {
    target.pragma_update(None, "foreign_keys", false)?;
    let transaction = target.transaction()?;
    let mut lost = 0;
    for table in
        names(&transaction, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?
    {
        // Id and place of the key are known, and written already.
        if table != "vault" && table != "key_store" && !schema::fills_itself(&table) {
            lost += copy_table(&transaction, source, &table)?;
        }
    }
    lost += drop_what_does_not_open(&transaction, seal)?;
    seal.put_check(&transaction)?;
    lost += drop_unreadable::<Registration>(&transaction, "registration", "id")?;
    lost += drop_unreadable::<SessionRecord>(&transaction, "account", "id")?;
    lost += drop_unreadable::<Attempt>(&transaction, "attempt", "id")?;
    lost += drop_unreadable::<Exchange>(&transaction, "exchange", "rowid")?;
    lost += drop_unreadable::<Intent>(&transaction, "intent", "account")?;
    lost += drop_unreadable::<Settings>(&transaction, "settings", "singleton")?;
    lost += drop_ownerless(&transaction)?;
    complete_accounts(&transaction, seal, now)?;
    let count = |table: &str| {
        let query = format!("SELECT count(*) FROM {table}");
        transaction.query_row(&query, [], |row| row.get::<_, i64>(0)).map(|count| usize::try_from(count).unwrap_or(0))
    };
    let kept =
        Kept { registrations: count("registration")?, accounts: count("account")?, attempts: count("attempt")?, lost };
    transaction.commit()?;
    Ok(kept)
}

fn names(connection: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(query)?.query_map([], text)?.collect()
}

/// Copies a table as far as it can be read, and counts what cannot.
fn copy_table(target: &Connection, source: &Connection, table: &str) -> Result<usize, VaultError> {
    let columns =
        |connection: &Connection| names(connection, &format!("SELECT name FROM pragma_table_info('{table}')"));
    let had: HashSet<_> = columns(source).unwrap_or_default().into_iter().collect();
    let shared: Vec<_> = columns(target)?.into_iter().filter(|column| had.contains(column)).collect();
    if shared.is_empty() {
        // A table that the older schema did not have.
        return Ok(0);
    }
    let (listed, marks) = (shared.join(", "), vec!["?"; shared.len()].join(", "));
    let mut insert = target.prepare(&format!("INSERT OR REPLACE INTO {table} ({listed}) VALUES ({marks})"))?;
    let (rows, gaps) = rows_of(source, table, &listed, shared.len());
    let (read, mut refused) = (rows.len(), 0);
    for row in rows {
        match insert.execute(params_from_iter(row)) {
            Ok(_) => {}
            // What the new table does not take was changed by the damage.
            Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::ConstraintViolation => {
                refused += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let counted = source.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
    let expected = usize::try_from(counted.unwrap_or(0)).unwrap_or(0);
    Ok(refused + expected.saturating_sub(read).max(gaps))
}

/// The rows of a table that can be read, and how many gaps are between and behind them.
fn rows_of(source: &Connection, table: &str, columns: &str, width: usize) -> (Vec<Vec<Value>>, usize) {
    let query = format!("SELECT rowid, {columns} FROM {table} NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid");
    let (mut rows, mut gaps, mut next, mut tries) = (Vec::new(), 0, 0_i64, 0_u32);
    loop {
        let from = next;
        if read_on(source, &query, width, &mut next, &mut rows).is_ok() {
            return (rows, gaps);
        }
        if next > from || gaps == 0 {
            (gaps, tries) = (gaps + 1, 0);
        }
        tries += 1;
        let step = 1_i64.checked_shl(tries.saturating_sub(ONE_BY_ONE)).filter(|step| *step > 0);
        let Some(beyond) = step.and_then(|step| next.checked_add(step)) else { return (rows, gaps) };
        next = beyond;
    }
}

/// Reads rows in order until the end or the first failure; `next` is then the row id behind the last good one.
fn read_on(
    source: &Connection,
    query: &str,
    width: usize,
    next: &mut i64,
    into: &mut Vec<Vec<Value>>,
) -> Result<(), VaultError> {
    let mut statement = source.prepare_cached(query)?;
    let mut rows = statement.query([*next])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if id < *next {
            // Pages that refer to each other in a circle.
            return Err(VaultError::Damaged);
        }
        let values = (1..=width).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
        into.push(values);
        *next = id.checked_add(1).ok_or(VaultError::Damaged)?;
    }
    Ok(())
}

/// Removes sealed rows that the key does not open. A key that opens none of them is another vault's.
fn drop_what_does_not_open(target: &Connection, seal: &Seal) -> Result<usize, VaultError> {
    let (mut opened, mut dropped) = (0_usize, 0);
    for kind in [Kind::ClientSecret, Kind::Tokens, Kind::Details, Kind::Pending] {
        for owner in names(target, &format!("SELECT owner FROM sealed WHERE kind = '{}'", kind.name()))? {
            match seal.get::<IgnoredAny>(target, kind, &owner) {
                Ok(_) => opened += 1,
                Err(VaultError::Sealed | VaultError::Unavailable { .. }) => {
                    seal::remove(target, kind, &owner)?;
                    dropped += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
    if opened == 0 && dropped > 0 {
        return Err(VaultError::KeyMismatch);
    }
    Ok(dropped)
}

/// Removes rows whose body is not what it should be.
fn drop_unreadable<T: DeserializeOwned>(target: &Connection, table: &str, key: &str) -> Result<usize, VaultError> {
    let mut statement = target.prepare(&format!("SELECT {key}, body FROM {table}"))?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, Value>(0)?, row.get::<_, String>(1)?)))?;
    let mut unreadable = Vec::new();
    for row in rows {
        let (id, body) = row?;
        if from_json::<T>(&body).is_err() {
            unreadable.push(id);
        }
    }
    for id in &unreadable {
        target.execute(&format!("DELETE FROM {table} WHERE {key} = ?1"), [id])?;
    }
    Ok(unreadable.len())
}

/// Removes what belongs to a row that is lost.
fn drop_ownerless(target: &Connection) -> Result<usize, VaultError> {
    let of_lost = [
        "DELETE FROM account WHERE registration NOT IN (SELECT id FROM registration)",
        "DELETE FROM pending WHERE registration NOT IN (SELECT id FROM registration)",
        "DELETE FROM sealed WHERE kind IN ('tokens', 'details') AND owner NOT IN (SELECT id FROM account)",
        "DELETE FROM sealed WHERE kind = 'client-secret' AND owner NOT IN (SELECT id FROM registration)",
        "DELETE FROM sealed WHERE kind = 'pending' AND owner NOT IN (SELECT attempt FROM pending)",
    ];
    let mut dropped = 0;
    for statement in of_lost {
        dropped += target.execute(statement, [])?;
    }
    // What these rows belong to was counted when it was dropped or not found.
    target.execute_batch(
        "DELETE FROM pending WHERE attempt NOT IN (SELECT owner FROM sealed WHERE kind = 'pending');
         DELETE FROM intent WHERE account NOT IN (SELECT owner FROM sealed WHERE kind = 'tokens');
         DELETE FROM exchange WHERE attempt NOT IN (SELECT id FROM attempt)",
    )?;
    Ok(dropped)
}

/// Lets accounts without tokens ask for a new sign-in, and gives empty details to those that lost them.
fn complete_accounts(target: &Connection, seal: &Seal, now: Timestamp) -> Result<(), VaultError> {
    for body in names(target, "SELECT body FROM account")? {
        let mut record: SessionRecord = from_json(&body)?;
        let id = record.id.as_str().to_owned();
        if !seal::exists(target, Kind::Details, &id)? {
            seal.put(target, Kind::Details, &id, &AccountDetails::default())?;
        }
        if !seal::exists(target, Kind::Tokens, &id)? {
            record.renewable = false;
            record.verdict = Some(Verdict { problem: Error::RefreshTokenMissing.problem(), at: now });
            target.execute("UPDATE account SET body = ?2 WHERE id = ?1", [&id, &to_json(&record)?])?;
        }
    }
    Ok(())
}
