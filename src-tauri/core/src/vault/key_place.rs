//! Where a vault's key rests: in the system's key store, or in the vault itself under a passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::error::VaultError;
use super::seal::{KEY_LENGTH, Kind, Seal, Sealed};
use super::{from_json, to_json};
use crate::identifier::random;
use crate::passphrase::Passphrase;
use crate::secret::Secret;

/// Where a vault's key rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub(super) enum KeyPlace {
    /// In an entry of the system's key store.
    System {
        /// The entry's name.
        entry: String,
    },
    /// In the vault, sealed with a key that is derived from a passphrase.
    Passphrase {
        /// How that key is derived.
        derivation: Derivation,
        /// The vault's key, sealed.
        sealed_key: Sealed,
    },
}

/// How a key is derived from a passphrase: argon2id (RFC 9106) with its parameters and salt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Derivation {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

/// The second recommended option of RFC 9106, section 4, for machines where two gigabytes are too much.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
const SALT_LENGTH: usize = 16;
/// A file that asks for more was not written by Trilo, and would only keep the computer busy.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 32;
const MOST_LANES: u32 = 16;

impl KeyPlace {
    /// The place of the keys of vaults from before the place was written down.
    pub(super) fn original(vault: &str) -> Self {
        Self::System { entry: format!("vault-key:{vault}") }
    }

    /// A new entry of the system's key store, beside the one that the vault may have now.
    pub(super) fn new_entry(vault: &str) -> Self {
        let mark = crate::identifier::AttemptId::random();
        Self::System { entry: format!("vault-key:{vault}:{mark}") }
    }

    /// Seals a vault's key with a passphrase. It takes about a second and 64 MiB.
    pub(super) fn under(passphrase: &Passphrase, seal: &Seal) -> Result<Self, VaultError> {
        let derivation = Derivation {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: STANDARD.encode(random::<SALT_LENGTH>()),
        };
        let outer = derivation.seal_from(seal.vault(), passphrase.secret())?;
        let key = seal.key_to_keep();
        let text = std::str::from_utf8(key.expose()).map_err(|_| VaultError::Sealed)?;
        let sealed_key = outer.seal(Kind::Key, seal.vault(), &text)?;
        Ok(Self::Passphrase { derivation, sealed_key })
    }

    /// Where the key of the vault in a database rests.
    pub(super) fn read(connection: &Connection, vault: &str) -> Result<Self, VaultError> {
        if !connection.table_exists(None, "key_store")? {
            return Ok(Self::original(vault));
        }
        let body = connection.query_row("SELECT body FROM key_store", [], super::text).optional()?;
        body.map_or(Err(VaultError::Damaged), |body| from_json(&body))
    }

    /// Writes down where the key rests, and that it is another one than before.
    pub(super) fn put(&self, connection: &Connection) -> Result<(), VaultError> {
        connection.execute(
            "INSERT INTO key_store (singleton, generation, body) VALUES (1, 1, ?1)
             ON CONFLICT (singleton) DO UPDATE SET generation = generation + 1, body = excluded.body",
            params![to_json(self)?],
        )?;
        Ok(())
    }
}

/// How often the key of the vault in a database was replaced; a [`super::Vault`] with another key is out of date.
///
/// `None` where nothing says where the key rests.
pub(super) fn generation(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    connection.prepare_cached("SELECT generation FROM key_store")?.query_row([], |row| row.get(0)).optional()
}

/// Makes every other handle of the vault out of date, with the key as it is.
pub(super) fn supersede(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("UPDATE key_store SET generation = generation + 1", []).map(drop)
}

impl Derivation {
    /// Opens the vault's key.
    pub(super) fn open(
        &self,
        vault: &str,
        sealed_key: &Sealed,
        passphrase: &Secret<String>,
    ) -> Result<Seal, VaultError> {
        let outer = self.seal_from(vault, passphrase)?;
        let key: Secret<String> = match outer.open(Kind::Key, vault, sealed_key) {
            Err(VaultError::Sealed) => return Err(VaultError::PassphraseWrong),
            opened => opened?,
        };
        let key = Secret::new(key.expose().clone().into_bytes());
        Seal::with_kept_key(vault.to_owned(), &key).ok_or(VaultError::Damaged)
    }

    fn seal_from(&self, vault: &str, passphrase: &Secret<String>) -> Result<Seal, VaultError> {
        let within = self.memory_kib <= MOST_MEMORY_KIB && self.passes <= MOST_PASSES && self.lanes <= MOST_LANES;
        let salt = STANDARD.decode(&self.salt).map_err(|_| VaultError::Damaged)?;
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LENGTH));
        let parameters = parameters.ok().filter(|_| within).ok_or(VaultError::Damaged)?;
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(passphrase.expose().as_bytes(), &salt, &mut *key)
            .map_err(|_| VaultError::Damaged)?;
        Ok(Seal::with_key(vault.to_owned(), &key))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const WORDS: &str = "correct horse battery staple";

    fn under(words: &str) -> (Seal, KeyPlace) {
        let seal = Seal::random();
        let place = KeyPlace::under(&Passphrase::new(Secret::new(words.into())).unwrap(), &seal).unwrap();
        (seal, place)
    }

    fn opened(seal: &Seal, place: &KeyPlace, words: &str) -> Result<Seal, VaultError> {
        let KeyPlace::Passphrase { derivation, sealed_key } = place else { panic!("under a passphrase") };
        derivation.open(seal.vault(), sealed_key, &Secret::new(words.into()))
    }

    #[test]
    fn the_passphrase_opens_the_key_and_another_does_not() {
        let (seal, place) = under(WORDS);
        let again = opened(&seal, &place, WORDS).unwrap();
        assert_eq!(again.key_to_keep().expose(), seal.key_to_keep().expose());
        assert!(matches!(opened(&seal, &place, "correct horse battery stable"), Err(VaultError::PassphraseWrong)));
        let written = serde_json::to_string(&place).unwrap();
        assert!(!written.contains(WORDS) && serde_json::from_str::<KeyPlace>(&written).unwrap() == place);
    }

    #[test]
    fn a_key_of_another_vault_does_not_open() {
        let (_, place) = under(WORDS);
        assert!(matches!(opened(&Seal::random(), &place, WORDS), Err(VaultError::PassphraseWrong)));
    }

    #[test]
    fn absurd_parameters_are_refused_before_they_cost_anything() {
        let (seal, place) = under(WORDS);
        let KeyPlace::Passphrase { derivation, sealed_key } = place else { panic!("under a passphrase") };
        for absurd in [
            Derivation { memory_kib: u32::MAX, ..derivation.clone() },
            Derivation { passes: u32::MAX, ..derivation.clone() },
            Derivation { lanes: 0, ..derivation.clone() },
            Derivation { salt: "no base64".into(), ..derivation },
        ] {
            let place = KeyPlace::Passphrase { derivation: absurd, sealed_key: sealed_key.clone() };
            assert!(matches!(opened(&seal, &place, WORDS), Err(VaultError::Damaged)));
        }
    }
}
