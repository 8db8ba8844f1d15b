//! Which registration, account and site a command means.

use clap::Args;
use trilo_core::Core;
use trilo_core::atlassian::Site;
use trilo_core::identifier::AccountId;
use trilo_core::registration::Registration;
use trilo_core::session::{Session, SessionRecord};

use crate::failure::Failure;
use crate::settings::CommandLineSettings;

/// Which account is meant.
#[derive(Debug, Clone, Default, Args)]
pub struct AccountChoice {
    /// The account: its name, e-mail address, label, Atlassian account id or Trilo id
    #[arg(long, short, value_name = "ACCOUNT", env = "TRILO_ACCOUNT", hide_env_values = true)]
    pub account: Option<String>,
    /// Only accounts under this registration
    #[arg(long, short, value_name = "NAME", env = "TRILO_REGISTRATION")]
    pub registration: Option<String>,
}

impl AccountChoice {
    /// The account of a name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { account: Some(name.to_owned()), ..Self::default() }
    }

    /// The account that is meant: the one that is named, or the one that was switched to, or the default of the
    /// registration, or the only one.
    pub fn record(&self, core: &Core) -> Result<SessionRecord, Failure> {
        let mut records = core.records()?;
        let registration = self.registration.as_deref().map(|name| registration(core, Some(name))).transpose()?;
        if let Some(registration) = &registration {
            records.retain(|record| record.registration == registration.id);
        }
        if let Some(name) = &self.account {
            return named(core, records, name);
        }
        match records.len() {
            0 => return Err(Failure::NobodySignedIn),
            1 => return Ok(records.remove(0)),
            _ => {}
        }
        let chosen = CommandLineSettings::read()?.account;
        let default = || default_account(core, registration.as_ref(), &records);
        let of = |id: Option<AccountId>| records.iter().find(|record| Some(&record.id) == id.as_ref());
        match of(chosen).or_else(|| of(default())) {
            Some(record) => Ok(record.clone()),
            None => Err(ambiguous(core, &records)),
        }
    }
}

/// The default account, if all that may be meant are under one registration.
fn default_account(core: &Core, registration: Option<&Registration>, records: &[SessionRecord]) -> Option<AccountId> {
    let id = registration.map_or_else(|| &records[0].registration, |registration| &registration.id);
    let one = records.iter().all(|record| record.registration == *id);
    if one { core.registration(id).ok()?.default_account } else { None }
}

fn named(core: &Core, records: Vec<SessionRecord>, name: &str) -> Result<SessionRecord, Failure> {
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
        0 => Err(trilo_core::Error::AccountNotFound.into()),
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
        details.label.as_ref().map(trilo_core::label::Label::as_str),
    ];
    names.into_iter().flatten().any(|known| known.to_lowercase() == name.to_lowercase())
}

fn ambiguous(core: &Core, records: &[SessionRecord]) -> Failure {
    let name = |record: &SessionRecord| {
        let name = core.session(&record.id).map(|session| session.name().to_owned());
        format!("{} ({})", name.unwrap_or_default(), record.id)
    };
    Failure::AccountAmbiguous(records.iter().map(name).collect())
}

/// The registration of that name, client id or Trilo id; without a name, the only one.
pub fn registration(core: &Core, name: Option<&str>) -> Result<Registration, Failure> {
    let all = core.registrations()?;
    let Some(name) = name else {
        let mut all = all;
        return match all.len() {
            0 => Err(trilo_core::Error::RegistrationNotFound.into()),
            1 => Ok(all.remove(0)),
            _ => Err(Failure::RegistrationAmbiguous(names(&all))),
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
        0 => Err(trilo_core::Error::RegistrationNotFound.into()),
        1 => Ok(found.remove(0)),
        _ => Err(Failure::RegistrationAmbiguous(names(&found))),
    }
}

fn names(registrations: &[Registration]) -> Vec<String> {
    registrations.iter().map(|registration| registration.name.clone()).collect()
}

/// The site of that name, address, host or cloud id; without a name, the only one.
pub fn site<'a>(sites: &'a [Site], name: Option<&str>) -> Result<&'a Site, Failure> {
    let names = || sites.iter().map(|site| site.name.clone()).collect();
    let Some(name) = name else {
        return match sites {
            [] => Err(Failure::SiteNotFound(Vec::new())),
            [site] => Ok(site),
            _ => Err(Failure::SiteAmbiguous(names())),
        };
    };
    let host = |url: &str| url::Url::parse(url).ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
    let wanted = name.trim_end_matches('/');
    let is = |site: &&Site| {
        site.cloud_id == wanted
            || site.name.eq_ignore_ascii_case(wanted)
            || site.url.trim_end_matches('/') == wanted
            || host(&site.url).is_some_and(|host| host == wanted)
    };
    sites.iter().find(is).ok_or_else(|| Failure::SiteNotFound(names()))
}
