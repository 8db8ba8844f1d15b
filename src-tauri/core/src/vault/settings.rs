//! Settings in the vault.

use rusqlite::OptionalExtension;

use super::error::VaultError;
use super::{Vault, from_json, text, to_json};
use crate::settings::Settings;

impl Vault {
    /// The settings; the defaults until some are stored.
    pub fn settings(&self) -> Result<Settings, VaultError> {
        self.read(|connection| {
            let body = connection.query_row("SELECT body FROM settings", [], text).optional()?;
            body.map_or_else(|| Ok(Settings::default()), |body| from_json(&body))
        })
    }

    /// Stores the settings.
    pub fn put_settings(&self, settings: &Settings) -> Result<(), VaultError> {
        self.write(|connection| {
            connection.execute(
                "INSERT INTO settings (singleton, body) VALUES (1, ?1)
                 ON CONFLICT (singleton) DO UPDATE SET body = excluded.body",
                [to_json(settings)?],
            )?;
            Ok(())
        })
    }
}
