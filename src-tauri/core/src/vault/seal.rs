//! Sealing: secrets and personal data leave this module encrypted and bound to what and whose they are.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::error::VaultError;
use crate::identifier::random;
use crate::secret::Secret;

/// The bytes of a key.
pub(super) const KEY_LENGTH: usize = 32;
/// The bytes of an `XChaCha20` nonce, long enough to be drawn at random for every write.
const NONCE_LENGTH: usize = 24;

/// What is sealed; part of what a row is bound to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A known value, owned by the vault, that tells whether a key is the right one.
    Check,
    /// The client secret of a registration.
    ClientSecret,
    /// The tokens of an account.
    Tokens,
    /// The personal data of an account.
    Details,
    /// A sign-in that waits, owned by its attempt.
    Pending,
    /// The vault's own key, sealed with a passphrase.
    Key,
    /// What the marks of removed values are made with, owned by the vault.
    Fingerprints,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::ClientSecret => "client-secret",
            Self::Tokens => "tokens",
            Self::Details => "details",
            Self::Pending => "pending",
            Self::Key => "key",
            Self::Fingerprints => "fingerprints",
        }
    }
}

/// A vault's id and its key.
pub(super) struct Seal {
    vault: String,
    key: Secret<Vec<u8>>,
}

/// A sealed value as it rests in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    nonce: [u8; NONCE_LENGTH],
    ciphertext: Vec<u8>,
}

/// What the check row holds.
const CHECK: &str = "trilo";

impl Seal {
    /// A new vault's id and key.
    pub(super) fn random() -> Self {
        let key = Zeroizing::new(random::<KEY_LENGTH>());
        Self { vault: URL_SAFE_NO_PAD.encode(random::<16>()), key: Secret::new(key.to_vec()) }
    }

    /// The seal of a vault with a key as the key store holds it; `None` when that is no key.
    pub(super) fn with_kept_key(vault: String, kept: &Secret<Vec<u8>>) -> Option<Self> {
        let key = Secret::new(STANDARD.decode(kept.expose()).ok()?);
        (key.expose().len() == KEY_LENGTH).then_some(Self { vault, key })
    }

    /// The seal of a vault with a key.
    pub(super) fn with_key(vault: String, key: &[u8; KEY_LENGTH]) -> Self {
        Self { vault, key: Secret::new(key.to_vec()) }
    }

    /// The same seal once more.
    pub(super) fn again(&self) -> Self {
        Self { vault: self.vault.clone(), key: self.key.clone() }
    }

    /// A new key for the same vault.
    pub(super) fn renewed(&self) -> Self {
        Self { vault: self.vault.clone(), ..Self::random() }
    }

    /// The vault's id.
    pub(super) fn vault(&self) -> &str {
        &self.vault
    }

    /// The key as the key store is to hold it: text, because not every key store keeps arbitrary bytes.
    pub(super) fn key_to_keep(&self) -> Secret<Vec<u8>> {
        Secret::new(STANDARD.encode(self.key.expose()).into_bytes())
    }

    /// Writes the row by which [`Self::matches`] knows the key again.
    pub(super) fn put_check(&self, connection: &Connection) -> Result<(), VaultError> {
        self.put(connection, Kind::Check, &self.vault, &CHECK)
    }

