//! Everything that is known of the grant behind one token, each source for itself.

use std::collections::HashSet;

use trilo_catalogue::{Catalogue, CatalogueScope, ConsoleApi};

use crate::atlassian::Site;
use crate::registration::Registration;
use crate::scope::{Scope, ScopeSet};
use crate::session::{AccountDetails, SessionRecord};

/// The grant behind a token. A source that nobody asked, or that did not answer, is `None`: it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grant {
    /// What the sign-in asked for.
    pub requested: Option<ScopeSet>,
    /// What the registration lists, with the scopes that every sign-in asks for.
    pub registration: Option<ScopeSet>,
    /// What the token endpoint said it granted.
    pub answer: Option<ScopeSet>,
    /// What the token's own claim says; `None` for an opaque token.
    pub claim: Option<ScopeSet>,
    /// What Atlassian's list of sites says.
    pub sites: Option<Vec<GrantSite>>,
    /// Scopes that an earlier answer for the same account had.
    pub earlier: ScopeSet,
}

/// A site of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantSite {
    /// The cloud id.
    pub cloud_id: String,
    /// The name.
    pub name: String,
    /// The address.
    pub url: String,
    /// The scopes that the list of sites names for it.
    pub scopes: ScopeSet,
}

impl From<&Site> for GrantSite {
    fn from(site: &Site) -> Self {
        Self {
            cloud_id: site.cloud_id.clone(),
            name: site.name.clone(),
            url: site.url.clone(),
            scopes: site.scopes.clone(),
        }
    }
}

impl Grant {
    /// The grant of an account that is signed in.
    ///
    /// `claim` is what the access token itself says, `earlier` what answers before the present one had.
    #[must_use]
    pub fn of_account(
        record: &SessionRecord,
        details: &AccountDetails,
        registration: &Registration,
        claim: Option<ScopeSet>,
        earlier: ScopeSet,
    ) -> Self {
        let sites = record.sites_problem.is_none() || !details.sites.is_empty();
        Self {
            requested: Some(record.requested.clone()),
            registration: Some(registration.scopes.clone().with_always()),
            answer: Some(record.granted.clone()),
            claim,
            sites: sites.then(|| details.sites.iter().map(GrantSite::from).collect()),
            earlier,
        }
    }

    /// What the token carries: by its own claim where it has one, else by the answer that it came with.
    #[must_use]
    pub fn carried(&self) -> Option<&ScopeSet> {
        self.claim.as_ref().or(self.answer.as_ref())
    }

    /// Every scope that any source names, in the order of the sources.
    #[must_use]
    pub fn all_scopes(&self) -> ScopeSet {
        let sites = self.sites.iter().flatten().map(|site| &site.scopes);
        let sources = [&self.requested, &self.registration, &self.answer, &self.claim].into_iter().flatten();
        let mut seen = HashSet::new();
        // A set looks through itself for each scope; hundreds on dozens of sites want a quicker look.
        let new = sources.chain(sites).flatten().filter(|scope| seen.insert(scope.as_str()));
        new.cloned().collect()
    }

    /// What a call to a site may rest on: what the token carries, as far as the site lists it.
    ///
    /// Scopes of the account itself are in no list of a site. A site that is not in the grant has only those.
    #[must_use]
    pub fn effective(&self, cloud_id: &str) -> Vec<String> {
        let site = self.sites.iter().flatten().find(|site| site.cloud_id == cloud_id);
        let listed: HashSet<&str> = site.iter().flat_map(|site| &site.scopes).map(Scope::as_str).collect();
        let carried = self.carried().or_else(|| site.map(|site| &site.scopes));
        let bears = |scope: &&Scope| listed.contains(scope.as_str()) || !is_site_bound(scope.as_str());
        carried.into_iter().flatten().filter(bears).map(ToString::to_string).collect()
    }

    /// What the token may do anywhere: all that it carries; without a word about that, what any site lists.
    #[must_use]
    pub fn anywhere(&self) -> Vec<String> {
        match self.carried() {
            Some(carried) => carried.to_strings(),
            None => {
                self.sites.iter().flatten().flat_map(|site| &site.scopes).cloned().collect::<ScopeSet>().to_strings()
            }
        }
    }
}

/// Whether a scope is granted on sites rather than for the account itself.
pub(super) fn is_site_bound(scope: &str) -> bool {
    match api_of(scope) {
        ConsoleApi::None | ConsoleApi::UserIdentity | ConsoleApi::PersonalDataReporting => false,
        ConsoleApi::Jira
        | ConsoleApi::JiraServiceManagement
        | ConsoleApi::JsmIncident
        | ConsoleApi::JsmOps
        | ConsoleApi::Confluence
        | ConsoleApi::Compass
        | ConsoleApi::Bitbucket
        | ConsoleApi::Unlisted => true,
    }
}

/// The API that lists a scope; one that the catalogue does not know is filed by its words.
pub(super) fn api_of(scope: &str) -> ConsoleApi {
    let known = Catalogue::built_in().scope(scope).map(|known| known.api);
    known.unwrap_or_else(|| CatalogueScope::unknown(scope).api)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_call_to_a_site_rests_on_what_both_token_and_site_have() {
        let set = |text| ScopeSet::parse(text).unwrap();
        let site = GrantSite {
            cloud_id: "1".into(),
            name: "northwind".into(),
            url: "https://northwind.atlassian.net".into(),
            scopes: set("read:jira-work write:jira-work"),
        };
        let grant = Grant {
            answer: Some(set("read:me read:jira-work read:confluence-user")),
            sites: Some(vec![site]),
            ..Grant::default()
        };
        assert_eq!(grant.effective("1"), ["read:me", "read:jira-work"], "write:jira-work is not in the token");
        assert_eq!(grant.effective("2"), ["read:me"], "a site outside the grant gives nothing");
        assert_eq!(grant.anywhere().len(), 3);
    }
}
