//! The tables of the vault file, and how a file of an older Trilo gets them.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::error::VaultError;
use super::key_place::KeyPlace;
use super::seal::Seal;

/// The steps from an empty file to the tables of today; step by step they never change once released.
///
/// Bodies are JSON. Whatever is secret or personal rests in `sealed`, owned by the row that it belongs to.
pub(super) const MIGRATIONS: [&str; 3] = [
    "
    CREATE TABLE vault (
        singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
        id TEXT NOT NULL
    ) STRICT;
    CREATE TABLE sealed (
        kind TEXT NOT NULL,
        owner TEXT NOT NULL,
        nonce BLOB NOT NULL,
        ciphertext BLOB NOT NULL,
        PRIMARY KEY (kind, owner)
    ) STRICT;
    CREATE TABLE registration (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE account (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        registration TEXT NOT NULL REFERENCES registration (id),
        atlassian_id TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX account_of_person ON account (registration, atlassian_id);
    CREATE TABLE pending (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        attempt TEXT NOT NULL UNIQUE,
        registration TEXT NOT NULL REFERENCES registration (id)
    ) STRICT;
    CREATE INDEX pending_of_registration ON pending (registration);
    CREATE TABLE attempt (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE settings (
        singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
        body TEXT NOT NULL
    ) STRICT;
",
    "
    CREATE TABLE intent (
        account TEXT PRIMARY KEY,
        body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE key_store (
        singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
        generation INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    INSERT INTO key_store (singleton, generation, body)
        SELECT 1, 1, json_object('kind', 'system', 'entry', 'vault-key:' || id) FROM vault;
",
    "
    CREATE TABLE grant_record (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        account TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX grant_of_account ON grant_record (account, position);
    CREATE TABLE baseline (
        account TEXT PRIMARY KEY,
        body TEXT NOT NULL
    ) STRICT;
",
];

/// The newest schema that this program knows.
#[expect(clippy::cast_possible_truncation, reason = "there are few migrations")]
pub(super) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Makes an empty database the vault of a seal; returns whether it still was empty.
pub(super) fn begin(connection: &mut Connection, seal: &Seal, place: &KeyPlace) -> Result<bool, VaultError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !is_empty(&transaction)? {
        return Ok(false);
    }
    apply_from(&transaction, 0)?;
    transaction.execute("INSERT INTO vault (singleton, id) VALUES (1, ?1)", [seal.vault()])?;
    place.put(&transaction)?;
    seal.put_check(&transaction)?;
    transaction.commit()?;
    Ok(true)
}

/// Checks a database and reads the id of the vault in it, without changing anything; `None` when it is empty.
pub(super) fn vault_id(connection: &Connection) -> Result<Option<String>, VaultError> {
    // One look for all questions: another process may make the vault between two of them.
    let look = connection.unchecked_transaction()?;
    let found = version(&look)?;
    if found > KNOWN {
        return Err(VaultError::Newer { found, known: KNOWN });
    }
    if !is_sound(&look)? {
        return Err(VaultError::Damaged);
    }
    if is_empty(&look)? {
        return Ok(None);
    }
    if found == 0 {
        return Err(VaultError::Damaged);
    }
    let id = look.query_row("SELECT id FROM vault", [], super::text).optional()?;
    id.map(Some).ok_or(VaultError::Damaged)
}

/// Brings an older vault to the schema of today.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), VaultError> {
    if version(connection)? == KNOWN {
        return Ok(());
    }
    // One process at a time, so that a backup is of the schema that its name says.
    let _alone = super::open::alone_with(connection)?;
    let found = version(connection)?;
    if found == KNOWN {
        return Ok(());
    }
    super::backup_copy::make(connection, found)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    apply_from(&transaction, found)?;
    transaction.commit()?;
    Ok(())
}

fn apply_from(connection: &Connection, found: u32) -> rusqlite::Result<()> {
    for migration in MIGRATIONS.iter().skip(found as usize) {
        connection.execute_batch(migration)?;
    }
    connection.pragma_update(None, "user_version", KNOWN)
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    let verdict: String = connection.pragma_query_value(None, "quick_check", super::text)?;
    // A row without the row that it refers to is damage too: a change of it would be refused without a reason.
    Ok(verdict == "ok" && !connection.prepare("PRAGMA foreign_key_check")?.exists([])?)
}

/// Whether a copy is whole and of a schema.
pub(super) fn is_sound_at(connection: &Connection, expected: u32) -> Result<bool, VaultError> {
    Ok(version(connection)? == expected && is_sound(connection)?)
}
