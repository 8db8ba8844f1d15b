//! Probes: safe calls that show what a token really may do, and what came of each.
//!
//! A probe is a GET, by construction: a suite has no other word for a call. Its address is always below the API base of
//! the registration's cloud, so the token goes nowhere else.

mod answer;
mod plan;
mod suite;

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use trilo_catalogue::{Catalogue, Product};
use url::Url;

use super::grant::{Grant, GrantSite};
use super::operations::{self, Access};
use crate::diagnose::explain::Candidate;
use crate::error::Problem;
use crate::registration::Endpoints;

pub use answer::ProbeAnswer;
pub use plan::{Plan, plan};
pub use suite::{Suite, SuiteProblem, SuiteUnreadable};

/// A safe call, for every site or for the account itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What it is called.
    pub name: String,
    /// The product that answers.
    pub product: Product,
    /// The product's own path, with a query where it needs one; `{cloudId}` stands for the site.
    pub path: String,
    /// The scope that it was chosen for; `None` for one of the person's own.
    pub covers: Option<String>,
    /// What the person expects; `None` leaves it to the grant.
    pub expects: Option<Expected>,
    /// The sites that it is for, by cloud id, name or host; empty for all.
    pub sites: Vec<String>,
}

/// What a probe should come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "status")]
pub enum Expected {
    /// The scopes suffice.
    Allowed,
    /// Atlassian refuses it.
    Blocked,
    /// Exactly this status.
    Status(u16),
}

/// A probe at one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeCall {
    /// The probe.
    pub probe: Probe,
    /// The site; `None` where the call needs none.
    pub site: Option<GrantSite>,
    /// What it should come to.
    pub expected: Expected,
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It was answered.
    Allowed,
    /// The scopes suffice, and the product wants something else in the call (400).
    Reached,
    /// The token lacks a scope for it (401 with Atlassian's words for that).
    ScopeMissing,
    /// The token itself is not accepted (401).
    TokenRejected,
    /// Refused for another reason than scopes (403).
    Refused,
    /// There is no such thing, or not for this person (404).
    NotFound,
    /// The operation is gone (410).
    Gone,
    /// Too many requests, also after waiting (429).
    RateLimited,
    /// Atlassian failed (5xx).
    ServerFailed,
    /// Somebody answered in a way that Atlassian's services do not.
    Odd,
    /// Nobody answered.
    NoAnswer,
    /// It was not made: the run was cancelled, or Atlassian asked to wait too long.
    NotMade,
}

/// A call with what came of it.
#[derive(Debug, Clone)]
pub struct ProbeResult {
    /// The call.
    pub call: ProbeCall,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether that is what was expected; `None` when it was not made.
    pub as_expected: Option<bool>,
    /// The answer's status.
    pub status: Option<u16>,
    /// From the request to the end of the answer, waiting for `Retry-After` left out.
    pub duration: Duration,
    /// How often it was made once more because Atlassian asked to wait.
    pub retries: u32,
    /// Request and answer without secrets, and without the body of an answer that is as it should be.
    pub exchange: String,
    /// The best explanation of what is no success.
    pub explanation: Option<Candidate>,
    /// Why nobody answered.
    pub problem: Option<Problem>,
}

impl ProbeCall {
    /// The call of a probe at a site, expected as the grant lets expect.
    #[must_use]
    pub fn new(probe: Probe, site: Option<&GrantSite>, grant: &Grant) -> Self {
        let expected = probe.expects.unwrap_or_else(|| expected(&probe, site, grant));
        Self { site: site.cloned(), expected, probe }
    }

    /// The whole address.
    #[must_use]
    pub fn url(&self, endpoints: &Endpoints) -> Url {
        let cloud_id = self.site.as_ref().map_or("", |site| site.cloud_id.as_str());
        let (path, query) = match self.probe.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.probe.path.as_str(), None),
        };
        let path = filled(path, cloud_id);
        let base = self.probe.product.gateway_base();
        let base = base.strip_prefix("https://api.atlassian.com").unwrap_or_default().replace("{cloudid}", cloud_id);
        let mut url = endpoints.api(format!("{base}{path}").trim_start_matches('/'));
        url.set_query(query);
        url
    }
}

impl Probe {
    /// The catalogue's operation behind it.
    #[must_use]
    pub fn operation(&self) -> Option<&'static trilo_catalogue::Operation> {
        let path = self.path.split('?').next().unwrap_or_default();
        let found = Catalogue::built_in().at(trilo_catalogue::Method::Get, path)?;
        (found.product == self.product).then_some(found)
    }

    /// Whether it is made once for each site.
    #[must_use]
    pub const fn is_of_sites(&self) -> bool {
        match self.product {
            Product::UserIdentity | Product::Oauth | Product::PersonalData => false,
            Product::Jira
            | Product::JiraSoftware
            | Product::JiraServiceManagement
            | Product::JiraServiceManagementOps
            | Product::Confluence => true,
        }
    }

    /// Whether it is for a site.
    #[must_use]
    pub fn is_for(&self, site: &GrantSite) -> bool {
        let host = site.url.trim_start_matches("https://");
        self.sites.is_empty()
            || self.sites.iter().any(|wanted| *wanted == site.cloud_id || *wanted == site.name || wanted == host)
    }
}

impl Outcome {
    /// Whether it is what was expected; `None` when the call was not made.
    #[must_use]
    pub fn is(self, expected: Expected, status: Option<u16>) -> Option<bool> {
        if self == Self::NotMade {
            return None;
        }
        Some(match expected {
            Expected::Allowed => matches!(self, Self::Allowed | Self::Reached),
            Expected::Blocked => matches!(self, Self::ScopeMissing | Self::Refused),
            Expected::Status(wanted) => status == Some(wanted),
        })
    }
}

fn expected(probe: &Probe, site: Option<&GrantSite>, grant: &Grant) -> Expected {
    let Some(operation) = probe.operation() else { return Expected::Allowed };
    let scopes = site.map_or_else(|| grant.anywhere(), |site| grant.effective(&site.cloud_id));
    let scopes: HashSet<&str> = scopes.iter().map(String::as_str).collect();
    match operations::access(operation, &scopes) {
        Access::Allowed | Access::Deprecated | Access::Unknown => Expected::Allowed,
        Access::Blocked { .. } | Access::Never => Expected::Blocked,
    }
}

/// The cloud id in place of what stands for it in the paths of Jira Service Management's operations.
fn filled(path: &str, cloud_id: &str) -> String {
    path.replace("{cloudId}", cloud_id).replace("{cloudid}", cloud_id)
}

#[cfg(test)]
mod tests;
