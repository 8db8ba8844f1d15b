//! Which registration, account and site a request means; never a guess between several.

use serde::{Deserialize, Serialize};
use url::Url;

use super::Refusal;
use crate::atlassian::Site;
use crate::error::Error;
use crate::identifier::AccountId;
use crate::label::Label;
use crate::registration::Registration;
use crate::session::{Session, SessionRecord};
use crate::sessions::Core;

/// Which account is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AccountWish {
    /// Its name, e-mail address, label, Atlassian account id or Trilo id.
    pub account: Option<String>,
    /// Only those under this registration.
    pub registration: Option<String>,
    /// The one that the person switched to, which is meant if nothing else tells.
    pub current: Option<AccountId>,
}

/// The account that is meant: the one that is named, or the one that was switched to, or the default of the
/// registration, or the only one.
pub fn account(core: &Core, wish: &AccountWish) -> Result<SessionRecord, Refusal> {
    let mut records = core.records()?;
    let registration = wish.registration.as_deref().map(|name| registration(core, Some(name))).transpose()?;
    if let Some(registration) = &registration {
        records.retain(|record| record.registration == registration.id);
    }
    if let Some(name) = &wish.account {
        return named(core, records, name);
    }
    match records.len() {
        0 => return Err(Refusal::NobodySignedIn),
        1 => return Ok(records.remove(0)),
        _ => {}
    }
    let default = || default_account(core, registration.as_ref(), &records);
    let of = |id: Option<&AccountId>| records.iter().find(|record| Some(&record.id) == id);
    match of(wish.current.as_ref()).or_else(|| of(default().as_ref())) {
        Some(record) => Ok(record.clone()),
        None => Err(ambiguous(core, &records)),
    }
}

/// The default account, if all that may be meant are under one registration.
fn default_account(core: &Core, registration: Option<&Registration>, records: &[SessionRecord]) -> Option<AccountId> {
    let id = registration.map_or_else(|| &records[0].registration, |registration| &registration.id);
    let one = records.iter().all(|record| record.registration == *id);
    if one { core.registration(id).ok()?.default_account } else { None }
}

fn named(core: &Core, records: Vec<SessionRecord>, name: &str) -> Result<SessionRecord, Refusal> {
    let mut found: Vec<_> =
        records.iter().filter(|record| record.id.as_str() == name || record.atlassian_id == name).cloned().collect();
    if found.is_empty() {
        for record in records {
            if answers_to(&core.session(&record.id)?, name) {
                found.push(record);
            }
        }
    }
    match found.len() {
        0 => Err(Error::AccountNotFound.into()),
        1 => Ok(found.remove(0)),
        _ => Err(ambiguous(core, &found)),
    }
}

fn answers_to(session: &Session, name: &str) -> bool {
    let details = &session.details;
    let profile = details.profile.as_ref();
    let names = [
        profile.and_then(|profile| profile.name.as_deref()),
        profile.and_then(|profile| profile.nickname.as_deref()),
        profile.and_then(|profile| profile.email.as_deref()),
        details.label.as_ref().map(Label::as_str),
    ];
    names.into_iter().flatten().any(|known| known.to_lowercase() == name.to_lowercase())
}

fn ambiguous(core: &Core, records: &[SessionRecord]) -> Refusal {
    let name = |record: &SessionRecord| {
        let name = core.session(&record.id).map(|session| session.name().to_owned());
        format!("{} ({})", name.unwrap_or_default(), record.id)
    };
    Refusal::AccountAmbiguous(records.iter().map(name).collect())
}

/// The registration of that name, client id or Trilo id; without a name, the only one.
pub fn registration(core: &Core, name: Option<&str>) -> Result<Registration, Refusal> {
    let all = core.registrations()?;
    let Some(name) = name else {
        let mut all = all;
        return match all.len() {
            0 => Err(Error::RegistrationNotFound.into()),
            1 => Ok(all.remove(0)),
            _ => Err(Refusal::RegistrationAmbiguous(names(&all))),
        };
    };
    let exact = |known: &&Registration| known.id.as_str() == name || known.name == name;
    if let Some(found) = all.iter().find(exact) {
        return Ok(found.clone());
    }
    let lower = name.to_lowercase();
    let alike = |known: &&Registration| known.name.to_lowercase() == lower || known.client_id == name;
    let mut found: Vec<_> = all.iter().filter(alike).cloned().collect();
    match found.len() {
        0 => Err(Error::RegistrationNotFound.into()),
        1 => Ok(found.remove(0)),
        _ => Err(Refusal::RegistrationAmbiguous(names(&found))),
    }
}

fn names(registrations: &[Registration]) -> Vec<String> {
    registrations.iter().map(|registration| registration.name.clone()).collect()
}

/// The site of that name, address, host or cloud id; without a name, the only one.
pub fn site<'a>(sites: &'a [Site], name: Option<&str>) -> Result<&'a Site, Refusal> {
    let names = || sites.iter().map(|site| site.name.clone()).collect();
    let Some(name) = name else {
        return match sites {
            [] => Err(Refusal::SiteNotFound(Vec::new())),
            [site] => Ok(site),
            _ => Err(Refusal::SiteAmbiguous(names())),
        };
    };
    let host = |url: &str| Url::parse(url).ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
    let wanted = name.trim_end_matches('/');
    let is = |site: &&Site| {
        site.cloud_id == wanted
            || site.name.eq_ignore_ascii_case(wanted)
            || site.url.trim_end_matches('/') == wanted
            || host(&site.url).is_some_and(|host| host == wanted)
    };
    sites.iter().find(is).ok_or_else(|| Refusal::SiteNotFound(names()))
}