    /// Whether this is the key that the vault was sealed with.
    pub(super) fn matches(&self, connection: &Connection) -> Result<bool, VaultError> {
        match self.get::<String>(connection, Kind::Check, &self.vault) {
            Ok(Some(check)) => Ok(check == CHECK),
            Ok(None) => Err(VaultError::Damaged),
            // A key that opens other rows is the right one, and this row is damaged.
            Err(VaultError::Sealed) if self.opens_another_row(connection)? => Err(VaultError::Damaged),
            Err(VaultError::Sealed) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn opens_another_row(&self, connection: &Connection) -> Result<bool, VaultError> {
        let mut rows =
            connection.prepare("SELECT kind, owner, nonce, ciphertext FROM sealed WHERE kind <> 'check' LIMIT 100")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let (kind, owner): (String, String) = (row.get(0)?, row.get(1)?);
            let (Ok(nonce), Ok(ciphertext)) = (row.get(2), row.get(3)) else { continue };
            if self.open_bytes(&kind, &owner, &Sealed { nonce, ciphertext }).is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Seals a value into its row, over the one that was there.
    pub(super) fn put(
        &self,
        connection: &Connection,
        kind: Kind,
        owner: &str,
        value: &impl Serialize,
    ) -> Result<(), VaultError> {
        let sealed = self.seal(kind, owner, value)?;
        connection.execute(
            "INSERT INTO sealed (kind, owner, nonce, ciphertext) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, owner) DO UPDATE SET nonce = excluded.nonce, ciphertext = excluded.ciphertext",
            params![kind.name(), owner, sealed.nonce, sealed.ciphertext],
        )?;
        Ok(())
    }

    /// Opens the value of a row; `None` when there is no such row.
    pub(super) fn get<T: DeserializeOwned>(
        &self,
        connection: &Connection,
        kind: Kind,
        owner: &str,
    ) -> Result<Option<T>, VaultError> {
        let mut statement =
            connection.prepare_cached("SELECT nonce, ciphertext FROM sealed WHERE kind = ?1 AND owner = ?2")?;
        let sealed = statement
            .query_row([kind.name(), owner], |row| Ok(Sealed { nonce: row.get(0)?, ciphertext: row.get(1)? }))
            .optional()?;
        sealed.map(|sealed| self.open(kind, owner, &sealed)).transpose()
    }

    /// Seals every row of a database that this seal opens with another seal of the same vault.
    ///
    /// A row that does not open is lost already, and stays as it is.
    pub(super) fn replace_in(&self, connection: &Connection, next: &Self) -> Result<(), VaultError> {
        let mut rows = connection.prepare("SELECT kind, owner, nonce, ciphertext FROM sealed")?;
        let rows = rows.query_map([], |row| {
            let sealed = Sealed { nonce: row.get(2)?, ciphertext: row.get(3)? };
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, sealed))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let mut update =
            connection.prepare("UPDATE sealed SET nonce = ?3, ciphertext = ?4 WHERE kind = ?1 AND owner = ?2")?;
        for (kind, owner, sealed) in rows {
            let Ok(plaintext) = self.open_bytes(&kind, &owner, &sealed) else { continue };
            let sealed = next.seal_bytes(&kind, &owner, &plaintext)?;
            update.execute(params![kind, owner, sealed.nonce, sealed.ciphertext])?;
        }
        Ok(())
    }

    /// Seals a value for its owner.
    pub(super) fn seal(&self, kind: Kind, owner: &str, value: &impl Serialize) -> Result<Sealed, VaultError> {
        let plaintext = plaintext(value).map_err(|_| VaultError::Sealed)?;
        self.seal_bytes(kind.name(), owner, &plaintext)
    }

    /// Opens what was sealed for an owner.
    pub(super) fn open<T: DeserializeOwned>(&self, kind: Kind, owner: &str, sealed: &Sealed) -> Result<T, VaultError> {
        let plaintext = self.open_bytes(kind.name(), owner, sealed)?;
        // The reader's error may quote the plaintext, so it is not kept.
        serde_json::from_slice(&plaintext).map_err(|_| VaultError::Sealed)
    }

    fn seal_bytes(&self, kind: &str, owner: &str, plaintext: &[u8]) -> Result<Sealed, VaultError> {
        let nonce = random::<NONCE_LENGTH>();
        let bound = self.bound_to(kind, owner);
        let payload = Payload { msg: plaintext, aad: bound.as_bytes() };
        let ciphertext = self.cipher()?.encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| VaultError::Sealed)?;
        Ok(Sealed { nonce, ciphertext })
    }

    fn open_bytes(&self, kind: &str, owner: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let bound = self.bound_to(kind, owner);
        let payload = Payload { msg: &sealed.ciphertext, aad: bound.as_bytes() };
        let opened = self.cipher()?.decrypt(XNonce::from_slice(&sealed.nonce), payload);
        opened.map(Zeroizing::new).map_err(|_| VaultError::Sealed)
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305, VaultError> {
        XChaCha20Poly1305::new_from_slice(self.key.expose()).map_err(|_| VaultError::KeyMismatch)
    }

    /// The associated data. Neither a vault's id nor a kind has a line break, so no two rows have the same.
    fn bound_to(&self, kind: &str, owner: &str) -> String {
        format!("{}\n{kind}\n{owner}", self.vault)
    }
}

/// A sealed value as JSON: two texts, for where it rests in no row of its own.
#[derive(Serialize, serde::Deserialize)]
struct SealedText {
    nonce: String,
    ciphertext: String,
}

impl Serialize for Sealed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = SealedText { nonce: STANDARD.encode(self.nonce), ciphertext: STANDARD.encode(&self.ciphertext) };
        text.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Sealed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = SealedText::deserialize(deserializer)?;
        let decoded = |text: &str| STANDARD.decode(text).map_err(serde::de::Error::custom);
        let nonce = decoded(&text.nonce)?.try_into().map_err(|_| serde::de::Error::custom("a nonce has 24 bytes"))?;
        Ok(Self { nonce, ciphertext: decoded(&text.ciphertext)? })
    }
}

/// Removes a sealed row; none being there is no error.
pub(super) fn remove(connection: &Connection, kind: Kind, owner: &str) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM sealed WHERE kind = ?1 AND owner = ?2", [kind.name(), owner]).map(drop)
}

/// Whether there is such a sealed row.
pub(super) fn exists(connection: &Connection, kind: Kind, owner: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM sealed WHERE kind = ?1 AND owner = ?2")?.exists([kind.name(), owner])
}

/// A value as JSON, in a buffer that does not move while it fills: a buffer that grows leaves copies behind.
fn plaintext(value: &impl Serialize) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)?;
    let mut buffer = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *buffer, value)?;
    Ok(buffer)
}

/// Counts what is written and keeps nothing of it.
struct Length(usize);

impl std::io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
