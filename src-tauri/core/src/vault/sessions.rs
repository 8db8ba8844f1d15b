//! Sessions in the vault: a readable record, sealed details and sealed tokens.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::VaultError;
use super::seal::{self, Kind, Seal};
use super::tokens::StoredTokens;
use super::{Vault, from_json, grants, intents, settings, text, to_json};
use crate::identifier::{AccountId, RegistrationId};
use crate::session::{AccountDetails, SessionRecord};

impl Vault {
    /// All sessions that can be read, in the order in which they came.
    pub fn sessions(&self) -> Result<Vec<(SessionRecord, AccountDetails)>, VaultError> {
        self.read(|connection| {
            // One transaction, so that no other process changes the details between record and details.
            let transaction = connection.unchecked_transaction()?;
            let query = "SELECT id, body FROM account ORDER BY position";
            self.rows(&transaction, "account", (query, []), |_, body| self.with_details(&transaction, body))
        })
    }

    /// A session.
    pub fn session(&self, id: &AccountId) -> Result<Option<(SessionRecord, AccountDetails)>, VaultError> {
        self.read(|connection| {
            let transaction = connection.unchecked_transaction()?;
            let mut statement = transaction.prepare_cached("SELECT body FROM account WHERE id = ?1")?;
            let body = statement.query_row([id.as_str()], text).optional()?;
            body.map(|body| self.with_details(&transaction, &body)).transpose()
        })
    }

    /// The readable record of a session.
    pub fn session_record(&self, id: &AccountId) -> Result<Option<SessionRecord>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT body FROM account WHERE id = ?1")?;
            let body = statement.query_row([id.as_str()], text).optional()?;
            body.map(|body| from_json(&body)).transpose()
        })
    }

    /// The account that an Atlassian account has under a registration.
    pub fn find_session(
        &self,
        registration: &RegistrationId,
        atlassian_id: &str,
    ) -> Result<Option<AccountId>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM account WHERE registration = ?1 AND atlassian_id = ?2 ORDER BY position LIMIT 1",
            )?;
            let id = statement.query_row([registration.as_str(), atlassian_id], text).optional()?;
            Ok(id.map(AccountId::from))
        })
    }

    /// Stores a session as a whole, new or over the one with its id; without its profile in private mode.
    ///
    /// A vault on disk refuses a session whose registration is gone.
    pub fn put_session(
        &self,
        record: &SessionRecord,
        details: &AccountDetails,
        tokens: &StoredTokens,
    ) -> Result<(), VaultError> {
        let id = record.id.as_str();
        self.write_sealed(|connection| {
            connection.execute(
                "INSERT INTO account (id, registration, atlassian_id, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET registration = excluded.registration,
                     atlassian_id = excluded.atlassian_id, body = excluded.body",
                [id, record.registration.as_str(), &record.atlassian_id, &to_json(record)?],
            )?;
            put_details(connection, &self.seal, id, details)?;
            self.seal.put(connection, Kind::Tokens, id, tokens)?;
            grants::note(connection, record)?;
            Ok(intents::remove(connection, id)?)
        })
    }

    /// The readable records of all sessions, without damaged ones, in the order in which they came.
    pub fn session_records(&self) -> Result<Vec<SessionRecord>, VaultError> {
        self.read(|connection| {
            let query = "SELECT id, body FROM account ORDER BY position";
            self.rows(connection, "account", (query, []), |_, body| from_json(body))
        })
    }

    /// Which account is signed in under which registration, in the order in which they came.
    pub fn account_registrations(&self) -> Result<Vec<(AccountId, RegistrationId)>, VaultError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT id, registration FROM account ORDER BY position")?;
            let pair = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
            let pairs: Vec<_> = statement.query_map([], pair)?.collect::<Result<_, _>>()?;
            Ok(pairs.into_iter().map(|(account, registration)| (account.into(), registration.into())).collect())
        })
    }

    /// Changes a session as it is now, and its tokens if new ones are given, in one transaction.
    ///
    /// New tokens end the account's intent: what it was about to do is done. In private mode the profile is left out.
    ///
    /// `false` when the account is gone: a change never brings a forgotten account back.
    pub fn change_session(
        &self,
        id: &AccountId,
        tokens: Option<&StoredTokens>,
        change: impl FnOnce(&mut SessionRecord, &mut AccountDetails),
    ) -> Result<bool, VaultError> {
        self.write_sealed(|connection| {
            let body =
                connection.query_row("SELECT body FROM account WHERE id = ?1", [id.as_str()], text).optional()?;
            let Some(body) = body else { return Ok(false) };
            let (mut record, mut details) = self.with_details(connection, &body)?;
            change(&mut record, &mut details);
            connection.execute(
                "UPDATE account SET atlassian_id = ?2, body = ?3 WHERE id = ?1",
                [id.as_str(), &record.atlassian_id, &to_json(&record)?],
            )?;
            put_details(connection, &self.seal, id.as_str(), &details)?;
            if let Some(tokens) = tokens {
                self.seal.put(connection, Kind::Tokens, id.as_str(), tokens)?;
                grants::note(connection, &record)?;
                intents::remove(connection, id.as_str())?;
            }
            Ok(true)
        })
    }

    /// The tokens of an account; unreadable ones are as none.
    pub fn tokens(&self, id: &AccountId) -> Result<Option<StoredTokens>, VaultError> {
        self.read(|connection| {
            let tokens = self.seal.get(connection, Kind::Tokens, id.as_str());
            Ok(self.readable(connection, "tokens", id.as_str(), tokens)?.flatten())
        })
    }

    /// Removes a session with its details and tokens; none being there is no error.
    pub fn remove_session(&self, id: &AccountId) -> Result<(), VaultError> {
        self.write_sealed(|connection| Ok(remove(connection, id.as_str())?))
    }

    /// A record with its details; unreadable ones are as those of an account that has none yet.
    fn with_details(&self, connection: &Connection, body: &str) -> Result<(SessionRecord, AccountDetails), VaultError> {
        let record: SessionRecord = from_json(body)?;
        let id = record.id.as_str();
        let details = self.seal.get(connection, Kind::Details, id).and_then(|found| found.ok_or(VaultError::Damaged));
        let details = self.readable(connection, "details", id, details)?.unwrap_or_default();
        Ok((record, details))
    }
}

