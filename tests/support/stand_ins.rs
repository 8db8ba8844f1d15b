//! What stands in for parts of the machine where a test needs none of them for real: a key store in memory, a browser
//! that only remembers, and silence. The end-to-end tests use the real ones.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use trilo_core::ports::{Browser, BrowserError, Event, EventSink, KeyStore, LinkHandler, LinkHandling};
use trilo_core::secret::Secret;
use trilo_core::vault::KeyStoreError;
use url::Url;

/// A key store in memory that can be locked.
#[derive(Debug, Default)]
pub struct KeyMap {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    locked: Mutex<bool>,
}

/// A key store as a folder of files, which serves several processes.
#[derive(Debug)]
pub struct KeyFolder(PathBuf);

/// A browser that remembers what it was told to open, and a system that remembers which links.
#[derive(Debug, Default)]
pub struct OpenedPages(Mutex<Vec<Url>>);

/// Hears every event and says nothing; Trilo's links reach this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl KeyMap {
    /// Locks or unlocks it.
    pub fn lock(&self, locked: bool) {
        *held(&self.locked) = locked;
    }

    /// The values that it holds, in no order.
    #[must_use]
    pub fn values(&self) -> Vec<Vec<u8>> {
        held(&self.entries).values().cloned().collect()
    }
}

impl OpenedPages {
    /// The pages so far, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Url> {
        held(&self.0).clone()
    }
}

impl KeyStore for KeyMap {
    fn name(&self) -> &'static str {
        "Test key store"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        if *held(&self.locked) { Err(KeyStoreError::Locked) } else { Ok(()) }
    }

    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        self.state()?;
        Ok(held(&self.entries).get(entry).cloned().map(Secret::new))
    }

    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        self.state()?;
        held(&self.entries).insert(entry.to_owned(), value.expose().clone());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        held(&self.entries).remove(entry);
        Ok(())
    }
}

impl KeyFolder {
    /// The key store in a folder, which is made with its first entry.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    fn file(&self, entry: &str) -> PathBuf {
        self.0.join(entry.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))
    }
}

impl KeyStore for KeyFolder {
    fn name(&self) -> &'static str {
        "Test key folder"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        Ok(())
    }

    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        match std::fs::read(self.file(entry)) {
            Ok(value) => Ok(Some(Secret::new(value))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(KeyStoreError::Failed(error.into())),
        }
    }

    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        let written = std::fs::create_dir_all(&self.0).and_then(|()| std::fs::write(self.file(entry), value.expose()));
        written.map_err(|error| KeyStoreError::Failed(error.into()))
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        match std::fs::remove_file(self.file(entry)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(KeyStoreError::Failed(error.into())),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl Browser for OpenedPages {
    fn open(&self, url: &Url) -> Result<Option<String>, BrowserError> {
        held(&self.0).push(url.clone());
        Ok(Some("scripted".to_owned()))
    }
}

impl EventSink for Quiet {
    fn emit(&self, _: Event) {}
}

impl LinkHandler for OpenedPages {
    fn check(&self) -> LinkHandling {
        LinkHandling::Here(None)
    }

    fn open(&self, link: &Url) -> std::io::Result<()> {
        held(&self.0).push(link.clone());
        Ok(())
    }
}

impl LinkHandler for Quiet {
    fn check(&self) -> LinkHandling {
        LinkHandling::Here(None)
    }

    fn open(&self, _: &Url) -> std::io::Result<()> {
        Ok(())
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
