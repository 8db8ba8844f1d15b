//! What a backup would change: each of its items against what is here.
//!
//! - A registration is the same as one here if it has the same client id and endpoints, and also its id or its
//!   environment. One that has an id of here and another client id or other endpoints is another app and is added beside
//!   it: tokens and secrets go nowhere but where they were entrusted to.
//! - Registrations have no time. What is here stays, unless its client secret is gone, or the backup's worked later: its
//!   accounts got tokens with it after all accounts here.
//! - An account is the same as one here if it is the same Atlassian account under the same registration. The one with the
//!   later tokens wins, for refresh tokens rotate: an older one is spent, and presenting it may end the newer ones too.
//! - Settings in a backup are what the person comes for, so they replace those here.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::contents::{Contents, SavedAccount, SavedRegistration};
use crate::identifier::{AccountId, RegistrationId};
use crate::registration::{Cloud, Registration};
use crate::secret::Secret;
use crate::session::SessionRecord;
use crate::settings::Settings;

/// What an item of a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// A registration with its client secret.
    Registration,
    /// An account with its tokens.
    Account,
    /// The settings.
    Settings,
}

/// What importing does with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It comes to what is here.
    Add,
    /// It takes the place of what is here.
    Replace,
    /// What is here stays as it is.
    Skip,
}

/// Why an item is added, replaces what is here, or is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// There is no such thing here.
    New,
    /// The backup's is newer than the one here, or the one here is of no use.
    Newer,
    /// Both are the same.
    Same,
    /// The one here is newer, or nothing says that the backup's is.
    Older,
    /// The backup does not hold the account's registration.
    RegistrationMissing,
}

/// An item of a backup, and what importing would do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its name; empty for the settings.
    pub name: String,
    /// The name of an account's registration in the backup.
    pub of: Option<String>,
    /// Why it is added, replaces what is here, or is skipped.
    pub because: Because,
}

/// What is here.
pub(crate) struct Here {
    /// The registrations with their secrets.
    pub registrations: Vec<SavedRegistration>,
    /// The accounts.
    pub accounts: Vec<SessionRecord>,
    /// The settings.
    pub settings: Settings,
}

/// What becomes of a registration.
pub(crate) struct PlannedRegistration {
    /// What is done, and why.
    pub because: Because,
    /// The registration as it is here afterwards.
    pub registration: Registration,
}

/// What becomes of an account.
pub(crate) struct PlannedAccount {
    /// What is done, and why.
    pub because: Because,
    /// The record as it would be here, with the ids that it has here.
    pub record: SessionRecord,
}

/// What becomes of every item of a backup, in the backup's order.
pub(crate) struct Plan {
    /// Of the registrations.
    pub registrations: Vec<PlannedRegistration>,
    /// Of the accounts.
    pub accounts: Vec<PlannedAccount>,
    /// Of the settings.
    pub settings: Because,
}

impl Because {
    /// What is done for this reason.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::New => Action::Add,
            Self::Newer => Action::Replace,
            Self::Same | Self::Older | Self::RegistrationMissing => Action::Skip,
        }
    }
}

impl Plan {
    /// Compares a backup with what is here.
    pub(crate) fn of(contents: &Contents, here: &Here) -> Self {
        let registrations = plan_registrations(contents, here);
        let accounts = plan_accounts(contents, here, &registrations);
        let settings = if contents.settings == here.settings { Because::Same } else { Because::Newer };
        Self { registrations, accounts, settings }
    }

    /// The plan as a person reads it.
    pub(crate) fn items(&self, contents: &Contents) -> Vec<BackupItem> {
        let registrations = self.registrations.iter().zip(&contents.registrations).map(|(planned, saved)| BackupItem {
            kind: ItemKind::Registration,
            name: saved.registration.name.clone(),
            of: None,
            because: planned.because,
        });
        let names: HashMap<_, _> = contents.registrations.iter().map(name_by_id).collect();
        let accounts = self.accounts.iter().zip(&contents.accounts).map(|(planned, saved)| BackupItem {
            kind: ItemKind::Account,
            name: saved.name(),
            of: names.get(&saved.record.registration).map(|name| (*name).to_owned()),
            because: planned.because,
        });
        let settings = BackupItem { kind: ItemKind::Settings, name: String::new(), of: None, because: self.settings };
        registrations.chain(accounts).chain([settings]).collect()
    }
}

