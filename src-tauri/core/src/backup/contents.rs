//! What a backup holds, as JSON.

use std::collections::HashSet;
use std::hash::Hash;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BackupError, Unreadable};
use crate::registration::{Cloud, CloudDraft, Registration, RegistrationDraft, is_loopback};
use crate::secret::{self, Secret};
use crate::session::{AccountDetails, SessionRecord};
use crate::settings::Settings;
use crate::vault::StoredTokens;

/// The name by which the contents of a backup are known.
const FORMAT: &str = "trilo-backup";
/// The newest version of the contents that this program knows; one that older programs can read as well stays the same.
const VERSION: u64 = 1;
/// The most registrations and accounts that a backup may name.
const MOST_REGISTRATIONS: usize = 10_000;
const MOST_ACCOUNTS: usize = 100_000;
/// The longest account id of Atlassian's (developer.atlassian.com, "User privacy developer guide").
const LONGEST_ATLASSIAN_ID: usize = 128;

/// The contents of a backup.
///
/// They are serialized for one purpose: into a file that a passphrase opens.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Contents {
    /// When the backup was made.
    pub made_at: Timestamp,
    /// The version of the Trilo that made it.
    pub made_by: String,
    /// The registrations, in their order.
    pub registrations: Vec<SavedRegistration>,
    /// The accounts, in their order.
    pub accounts: Vec<SavedAccount>,
    /// The settings.
    pub settings: Settings,
}

/// A registration with its client secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedRegistration {
    /// The registration.
    pub registration: Registration,
    /// The client secret, if one was sealed.
    #[serde(serialize_with = "secret::option_for_sealing")]
    pub client_secret: Option<Secret<String>>,
}

/// An account with its tokens.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedAccount {
    /// The readable record.
    pub record: SessionRecord,
    /// The personal data.
    pub details: AccountDetails,
    /// The tokens.
    pub tokens: StoredTokens,
}

/// The contents as they are written.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u64,
    #[serde(flatten)]
    contents: &'a Contents,
}

/// What is read first, whatever else there is.
#[derive(Deserialize)]
struct Heading {
    format: String,
    version: u64,
}

impl Contents {
    /// Writes the contents out piece by piece, so that there is no buffer that holds all of them.
    pub(super) fn write_json(&self, to: impl io::Write) -> io::Result<()> {
        Ok(serde_json::to_writer(to, &Document { format: FORMAT, version: VERSION, contents: self })?)
    }

    /// Reads and checks contents; `path` is for the error.
    pub(super) fn from_json(json: &[u8], path: &Path) -> Result<Self, BackupError> {
        let unreadable = |why| BackupError::Unreadable { path: path.to_owned(), why };
        // The reader's errors may quote the plaintext, so they are not kept.
        let Ok(heading) = serde_json::from_slice::<Heading>(json) else {
            return Err(unreadable(Unreadable::OtherContents));
        };
        if heading.format != FORMAT {
            return Err(unreadable(Unreadable::OtherContents));
        }
        if heading.version > VERSION {
            return Err(BackupError::Newer { path: path.to_owned(), found: heading.version, known: VERSION });
        }
        let contents = serde_json::from_slice::<Self>(json).ok().and_then(Self::checked);
        contents.ok_or_else(|| unreadable(Unreadable::Malformed))
    }

    /// The contents if a Trilo could have written them.
    fn checked(mut self) -> Option<Self> {
        let registrations = self.registrations.iter().map(|saved| &saved.registration.id);
        let accounts = self.accounts.iter().map(|saved| &saved.record.id);
        let is_sound = self.registrations.len() <= MOST_REGISTRATIONS
            && self.accounts.len() <= MOST_ACCOUNTS
            && registrations.clone().all(crate::identifier::RegistrationId::is_well_formed)
            // The id of an account becomes the name of its lock file.
            && accounts.clone().all(crate::identifier::AccountId::is_well_formed)
            && all_different(registrations)
            && all_different(accounts)
            && self.accounts.iter().all(SavedAccount::is_sound);
        if !is_sound {
            return None;
        }
        self.settings = self.settings.validated().ok()?;
        self.registrations = self.registrations.into_iter().map(SavedRegistration::checked).collect::<Option<_>>()?;
        Some(self)
    }
}

impl SavedRegistration {
    /// The registration if a person could have entered it.
    fn checked(self) -> Option<Self> {
        // The default account is chosen anew among those that are taken in, and files of another computer are not followed.
        let Registration {
            id,
            name,
            environment,
            cloud,
            client_id,
            secret_source,
            // A backup does not confirm anything on this computer.
            source_unconfirmed: _,
            callbacks,
            scopes,
            notes,
            default_account: _,
            source: _,
            console_steps,
        } = self.registration;
        if let Cloud::Sandbox(endpoints) = &cloud
            && !(is_loopback(&endpoints.authorization_url) && is_loopback(&endpoints.api_url))
        {
            return None;
        }
        let cloud = CloudDraft::from(&cloud);
        let draft = RegistrationDraft {
            name,
            environment,
            cloud,
            client_id,
            secret_source,
            client_secret: self.client_secret.clone(),
            callbacks: callbacks.into_iter().map(String::from).collect(),
            scopes: scopes.to_strings(),
            notes,
        };
        let mut registration = draft.into_registration(id).ok()?;
        registration.console_steps = console_steps;
        registration.source_unconfirmed = !registration.secret_source.is_sealed();
        Some(Self { registration, client_secret: self.client_secret })
    }
}

impl SavedAccount {
    const fn is_sound(&self) -> bool {
        let length = self.record.atlassian_id.len();
        length > 0 && length <= LONGEST_ATLASSIAN_ID
    }
}

fn all_different<T: Hash + Eq>(values: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    values.into_iter().all(|value| seen.insert(value))
}
