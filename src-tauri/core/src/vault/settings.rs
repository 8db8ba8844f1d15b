//! Settings in the vault.

use rusqlite::{Connection, OptionalExtension};

use super::error::VaultError;
use super::{Vault, from_json, sessions, text, to_json};
use crate::settings::Settings;

impl Vault {
    /// The settings; the defaults until some are stored.
    pub fn settings(&self) -> Result<Settings, VaultError> {
        self.read(stored)
    }

    /// Stores the settings. Private mode takes every profile out of the vault in the same transaction.
    pub fn put_settings(&self, settings: &Settings) -> Result<(), VaultError> {
        self.write_sealed(|connection| {
            connection.execute(
                "INSERT INTO settings (singleton, body) VALUES (1, ?1)
                 ON CONFLICT (singleton) DO UPDATE SET body = excluded.body",
                [to_json(settings)?],
            )?;
            if settings.private_mode { sessions::wipe_profiles(connection, &self.seal) } else { Ok(()) }
        })
    }
}

/// The settings, as a transaction sees them.
pub(super) fn stored(connection: &Connection) -> Result<Settings, VaultError> {
    let mut statement = connection.prepare_cached("SELECT body FROM settings")?;
    let body = statement.query_row([], text).optional()?;
    body.map_or_else(|| Ok(Settings::default()), |body| from_json(&body))
}
