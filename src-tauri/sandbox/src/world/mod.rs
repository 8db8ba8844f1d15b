//! Everything that exists in the sandbox: people, sites, registrations, grants, tokens, and its clock.

mod grants;
mod handle;
mod options;
mod person;
mod registration;
mod requests;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::scopes::Product;
use crate::token::Tokens;

pub use self::grants::Grant;
pub use self::handle::WorldHandle;
pub use self::options::{DeadRefreshToken, Options, TokenStyle};
pub use self::person::{AccountStatus, ExtendedProfile, Person};
pub use self::registration::{GrantType, Registration};
pub use self::requests::SeenRequest;
pub use self::site::Site;

/// The state of the world, as kept in the state file.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct World {
    pub people: Vec<Person>,
    pub sites: Vec<Site>,
    pub registrations: Vec<Registration>,
    pub options: Options,
    pub grants: Vec<Grant>,
    pub tokens: Tokens,
    /// Browser logins: cookie value to person id.
    pub logins: BTreeMap<String, String>,
    /// How far the virtual clock runs ahead of the real one.
    pub clock_ahead: SignedDuration,
}

impl World {
    pub fn now(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.clock_ahead).unwrap_or(Timestamp::MAX)
    }

    pub fn advance(&mut self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.clock_ahead = self.clock_ahead.saturating_add(by);
    }

    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    pub fn site(&self, id: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }

    pub fn registration(&self, client_id: &str) -> Option<&Registration> {
        self.registrations.iter().find(|registration| registration.client_id == client_id)
    }

    /// Sites on which a person may use at least one of these products.
    pub fn sites_for<'a>(&'a self, person: &'a str, products: &'a BTreeSet<Product>) -> impl Iterator<Item = &'a Site> {
        self.sites.iter().filter(move |site| products.iter().any(|product| site.admits(person, *product)))
    }
}
