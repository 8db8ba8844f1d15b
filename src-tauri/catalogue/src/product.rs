//! Atlassian's products as their REST documents cut them, and where their operations are called.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A product, each with REST documents of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Product {
    /// Jira's platform: issues, projects, workflows, people.
    Jira,
    /// Jira Software: boards, sprints, development facts.
    JiraSoftware,
    /// Jira Service Management: requests, queues, customers.
    JiraServiceManagement,
    /// Jira Service Management's operations: alerts, schedules, on-call.
    JiraServiceManagementOps,
    /// Confluence, both versions of its API.
    Confluence,
    /// The profile of the person who signed in.
    UserIdentity,
    /// What belongs to the token itself: which sites it reaches.
    Oauth,
    /// Reporting of whom personal data is kept.
    PersonalData,
}

impl Product {
    /// Every product, in the order in which a list shows them.
    pub const ALL: [Self; 8] = [
        Self::Jira,
        Self::JiraSoftware,
        Self::JiraServiceManagement,
        Self::JiraServiceManagementOps,
        Self::Confluence,
        Self::UserIdentity,
        Self::Oauth,
        Self::PersonalData,
    ];

    /// Its word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::JiraSoftware => "jira-software",
            Self::JiraServiceManagement => "jira-service-management",
            Self::JiraServiceManagementOps => "jira-service-management-ops",
            Self::Confluence => "confluence",
            Self::UserIdentity => "user-identity",
            Self::Oauth => "oauth",
            Self::PersonalData => "personal-data",
        }
    }

    /// Its name as Atlassian writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::JiraSoftware => "Jira Software",
            Self::JiraServiceManagement => "Jira Service Management",
            Self::JiraServiceManagementOps => "Jira Service Management Ops",
            Self::Confluence => "Confluence",
            Self::UserIdentity => "User identity",
            Self::Oauth => "Sites of a token",
            Self::PersonalData => "Personal data reporting",
        }
    }

    /// What a call with a 3LO token has in front of an operation's path; `{cloudid}` stands for the site.
    ///
    /// The paths of [`Product::JiraServiceManagementOps`] have the cloud id in themselves.
    #[must_use]
    pub const fn gateway_base(self) -> &'static str {
        match self {
            Self::Jira | Self::JiraSoftware | Self::JiraServiceManagement => {
                "https://api.atlassian.com/ex/jira/{cloudid}"
            }
            Self::Confluence => "https://api.atlassian.com/ex/confluence/{cloudid}",
            Self::JiraServiceManagementOps => "https://api.atlassian.com/jsm/ops",
            Self::UserIdentity | Self::Oauth | Self::PersonalData => "https://api.atlassian.com",
        }
    }
}

/// A word that is no product of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no product")]
pub struct NotAProduct(pub String);

impl FromStr for Product {
    type Err = NotAProduct;

    fn from_str(word: &str) -> Result<Self, NotAProduct> {
        let found = Self::ALL.into_iter().find(|product| product.word() == word);
        found.ok_or_else(|| NotAProduct(word.to_owned()))
    }
}

impl fmt::Display for Product {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
