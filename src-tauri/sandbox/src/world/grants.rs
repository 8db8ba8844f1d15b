//! Grants: what a person has allowed an app to do, one per person and app.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::World;

/// What a person has allowed an app: one per person and app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Account id of the person.
    pub person: String,
    /// Client id of the app.
    pub client_id: String,
    /// Scopes of the latest consent; a new consent overrides them.
    pub scopes: BTreeSet<String>,
    /// Cloud ids of the sites on which the app is installed for this person.
    pub sites: BTreeSet<String>,
    /// When the person consented first.
    pub since: Timestamp,
}

impl World {
    pub fn grant(&self, person: &str, client_id: &str) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.person == person && grant.client_id == client_id)
    }

    /// Records a consent: scopes override those of an earlier one, sites accumulate.
    pub fn consent(&mut self, person: &str, client_id: &str, scopes: BTreeSet<String>, site: Option<String>) {
        let since = self.now();
        let known = self.grants.iter_mut().find(|grant| grant.person == person && grant.client_id == client_id);
        if let Some(grant) = known {
            grant.scopes = scopes;
            grant.sites.extend(site);
        } else {
            let (person, client_id) = (person.to_owned(), client_id.to_owned());
            self.grants.push(Grant { person, client_id, scopes, sites: site.into_iter().collect(), since });
        }
    }

    /// Ends a grant and everything issued under it; tells whether there was one.
    pub fn revoke(&mut self, person: &str, client_id: &str) -> bool {
        let before = self.grants.len();
        self.grants.retain(|grant| grant.person != person || grant.client_id != client_id);
        self.tokens.end_grant(person, client_id);
        self.grants.len() != before
    }

    /// Removes every app from a site, as its admin would; tells whether one was installed.
    pub fn uninstall(&mut self, site: &str) -> bool {
        let removed = self.grants.iter_mut().filter_map(|grant| grant.sites.take(site));
        removed.count() > 0
    }
}