impl SavedRegistration {
    /// Whether there is a client secret, or a place that it comes from.
    const fn has_secret(&self) -> bool {
        self.client_secret.is_some() || !self.registration.secret_source.is_sealed()
    }
}

impl SavedAccount {
    /// The person's name, or Atlassian's account id when no name is known.
    pub(crate) fn name(&self) -> String {
        self.details.name().unwrap_or(&self.record.atlassian_id).to_owned()
    }
}

/// Whether an account of a backup is newer than the one here.
///
/// A backup's account that has to sign in again is of less use than any that need not.
pub(crate) fn judge_account(saved: &SessionRecord, here: Option<&SessionRecord>) -> Because {
    let Some(here) = here else { return Because::New };
    match tokens_since(saved).cmp(&tokens_since(here)) {
        std::cmp::Ordering::Equal => Because::Same,
        std::cmp::Ordering::Less => Because::Older,
        std::cmp::Ordering::Greater if saved.verdict.is_some() && here.verdict.is_none() => Because::Older,
        std::cmp::Ordering::Greater => Because::Newer,
    }
}

/// When an account got the tokens that it has.
fn tokens_since(record: &SessionRecord) -> Timestamp {
    record.renewed_at.map_or(record.obtained_at, |renewed_at| renewed_at.max(record.obtained_at))
}

fn name_by_id(saved: &SavedRegistration) -> (&RegistrationId, &str) {
    (&saved.registration.id, &saved.registration.name)
}

fn plan_registrations(contents: &Contents, here: &Here) -> Vec<PlannedRegistration> {
    let matches = match_registrations(&contents.registrations, &here.registrations);
    let worked_by_backup = worked_until(contents.accounts.iter().map(|account| &account.record));
    let worked_here = worked_until(here.accounts.iter());
    let planned = |(saved, here_too): (&SavedRegistration, Option<&SavedRegistration>)| {
        let Some(known) = here_too else {
            let id = &saved.registration.id;
            let is_taken = here.registrations.iter().any(|other| other.registration.id == *id);
            let id = if is_taken { RegistrationId::random() } else { id.clone() };
            return PlannedRegistration {
                because: Because::New,
                registration: Registration { id, ..saved.registration.clone() },
            };
        };
        let works_later = worked_by_backup.get(&saved.registration.id) > worked_here.get(&known.registration.id);
        let because = judge_registration(saved, known, works_later);
        let (id, cloud) = (known.registration.id.clone(), known.registration.cloud.clone());
        let default_account = known.registration.default_account.clone();
        let same_source = saved.registration.secret_source == known.registration.secret_source;
        let source_unconfirmed =
            if same_source { known.registration.source_unconfirmed } else { saved.registration.source_unconfirmed };
        let source = known.registration.source.clone();
        let saved = saved.registration.clone();
        let registration = Registration { id, cloud, source_unconfirmed, default_account, source, ..saved };
        PlannedRegistration { because, registration }
    };
    contents.registrations.iter().zip(matches).map(planned).collect()
}

/// The registration here that each of a backup's is; none here is two of the backup's.
fn match_registrations<'a>(
    saved: &[SavedRegistration],
    here: &'a [SavedRegistration],
) -> Vec<Option<&'a SavedRegistration>> {
    let mut taken = HashSet::new();
    let mut matches: Vec<Option<&SavedRegistration>> = Vec::new();
    for saved in saved {
        let found = here.iter().find(|here| here.registration.id == saved.registration.id && is_same_app(saved, here));
        taken.extend(found.map(|here| &here.registration.id));
        matches.push(found);
    }
    for (saved, found) in saved.iter().zip(&mut matches).filter(|(_, found)| found.is_none()) {
        *found = here.iter().find(|here| {
            is_same_app(saved, here)
                && saved.registration.environment == here.registration.environment
                && !taken.contains(&here.registration.id)
        });
        taken.extend(found.map(|here| &here.registration.id));
    }
    matches
}

/// Whether what was entrusted to one may go to the other.
fn is_same_app(one: &SavedRegistration, other: &SavedRegistration) -> bool {
    let (one, other) = (&one.registration, &other.registration);
    // The sandbox inside the app is one wherever it listens.
    let is_same_cloud =
        matches!((&one.cloud, &other.cloud), (Cloud::Sandbox(_), Cloud::Sandbox(_))) || one.cloud == other.cloud;
    one.client_id == other.client_id && is_same_cloud
}

