//! The journal in the vault: attempts, with their exchanges apart so that lists stay light.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::VaultError;
use super::seal::Kind;
use super::{Vault, from_json, settings, text, to_json};
use crate::diagnose::journal::JournalBounds;
use crate::diagnose::{Attempt, Exchange, StepKind};
use crate::identifier::{AttemptId, random};

/// How many attempts go at once when the journal grows too large.
const GO_AT_ONCE: i64 = 64;

impl Vault {
    /// Records an attempt with its exchanges, new or over the record with its id.
    pub fn put_attempt(&self, attempt: &Attempt) -> Result<(), VaultError> {
        self.write(|connection| put(connection, attempt))
    }

    /// The attempts that have not ended.
    pub fn attempts_under_way(&self) -> Result<Vec<Attempt>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id, body FROM attempt WHERE outcome = 'underWay' ORDER BY position";
            let mut attempts = self.rows(connection, "attempt", (query, []), |_, body| from_json(body))?;
            attempts.iter_mut().try_for_each(|attempt| self.complete(connection, attempt))?;
            Ok(attempts)
        })
    }

    /// The attempts that began last, the last one first, without their exchanges.
    pub fn attempts(&self, limit: usize) -> Result<Vec<Attempt>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id, body FROM attempt ORDER BY position DESC LIMIT ?1";
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            self.rows(connection, "attempt", (query, [limit]), |_, body| from_json(body))
        })
    }

    /// An attempt with its exchanges.
    pub fn attempt(&self, id: &AttemptId) -> Result<Option<Attempt>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM attempt WHERE id = ?1")?;
            let body = statement.query_row([id.as_str()], text).optional()?;
            let mut attempt: Option<Attempt> = body.map(|body| from_json(&body)).transpose()?;
            attempt.iter_mut().try_for_each(|attempt| self.complete(connection, attempt))?;
            Ok(attempt)
        })
    }

    /// The attempts whose id begins so, at most two: more than one is no name.
    pub fn attempts_named(&self, beginning: &str) -> Result<Vec<AttemptId>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id FROM attempt WHERE substr(id, 1, length(?1)) = ?1 AND length(?1) >= 4 LIMIT 2";
            let mut statement = connection.prepare_cached(query)?;
            let ids = statement.query_map([beginning], text)?.collect::<Result<Vec<_>, _>>()?;
            Ok(ids.into_iter().map(AttemptId::from).collect())
        })
    }

    /// What marks of removed values are made with, so that they compare across attempts; made once.
    pub fn fingerprint_key(&self) -> Result<[u8; 32], VaultError> {
        let owner = self.seal.vault();
        let kept = |connection: &Connection| match self.seal.get(connection, Kind::Fingerprints, owner) {
            // With a new one, older marks compare with no newer one; nothing else is lost.
            Err(VaultError::Sealed) => Ok(None),
            kept => kept,
        };
        if let Some(key) = self.read(kept)? {
            return Ok(key);
        }
        self.write(|connection| {
            // Another process may have been faster.
            if let Some(key) = kept(connection)? {
                return Ok(key);
            }
            let key = random::<32>();
            self.seal.put(connection, Kind::Fingerprints, owner, &key)?;
            Ok(key)
        })
    }

    pub(super) fn copy_attempts_into(&self, other: &Self) -> Result<(), VaultError> {
        let mut attempts = self.attempts(usize::MAX)?;
        attempts.reverse();
        self.read(|connection| attempts.iter_mut().try_for_each(|attempt| self.complete(connection, attempt)))?;
        other.write(|connection| attempts.iter().try_for_each(|attempt| put(connection, attempt)))
    }

    /// Adds its exchanges to an attempt.
    fn complete(&self, connection: &Connection, attempt: &mut Attempt) -> Result<(), VaultError> {
        let query = "SELECT step, body FROM exchange WHERE attempt = ?1 ORDER BY position";
        let read = |step: &str, body: &str| Ok((from_json::<StepKind>(step)?, from_json::<Exchange>(body)?));
        for (step, exchange) in self.rows(connection, "exchange", (query, [attempt.id.as_str()]), read)? {
            attempt.exchanged(step, vec![exchange]);
        }
        Ok(())
    }
}

/// Records an attempt within a transaction, and lets older ones go as the settings say.
pub(super) fn put(connection: &Connection, attempt: &Attempt) -> Result<(), VaultError> {
    let (light, exchanges) = apart(attempt.clone());
    let id = attempt.id.as_str();
    connection
        .prepare_cached(
            "INSERT INTO attempt (id, body, words) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, words = excluded.words",
        )?
        .execute([id, &to_json(&light)?, &attempt.words()])?;
    connection.prepare_cached("DELETE FROM exchange WHERE attempt = ?1")?.execute([id])?;
    let mut insert =
        connection.prepare_cached("INSERT INTO exchange (attempt, position, step, body) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, (step, exchange)) in (0_i64..).zip(&exchanges) {
        insert.execute(params![id, position, to_json(step)?, to_json(exchange)?])?;
    }
    bound(connection, attempt, settings::stored(connection)?.journal_bounds())
}

fn apart(mut attempt: Attempt) -> (Attempt, Vec<(StepKind, Exchange)>) {
    let mut exchanges = Vec::new();
    for step in &mut attempt.steps {
        let kind = step.kind;
        exchanges.extend(std::mem::take(&mut step.exchanges).into_iter().map(|exchange| (kind, exchange)));
    }
    (attempt, exchanges)
}

/// Lets go what is too old beside an attempt, then the oldest until the rest is small enough; the attempt itself stays.
fn bound(connection: &Connection, newest: &Attempt, bounds: JournalBounds) -> Result<(), VaultError> {
    let oldest = newest.started_at.as_second() - i64::from(bounds.days) * 24 * 60 * 60;
    connection
        .prepare_cached("DELETE FROM attempt WHERE started < ?1 AND id <> ?2")?
        .execute(params![oldest, newest.id.as_str()])?;
    let most = i64::try_from(bounds.bytes).unwrap_or(i64::MAX);
    let mut size = connection.prepare_cached("SELECT bytes FROM journal")?;
    let mut go = connection.prepare_cached(
        "DELETE FROM attempt WHERE position IN
             (SELECT position FROM attempt WHERE id <> ?1 ORDER BY position LIMIT ?2)",
    )?;
    while size.query_row([], |row| row.get::<_, i64>(0))? > most {
        if go.execute(params![newest.id.as_str(), GO_AT_ONCE])? == 0 {
            break;
        }
    }
    Ok(())
}
