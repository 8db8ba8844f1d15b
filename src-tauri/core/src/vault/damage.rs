//! Rows that cannot be read: one of them fails no list, and each is counted once.

use std::collections::HashSet;
use std::sync::Mutex;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row};

use super::error::VaultError;
use super::{Vault, text_at};
use crate::ports::lock;

/// The rows that could not be read so far, by table and id.
#[derive(Default)]
pub(super) struct DamagedRows(Mutex<HashSet<String>>);

impl Vault {
    /// How many rows could not be read since the vault was opened.
    #[must_use]
    pub fn damaged_rows(&self) -> u32 {
        u32::try_from(lock(&self.damaged.0).len()).unwrap_or(u32::MAX)
    }

    /// Reads the rows of a query for an id and a body, without those that cannot be read.
    pub(super) fn rows<T>(
        &self,
        connection: &Connection,
        table: &str,
        (query, values): (&str, impl Params),
        read: impl Fn(&str, &str) -> Result<T, VaultError>,
    ) -> Result<Vec<T>, VaultError> {
        let mut statement = connection.prepare_cached(query)?;
        let mut rows = statement.query(values)?;
        let mut readable = Vec::new();
        while let Some(row) = rows.next()? {
            let value = text_at(row, 0).and_then(|id| read(&id, &text_at(row, 1)?));
            readable.extend(self.readable(connection, table, &shown(row), value)?);
        }
        Ok(readable)
    }

    /// What was read of a row; `None`, and counted, when the row itself is damaged.
    ///
    /// With another key than the vault's no row opens, and then none is damaged.
    pub(super) fn readable<T>(
        &self,
        connection: &Connection,
        table: &str,
        id: &str,
        value: Result<T, VaultError>,
    ) -> Result<Option<T>, VaultError> {
        match value {
            Ok(value) => Ok(Some(value)),
            Err(error @ (VaultError::Damaged | VaultError::Sealed)) => {
                if !self.seal.matches(connection)? {
                    return Err(error);
                }
                lock(&self.damaged.0).insert(format!("{table} {id}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The id of a row as far as it is text.
fn shown(row: &Row<'_>) -> String {
    match row.get_ref(0) {
        Ok(ValueRef::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(other) => format!("{other:?}"),
        Err(_) => String::new(),
    }
}
