//! The system's key store, and calls of it that cannot hang.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyring_core::{Entry, Error};
use tokio::sync::oneshot;
use zeroize::Zeroize;

use crate::identifier::random;
use crate::ports::KeyStore;
use crate::secret::Secret;

/// Why something failed, in another library's words.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The key store cannot keep something or give it back. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// No key store answers on this machine.
    #[error("no key store answers on this machine")]
    Missing {
        /// Why, where it is known.
        #[source]
        source: Option<Cause>,
    },
    /// It is locked.
    #[error("the key store is locked")]
    Locked,
    /// It has no collection to keep anything in.
    #[error("the key store has no default collection")]
    NoCollection,
    /// The system or the person refused.
    #[error("the key store refused access")]
    Denied,
    /// It did not answer in time.
    #[error("the key store did not answer in time")]
    Unresponsive,
    /// It said that it kept a value and does not give it back.
    #[error("the key store does not keep what it is given")]
    Forgetful,
    /// It failed in another way.
    #[error("the key store failed: {0}")]
    Failed(#[source] Cause),
}

/// The name under which Trilo's entries rest.
const SERVICE: &str = "trilo";
/// How long a key store may take over [`prove`].
const PROOF_DEADLINE: Duration = Duration::from_secs(5);

/// The key store of this system: Secret Service, Keychain or Credential Manager.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyStore;

impl KeyStore for SystemKeyStore {
    fn name(&self) -> &'static str {
        if cfg!(windows) {
            "Credential Manager"
        } else if cfg!(target_os = "macos") {
            "Keychain"
        } else {
            "Secret Service"
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    fn state(&self) -> Result<(), KeyStoreError> {
        super::secret_service::state()
    }

    #[cfg(not(all(unix, not(target_os = "macos"))))]
    fn state(&self) -> Result<(), KeyStoreError> {
        // Keychain and Credential Manager are part of the system and open with the person's session.
        Ok(())
    }

    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        match entry_named(entry)?.get_secret() {
            Ok(value) => Ok(Some(Secret::new(value))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(self.told(error)),
        }
    }

    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        entry_named(entry)?.set_secret(value.expose()).map_err(|error| self.told(error))
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        match entry_named(entry)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(self.told(error)),
        }
    }
}

impl SystemKeyStore {
    /// Tells an error in Trilo's words; the store's state says more than the library's error where it changed meanwhile.
    fn told(self, error: Error) -> KeyStoreError {
        match error {
            Error::NoStorageAccess(_) => self.state().err().unwrap_or(KeyStoreError::Denied),
            Error::PlatformFailure(cause) => self.state().err().unwrap_or(KeyStoreError::Failed(cause)),
            Error::NoDefaultStore => KeyStoreError::Missing { source: None },
            Error::BadEncoding(mut value) | Error::BadDataFormat(mut value, _) => {
                value.zeroize();
                KeyStoreError::Failed("the entry cannot be read".into())
            }
            error => KeyStoreError::Failed(error.to_string().into()),
        }
    }
}

fn entry_named(entry: &str) -> Result<Entry, KeyStoreError> {
    #[cfg(all(unix, not(target_os = "macos")))]
    let found = super::secret_service::entry(SERVICE, entry);
    #[cfg(not(all(unix, not(target_os = "macos"))))]
    let found = keyring::Entry::new(SERVICE, entry).map(|entry| entry.inner);
    found.map_err(|error| SystemKeyStore.told(error))
}

/// Makes a call that may hang, and stops waiting for it at the deadline.
///
/// The call gets a thread that nothing waits for: a runtime that shuts down would wait for one of its own.
///
/// # Errors
/// [`KeyStoreError::Unresponsive`] at the deadline; the call then goes on by itself.
pub async fn with_deadline<T: Send + 'static>(
    deadline: Duration,
    call: impl FnOnce() -> Result<T, KeyStoreError> + Send + 'static,
) -> Result<T, KeyStoreError> {
    let (sender, receiver) = oneshot::channel();
    let answer = move || {
        // Nobody hears an answer that comes too late.
        let _ = sender.send(call());
    };
    thread::Builder::new()
        .name("key-store".to_owned())
        .spawn(answer)
        .map_err(|error| KeyStoreError::Failed(error.into()))?;
    match tokio::time::timeout(deadline, receiver).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(KeyStoreError::Failed("the call ended unexpectedly".into())),
        Err(_) => Err(KeyStoreError::Unresponsive),
    }
}

/// Proves that a key store keeps what it is given, with an entry of its own; returns how long that took.
pub async fn prove(store: &Arc<dyn KeyStore>) -> Result<Duration, KeyStoreError> {
    let store = Arc::clone(store);
    with_deadline(PROOF_DEADLINE, move || {
        let began = Instant::now();
        let random_text = || STANDARD.encode(random::<32>());
        let entry = format!("probe:{}", random_text());
        store.state()?;
        let kept = keep(&*store, &entry, &Secret::new(random_text().into_bytes()));
        let removed = store.remove(&entry);
        kept.and(removed).map(|()| began.elapsed())
    })
    .await
}

/// Writes an entry and reads it back.
pub(super) fn keep(store: &dyn KeyStore, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
    store.write(entry, value)?;
    match store.read(entry)? {
        Some(kept) if kept.expose() == value.expose() => Ok(()),
        Some(_) | None => Err(KeyStoreError::Forgetful),
    }
}
