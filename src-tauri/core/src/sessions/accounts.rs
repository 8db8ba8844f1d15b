//! Accounts that are signed in: list, look at, store.

use std::collections::HashSet;
use std::sync::Arc;

use super::Core;
use crate::atlassian::{Avatar, Site};
use crate::error::Error;
use crate::identifier::AccountId;
use crate::ports::{Event, lock};
use crate::secret::Secret;
use crate::session::{AccountDetails, Session, SessionRecord, Storage};
use crate::vault::Vault;

/// How many sites get a picture: each may be a few hundred kilobytes.
const MOST_AVATARS: usize = 50;

impl Core {
    /// All accounts that are signed in.
    pub fn sessions(&self) -> Result<Vec<Session>, Error> {
        let mut known = HashSet::new();
        let mut sessions = Vec::new();
        for vault in self.0.vaults.all()? {
            let new = vault.sessions()?.into_iter().filter(|(record, _)| known.insert(record.id.clone()));
            sessions.extend(new.map(|(record, details)| self.whole(&vault, record, details)));
        }
        Ok(sessions)
    }

    /// One account.
    pub fn session(&self, account: &AccountId) -> Result<Session, Error> {
        let vault = self.vault_of(account)?;
        let (record, details) = vault.session(account)?.ok_or(Error::AccountNotFound)?;
        Ok(self.whole(&vault, record, details))
    }

    /// The readable records of all accounts.
    pub fn records(&self) -> Result<Vec<SessionRecord>, Error> {
        let mut known = HashSet::new();
        let mut records = Vec::new();
        for vault in self.0.vaults.all()? {
            records.extend(vault.session_records()?.into_iter().filter(|record| known.insert(record.id.clone())));
        }
        Ok(records)
    }

    /// The readable record of an account.
    pub fn record_of(&self, account: &AccountId) -> Result<SessionRecord, Error> {
        for vault in self.0.vaults.all()? {
            if let Some(record) = vault.session_record(account)? {
                return Ok(record);
            }
        }
        Err(Error::AccountNotFound)
    }

    fn whole(&self, vault: &Vault, record: SessionRecord, mut details: AccountDetails) -> Session {
        let (lifetime, renewal) = (record.lifetime(&self.clock_skews()), self.renewal_of(&record));
        let reporting = record.reporting(details.tells_who() && !vault.is_in_memory());
        let storage = self.storage(vault, &record.id);
        self.0.profiles.complete(&record.id, &mut details);
        Session { record, details, storage, lifetime, renewal, reporting }
    }

    /// The access token as it is, for showing its length and outline or on an explicit reveal.
    pub fn access_token(&self, account: &AccountId) -> Result<Secret<String>, Error> {
        // A rescue may have kept the account without its tokens.
        let tokens = self.vault_of(account)?.tokens(account)?.ok_or(Error::RefreshTokenMissing)?;
        Ok(tokens.access_token)
    }

    /// The vault that holds an account.
    pub(super) fn vault_of(&self, account: &AccountId) -> Result<Arc<Vault>, Error> {
        for vault in self.0.vaults.all()? {
            if vault.session_record(account)?.is_some() {
                return Ok(vault);
            }
        }
        Err(Error::AccountNotFound)
    }

    fn storage(&self, vault: &Vault, account: &AccountId) -> Storage {
        if !vault.is_in_memory() {
            return Storage::Vault;
        }
        let kept = lock(&self.0.kept_in_memory).get(account).map(|kept| kept.because.clone());
        kept.map_or(Storage::Memory, Storage::MemoryBecause)
    }

    /// Fetches the pictures of an account that are not here yet, in the background.
    pub(super) fn fetch_avatars(&self, account: AccountId) {
        let core = self.clone();
        tokio::spawn(async move {
            if let Ok(true) = core.fetch_missing_avatars(&account).await {
                core.emit(Event::AccountsChanged);
            }
        });
    }

    async fn picture(&self, url: Option<&url::Url>, local_cloud: bool) -> Option<Avatar> {
        Avatar::fetch(&self.0.http.unrecorded(), url?, local_cloud).await.ok()
    }

    async fn fetch_missing_avatars(&self, account: &AccountId) -> Result<bool, Error> {
        let session = self.session(account)?;
        let cloud = self.registration(&session.record.registration)?.cloud;
        let local = crate::registration::is_loopback(&cloud.endpoints().api_url);
        let picture = session.details.profile.as_ref().and_then(|profile| profile.picture.as_deref());
        let picture = picture.and_then(|address| address.parse().ok());
        let person = if session.details.avatar.is_none() { self.picture(picture.as_ref(), local).await } else { None };
        let mut of_sites = Vec::new();
        for site in session.details.sites.iter().filter(|site| site.avatar.is_none()).take(MOST_AVATARS) {
            if let Some(avatar) = self.picture(site.avatar_url.as_ref(), local).await {
                of_sites.push((site.cloud_id.clone(), avatar));
            }
        }
        if person.is_none() && of_sites.is_empty() {
            return Ok(false);
        }
        let put_in = |_: &mut SessionRecord, details: &mut AccountDetails| {
            details.avatar = details.avatar.take().or(person);
            for (cloud_id, avatar) in of_sites {
                if let Some(site) = details.sites.iter_mut().find(|site| site.cloud_id == cloud_id) {
                    site.avatar = Some(avatar);
                }
            }
        };
        self.change_account(account, put_in)
    }
}

/// Takes over the pictures of sites that are still at the same address.
pub(super) fn keep_site_avatars(sites: &mut [Site], known: &[Site]) {
    for site in sites {
        let same = |old: &&Site| old.cloud_id == site.cloud_id && old.avatar_url == site.avatar_url;
        site.avatar = known.iter().find(same).and_then(|old| old.avatar.clone());
    }
}