fn judge_registration(saved: &SavedRegistration, here: &SavedRegistration, works_later: bool) -> Because {
    let (one, other) = (&saved.registration, &here.registration);
    let is_same = one.name == other.name
        && one.environment == other.environment
        && one.callbacks == other.callbacks
        && one.scopes == other.scopes
        && one.notes == other.notes
        && one.secret_source == other.secret_source
        && saved.client_secret.as_ref().map(Secret::expose) == here.client_secret.as_ref().map(Secret::expose);
    if is_same {
        Because::Same
    } else if saved.has_secret() && (!here.has_secret() || works_later) {
        Because::Newer
    } else {
        Because::Older
    }
}

/// Until when each registration is known to have worked: each token was given out against its client id and secret.
fn worked_until<'a>(records: impl Iterator<Item = &'a SessionRecord>) -> HashMap<&'a RegistrationId, Timestamp> {
    let mut until = HashMap::new();
    for record in records {
        let latest = until.entry(&record.registration).or_insert(Timestamp::MIN);
        *latest = tokens_since(record).max(*latest);
    }
    until
}

fn plan_accounts(contents: &Contents, here: &Here, registrations: &[PlannedRegistration]) -> Vec<PlannedAccount> {
    let targets: HashMap<_, _> = contents
        .registrations
        .iter()
        .zip(registrations)
        .map(|(saved, planned)| (&saved.registration.id, &planned.registration.id))
        .collect();
    let known = KnownAccounts::of(&here.accounts);
    let latest = latest_of_each_person(contents);
    let mut used: HashSet<AccountId> = HashSet::new();
    let mut planned = Vec::with_capacity(contents.accounts.len());
    for (index, saved) in contents.accounts.iter().enumerate() {
        let mut record = saved.record.clone();
        let Some(registration) = targets.get(&record.registration) else {
            planned.push(PlannedAccount { because: Because::RegistrationMissing, record });
            continue;
        };
        record.registration = (*registration).clone();
        let here = known.find(&record);
        let mut because = judge_account(&record, here);
        if let Some(here) = here {
            record.id = here.id.clone();
        } else if known.ids.contains(&record.id) {
            record.id = AccountId::random();
        }
        if !latest.contains(&index) || !used.insert(record.id.clone()) {
            because = Because::Older;
        }
        planned.push(PlannedAccount { because, record });
    }
    planned
}

/// Which accounts of a backup are the latest of their Atlassian account and registration, by position.
fn latest_of_each_person(contents: &Contents) -> HashSet<usize> {
    let mut latest: HashMap<(&RegistrationId, &str), usize> = HashMap::new();
    for (index, saved) in contents.accounts.iter().enumerate() {
        let best = latest.entry((&saved.record.registration, &saved.record.atlassian_id)).or_insert(index);
        if tokens_since(&saved.record) > tokens_since(&contents.accounts[*best].record) {
            *best = index;
        }
    }
    latest.into_values().collect()
}

/// The accounts here by what they are known by.
struct KnownAccounts<'a> {
    by_person: HashMap<(&'a RegistrationId, &'a str), &'a SessionRecord>,
    by_id: HashMap<(&'a RegistrationId, &'a AccountId), &'a SessionRecord>,
    ids: HashSet<&'a AccountId>,
}

impl<'a> KnownAccounts<'a> {
    fn of(accounts: &'a [SessionRecord]) -> Self {
        Self {
            by_person: accounts.iter().map(|record| ((&record.registration, &*record.atlassian_id), record)).collect(),
            by_id: accounts.iter().map(|record| ((&record.registration, &record.id), record)).collect(),
            ids: accounts.iter().map(|record| &record.id).collect(),
        }
    }

    /// The same account here. Its own id counts as well: one whose profile was never read has no other.
    fn find(&self, record: &SessionRecord) -> Option<&'a SessionRecord> {
        let person = self.by_person.get(&(&record.registration, &*record.atlassian_id));
        person.or_else(|| self.by_id.get(&(&record.registration, &record.id))).copied()
    }
}

#[cfg(test)]
pub(super) mod tests;