/// Takes the profile and avatar of every account out of the vault.
pub(super) fn wipe_profiles(connection: &Connection, seal: &Seal) -> Result<(), VaultError> {
    let mut statement = connection.prepare_cached("SELECT id FROM account")?;
    let accounts: Vec<String> = statement.query_map([], text)?.collect::<Result<_, _>>()?;
    for account in accounts {
        let details = match seal.get::<AccountDetails>(connection, Kind::Details, &account) {
            // What does not open tells nobody anything, but it may still hold a profile.
            Err(VaultError::Sealed) => AccountDetails::default(),
            found => match found?.filter(AccountDetails::tells_who) {
                Some(details) => details.without_profile(),
                None => continue,
            },
        };
        seal.put(connection, Kind::Details, &account, &details)?;
    }
    Ok(())
}

/// Seals details, in private mode without the profile: asked within the transaction, so that nothing slips past it.
fn put_details(connection: &Connection, seal: &Seal, id: &str, details: &AccountDetails) -> Result<(), VaultError> {
    // Settings that cannot be read may have said so.
    let private = settings::stored(connection).map_or(true, |settings| settings.private_mode);
    if details.tells_who() && private {
        return seal.put(connection, Kind::Details, id, &details.clone().without_profile());
    }
    seal.put(connection, Kind::Details, id, details)
}

/// Removes an account and what is sealed for it.
pub(super) fn remove(connection: &Connection, account: &str) -> rusqlite::Result<()> {
    seal::remove(connection, Kind::Tokens, account)?;
    seal::remove(connection, Kind::Details, account)?;
    intents::remove(connection, account)?;
    grants::remove(connection, account)?;
    connection.execute("DELETE FROM account WHERE id = ?1", [account]).map(drop)
}
