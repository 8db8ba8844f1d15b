//! What the sandbox knows of scopes: which exist, where the developer console lists them, which product they open.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use trilo_catalogue::{Catalogue, CatalogueScope, ConsoleApi};

/// A scope that asks for a refresh token; it has no entry in the developer console.
pub const OFFLINE_ACCESS: &str = "offline_access";
/// The scope of the user identity API's `/me`.
pub const READ_ME: &str = "read:me";
/// The scope of the personal data reporting API.
pub const REPORT_PERSONAL_DATA: &str = "report:personal-data";

/// Scopes of `OpenID` Connect: advertised by Atlassian's metadata, unusable for a 3LO app.
const OPENID_SCOPES: [&str; 3] = ["openid", "profile", "email"];

/// A product that a site can have and that scopes can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// Jira, Jira Software included.
    Jira,
    /// Jira Service Management, its Ops and Incident APIs included.
    JiraServiceManagement,
    /// Confluence.
    Confluence,
}

impl Product {
    /// The product's name as Atlassian writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::JiraServiceManagement => "Jira Service Management",
            Self::Confluence => "Confluence",
        }
    }

    /// The product whose site a scope needs; `None` for scopes of the account itself and for unknown ones.
    #[must_use]
    pub fn of_scope(scope: &str) -> Option<Self> {
        match known(scope)?.api {
            ConsoleApi::Jira => Some(Self::Jira),
            ConsoleApi::Confluence => Some(Self::Confluence),
            ConsoleApi::JiraServiceManagement | ConsoleApi::JsmIncident | ConsoleApi::JsmOps => {
                Some(Self::JiraServiceManagement)
            }
            ConsoleApi::None
            | ConsoleApi::UserIdentity
            | ConsoleApi::PersonalDataReporting
            | ConsoleApi::Compass
            | ConsoleApi::Bitbucket
            | ConsoleApi::Unlisted => None,
        }
    }
}

/// Splits a space-separated scope list; order and repetitions are dropped.
#[must_use]
pub fn split(list: &str) -> BTreeSet<String> {
    list.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Joins scopes with single spaces.
#[must_use]
pub fn join(scopes: &BTreeSet<String>) -> String {
    scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The products that a set of scopes needs a site for.
#[must_use]
pub fn products(scopes: &BTreeSet<String>) -> BTreeSet<Product> {
    scopes.iter().filter_map(|scope| Product::of_scope(scope)).collect()
}

/// Every scope that can be added to an app in the developer console.
#[must_use]
pub fn console_scopes() -> Vec<String> {
    let scopes = Catalogue::built_in().scopes().iter().filter(|scope| scope.is_for_3lo());
    scopes.map(|scope| scope.scope.clone()).filter(|scope| scope != OFFLINE_ACCESS).collect()
}

pub(crate) fn is_known(scope: &str) -> bool {
    known(scope).is_some()
}

/// What only the manifest of Forge apps knows, the console does not offer.
fn known(scope: &str) -> Option<&'static CatalogueScope> {
    Catalogue::built_in().scope(scope).filter(|scope| scope.is_for_3lo())
}

pub(crate) fn is_openid(scope: &str) -> bool {
    OPENID_SCOPES.contains(&scope)
}

/// Says in words what a scope allows, for the consent page.
pub(crate) fn in_words(scope: &str) -> String {
    match scope {
        OFFLINE_ACCESS => return "Keep this access while you are away".to_owned(),
        READ_ME => return "View your profile".to_owned(),
        "read:account" => return "View your account".to_owned(),
        REPORT_PERSONAL_DATA => return "Report which accounts it stores data of".to_owned(),
        _ => {}
    }
    let mut parts = scope.splitn(3, ':');
    let (action, thing, product) = (parts.next().unwrap_or(scope), parts.next().unwrap_or_default(), parts.next());
    let verb = match action {
        "read" | "readonly" => "View",
        "write" => "Create and change",
        "delete" => "Delete",
        "manage" => "Manage",
        "search" => "Search",
        other => other,
    };
    match product {
        Some(product) => format!("{verb} {} in {}", words(thing), words(product)),
        None => format!("{verb} {}", words(thing)),
    }
}

/// The words of a part of a scope, product names as Atlassian writes them.
fn words(part: &str) -> String {
    let word = |word| match word {
        "jira" => "Jira",
        "software" => "Software",
        "confluence" => "Confluence",
        "servicedesk" | "servicemanagement" => "service management",
        other => other,
    };
    part.split(['-', '.', '_']).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_leads_to_its_product() {
        assert_eq!(Product::of_scope("read:jira-work"), Some(Product::Jira));
        assert_eq!(Product::of_scope("read:space:confluence"), Some(Product::Confluence));
        assert_eq!(Product::of_scope("read:servicedesk-request"), Some(Product::JiraServiceManagement));
        assert_eq!(Product::of_scope(READ_ME), None);
        assert_eq!(Product::of_scope("read:jira-wrok"), None);
    }

    #[test]
    fn offline_access_is_known_but_no_console_scope() {
        assert!(is_known(OFFLINE_ACCESS));
        assert!(!console_scopes().iter().any(|scope| scope == OFFLINE_ACCESS));
    }

    #[test]
    fn granular_scopes_are_put_into_words() {
        assert_eq!(in_words("read:issue-details:jira"), "View issue details in Jira");
        assert_eq!(in_words("read:jira-work"), "View Jira work");
    }
}
