//! Registrations in the vault, with their client secrets.

use rusqlite::{Connection, OptionalExtension};

use super::error::VaultError;
use super::seal::{self, Kind};
use super::{Vault, from_json, sessions, text, to_json};
use crate::identifier::RegistrationId;
use crate::registration::Registration;
use crate::secret::Secret;

impl Vault {
    /// All registrations that can be read, in the order in which they came.
    pub fn registrations(&self) -> Result<Vec<Registration>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id, body FROM registration ORDER BY position";
            self.rows(connection, "registration", (query, []), |_, body| from_json(body))
        })
    }

    /// A registration.
    pub fn registration(&self, id: &RegistrationId) -> Result<Option<Registration>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM registration WHERE id = ?1")?;
            let body = statement.query_row([id.as_str()], text).optional()?;
            body.map(|body| from_json(&body)).transpose()
        })
    }

    /// Stores a registration, new or over the one with its id.
    ///
    /// Without a secret the sealed one stays, unless the secret comes from elsewhere now: then none is sealed any more.
    pub fn put_registration(
        &self,
        registration: &Registration,
        secret: Option<&Secret<String>>,
    ) -> Result<(), VaultError> {
        let id = registration.id.as_str();
        self.write_sealed(|connection| {
            connection.execute(
                "INSERT INTO registration (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                [id, &to_json(registration)?],
            )?;
            if !registration.secret_source.is_sealed() {
                return Ok(seal::remove(connection, Kind::ClientSecret, id)?);
            }
            secret.map_or(Ok(()), |secret| self.seal.put(connection, Kind::ClientSecret, id, secret.expose()))
        })
    }

    /// Puts a registration before another one, or at the end; `false` when one of the two is gone.
    pub fn move_registration(&self, id: &RegistrationId, before: Option<&RegistrationId>) -> Result<bool, VaultError> {
        self.write(|connection| {
            let mut order = in_order(connection)?;
            let positions: Vec<i64> = order.iter().map(|(position, _)| *position).collect();
            let Some(from) = order.iter().position(|(_, other)| other == id.as_str()) else { return Ok(false) };
            if before == Some(id) {
                return Ok(true);
            }
            let moved = order.remove(from);
            let to = match before {
                None => order.len(),
                Some(before) => match order.iter().position(|(_, other)| other == before.as_str()) {
                    Some(to) => to,
                    None => return Ok(false),
                },
            };
            order.insert(to, moved);
            // No two rows may have one position even for a moment, and none that is in use is negative.
            connection.execute("UPDATE registration SET position = -position", [])?;
            let mut place = connection.prepare_cached("UPDATE registration SET position = ?1 WHERE id = ?2")?;
            for (position, (_, id)) in positions.iter().zip(&order) {
                place.execute((position, id))?;
            }
            Ok(true)
        })
    }

    /// Changes a registration as it is now; `false` when it is gone.
    pub fn change_registration(
        &self,
        id: &RegistrationId,
        change: impl FnOnce(&mut Registration),
    ) -> Result<bool, VaultError> {
        self.write(|connection| {
            let body =
                connection.query_row("SELECT body FROM registration WHERE id = ?1", [id.as_str()], text).optional()?;
            let Some(body) = body else { return Ok(false) };
            let mut registration: Registration = from_json(&body)?;
            change(&mut registration);
            connection
                .execute("UPDATE registration SET body = ?2 WHERE id = ?1", [id.as_str(), &to_json(&registration)?])?;
            Ok(true)
        })
    }

    /// The client secret of a registration; an unreadable one is as none.
    pub fn client_secret(&self, id: &RegistrationId) -> Result<Option<Secret<String>>, VaultError> {
        self.read(|connection| {
            let secret = self.seal.get(connection, Kind::ClientSecret, id.as_str());
            Ok(self.readable(connection, "client secret", id.as_str(), secret)?.flatten())
        })
    }

    /// Whether a registration has a client secret, without opening it.
    pub fn has_client_secret(&self, id: &RegistrationId) -> Result<bool, VaultError> {
        self.read(|connection| Ok(seal::exists(connection, Kind::ClientSecret, id.as_str())?))
    }

    /// Removes a registration and its secret, and nothing that hangs on it: it rests in another vault now.
    pub fn remove_registration_alone(&self, id: &RegistrationId) -> Result<(), VaultError> {
        let id = id.as_str();
        self.write_sealed(|connection| {
            seal::remove(connection, Kind::ClientSecret, id)?;
            connection.execute("DELETE FROM registration WHERE id = ?1", [id])?;
            Ok(())
        })
    }

    /// Removes a registration with its secret, its accounts and the sign-ins that wait for it.
    pub fn remove_registration(&self, id: &RegistrationId) -> Result<(), VaultError> {
        let id = id.as_str();
        self.write_sealed(|connection| {
            for account in column(connection, "SELECT id FROM account WHERE registration = ?1", id)? {
                sessions::remove(connection, &account)?;
            }
            for attempt in column(connection, "SELECT attempt FROM pending WHERE registration = ?1", id)? {
                super::pending::remove(connection, &attempt)?;
            }
            seal::remove(connection, Kind::ClientSecret, id)?;
            connection.execute("DELETE FROM registration WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}

/// Positions and ids, in order.
fn in_order(connection: &Connection) -> rusqlite::Result<Vec<(i64, String)>> {
    let mut query = connection.prepare_cached("SELECT position, id FROM registration ORDER BY position")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn column(connection: &Connection, query: &str, id: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare_cached(query)?.query_map([id], text)?.collect()
}
