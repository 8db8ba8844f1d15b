#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use tempfile::TempDir;

use super::seal::Kind;
use super::*;
use crate::authorization::PendingAuthorization;
use crate::diagnose::{Attempt, AttemptKind};
use crate::identifier::{AccountId, AttemptId, RegistrationId};
use crate::passphrase::Passphrase;
use crate::ports::KeyStore;
use crate::registration::Registration;
use crate::secret::Secret;
use crate::session::{AccountDetails, SessionRecord};
use crate::settings::Settings;

const DEADLINE: Duration = Duration::from_secs(2);

/// How a key store in memory misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    Locked,
    Forgetful,
    Hanging,
}

/// A key store in memory.
pub(super) struct MemoryKeyStore {
    pub(super) entries: Mutex<HashMap<String, Vec<u8>>>,
    fault: Mutex<Fault>,
}

impl MemoryKeyStore {
    pub(super) fn with(fault: Fault) -> Arc<Self> {
        Arc::new(Self { entries: Mutex::default(), fault: Mutex::new(fault) })
    }
}

impl KeyStore for MemoryKeyStore {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        let fault = *lock(&self.fault);
        match fault {
            Fault::Locked => Err(KeyStoreError::Locked),
            Fault::Hanging => {
                std::thread::sleep(Duration::from_mins(1));
                Ok(())
            }
            Fault::None | Fault::Forgetful => Ok(()),
        }
    }

    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        Ok(lock(&self.entries).get(entry).cloned().map(Secret::new))
    }

    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        if *lock(&self.fault) != Fault::Forgetful {
            lock(&self.entries).insert(entry.to_owned(), value.expose().clone());
        }
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        lock(&self.entries).remove(entry);
        Ok(())
    }
}

async fn open_with(folder: &Path, store: &Arc<MemoryKeyStore>) -> Result<Vault, VaultError> {
    Vault::open(folder, &Keys { store: store.clone(), deadline: DEADLINE, passphrase: None }).await
}

/// A folder that is not there yet, and a key store without faults.
fn place() -> (TempDir, std::path::PathBuf, Arc<MemoryKeyStore>) {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("share").join("trilo");
    (home, folder, MemoryKeyStore::with(Fault::None))
}

fn registration(name: &str) -> Registration {
    serde_json::from_value(json!({
        "id": RegistrationId::random(),
        "name": name,
        "environment": "production",
        "cloud": { "kind": "commercial" },
        "client_id": "client",
        "callbacks": ["trilo://oauth/callback"],
        "scopes": ["read:jira-work"],
    }))
    .unwrap()
}

fn record(registration: &Registration, atlassian_id: &str) -> SessionRecord {
    serde_json::from_value(json!({
        "id": AccountId::random(),
        "registration": registration.id,
        "atlassianId": atlassian_id,
        "requested": ["read:me"],
        "granted": ["read:me"],
        "signedInAt": Timestamp::UNIX_EPOCH,
        "renewedAt": null,
        "renewals": 0,
        "signInAgain": false,
        "obtainedAt": Timestamp::UNIX_EPOCH,
        "expiresAt": null,
        "renewable": true,
        "profileProblem": null,
        "sitesProblem": null,
    }))
    .unwrap()
}

fn details(name: &str) -> AccountDetails {
    let profile = json!({ "account_id": "557058:1", "name": name, "extended_profile": {} });
    serde_json::from_value(json!({ "profile": profile, "avatar": null, "sites": [] })).unwrap()
}

fn tokens(access_token: &str) -> StoredTokens {
    StoredTokens {
        access_token: Secret::new(access_token.to_owned()),
        refresh_token: Some(Secret::new(format!("refresh-{access_token}"))),
    }
}

fn pending(registration: &Registration, state: &str) -> PendingAuthorization {
    serde_json::from_value(json!({
        "attempt": AttemptId::random(),
        "registration": registration.id,
        "state": state,
        "verifier": format!("verifier-{state}"),
        "callback": "trilo://oauth/callback",
        "scopes": ["read:me"],
        "started_at": Timestamp::UNIX_EPOCH,
        "deadline": Timestamp::UNIX_EPOCH,
    }))
    .unwrap()
}

fn access_token(vault: &Vault, id: &AccountId) -> String {
    vault.tokens(id).unwrap().unwrap().access_token.expose().clone()
}

mod contents;
mod files;
mod journal;
mod keys;
mod opening;
mod rescue;
mod rows;
mod system;
