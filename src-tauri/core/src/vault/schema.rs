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
    JOURNAL,
];

/// Attempts become something to search: by what their bodies say, which columns repeat, and by the words beside them.
///
/// A body that damage made unreadable has no columns, and is found by its place alone. `journal` counts the bytes, so that
/// no write has to.
const JOURNAL: &str = "
    ALTER TABLE attempt ADD COLUMN kind TEXT
        AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.kind') END);
    ALTER TABLE attempt ADD COLUMN outcome TEXT
        AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.outcome') END);
    ALTER TABLE attempt ADD COLUMN account TEXT
        AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.account') END);
    ALTER TABLE attempt ADD COLUMN registration TEXT
        AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.registration') END);
    ALTER TABLE attempt ADD COLUMN code TEXT
        AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.problem.code') END);
    ALTER TABLE attempt ADD COLUMN started INTEGER
        AS (CASE WHEN json_valid(body) THEN unixepoch(json_extract(body, '$.startedAt')) END);
    ALTER TABLE attempt ADD COLUMN words TEXT NOT NULL DEFAULT '';
    UPDATE attempt SET words = id || ' ' || coalesce(json_extract(body, '$.problem.message'), '') WHERE json_valid(body);
    CREATE INDEX attempt_of_kind ON attempt (kind);
    CREATE INDEX attempt_of_outcome ON attempt (outcome);
    CREATE INDEX attempt_of_account ON attempt (account);
    CREATE INDEX attempt_of_registration ON attempt (registration);
    CREATE INDEX attempt_of_code ON attempt (code);
    CREATE INDEX attempt_of_time ON attempt (started);
    CREATE TABLE exchange (
        attempt TEXT NOT NULL,
        position INTEGER NOT NULL,
        step TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (attempt, position)
    ) STRICT;
    CREATE TABLE journal (
        singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
        bytes INTEGER NOT NULL
    ) STRICT;
    INSERT INTO journal (singleton, bytes) SELECT 1, coalesce(sum(length(body) + length(words)), 0) FROM attempt;
    CREATE VIRTUAL TABLE attempt_words USING fts5 (words, content = 'attempt', content_rowid = 'position', columnsize = 0);
    INSERT INTO attempt_words (attempt_words) VALUES ('rebuild');
    CREATE TRIGGER attempt_comes AFTER INSERT ON attempt BEGIN
        INSERT INTO attempt_words (rowid, words) VALUES (new.position, new.words);
        UPDATE journal SET bytes = bytes + length(new.body) + length(new.words);
    END;
    CREATE TRIGGER attempt_changes AFTER UPDATE ON attempt BEGIN
        INSERT INTO attempt_words (attempt_words, rowid, words) VALUES ('delete', old.position, old.words);
        INSERT INTO attempt_words (rowid, words) VALUES (new.position, new.words);
        UPDATE journal SET bytes =
            bytes + length(new.body) + length(new.words) - length(old.body) - length(old.words);
    END;
    CREATE TRIGGER attempt_goes AFTER DELETE ON attempt BEGIN
        INSERT INTO attempt_words (attempt_words, rowid, words) VALUES ('delete', old.position, old.words);
        UPDATE journal SET bytes = bytes - length(old.body) - length(old.words);
        DELETE FROM exchange WHERE attempt = old.id;
    END;
    CREATE TRIGGER exchange_comes AFTER INSERT ON exchange BEGIN
        UPDATE journal SET bytes = bytes + length(new.body);
    END;
    CREATE TRIGGER exchange_goes AFTER DELETE ON exchange BEGIN
        UPDATE journal SET bytes = bytes - length(old.body);
    END;
";

/// Tables that others fill by themselves when those are filled.
pub(super) fn fills_itself(table: &str) -> bool {
    table == "journal" || table.starts_with("attempt_words")
}

/// The newest schema that this program knows.
#[expect(clippy::cast_possible_truncation, reason = "there are few migrations")]
const KNOWN: u32 = MIGRATIONS.len() as u32;

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
