//! The APIs of Atlassian's developer console, under which scopes are added to an app.

use serde::{Deserialize, Serialize};

/// An API of the developer console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ConsoleApi {
    /// Needs no entry in the console: it stands in the authorize URL only.
    None,
    /// User identity API.
    UserIdentity,
    /// Jira API: the platform with its older "User REST API", and Jira Software.
    Jira,
    /// Jira Service Management API, formerly Service Desk.
    JiraServiceManagement,
    /// JSM Incident API.
    JsmIncident,
    /// JSM Ops API.
    JsmOps,
    /// Confluence API.
    Confluence,
    /// Personal data reporting API.
    PersonalDataReporting,
    /// Compass API.
    Compass,
    /// Bitbucket, which has an OAuth of its own: no place in a 3LO app.
    Bitbucket,
    /// No place in the console is known.
    Unlisted,
}

impl ConsoleApi {
    /// Every API, in the console's order.
    pub const ALL: [Self; 11] = [
        Self::None,
        Self::UserIdentity,
        Self::Jira,
        Self::JiraServiceManagement,
        Self::JsmIncident,
        Self::JsmOps,
        Self::Confluence,
        Self::PersonalDataReporting,
        Self::Compass,
        Self::Bitbucket,
        Self::Unlisted,
    ];

    /// The name that the console shows; where it shows none, what to say in its place.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "Every sign-in",
            Self::UserIdentity => "User identity API",
            Self::Jira => "Jira API",
            Self::JiraServiceManagement => "Jira Service Management API",
            Self::JsmIncident => "JSM Incident API",
            Self::JsmOps => "JSM Ops API",
            Self::Confluence => "Confluence API",
            Self::PersonalDataReporting => "Personal data reporting API",
            Self::Compass => "Compass API",
            Self::Bitbucket => "Bitbucket (no 3LO)",
            Self::Unlisted => "No known place in the console",
        }
    }

    /// Whether the console has an entry that must be added to an app.
    #[must_use]
    pub const fn is_in_console(self) -> bool {
        match self {
            Self::None | Self::Bitbucket | Self::Unlisted => false,
            Self::UserIdentity
            | Self::Jira
            | Self::JiraServiceManagement
            | Self::JsmIncident
            | Self::JsmOps
            | Self::Confluence
            | Self::PersonalDataReporting
            | Self::Compass => true,
        }
    }

    /// The API of a cell in the tables, which also say "other: …" and "none (…)"; nothing for an unknown one.
    pub(crate) fn from_cell(cell: &str) -> Option<Self> {
        match cell {
            "none (authorize URL only)" => Some(Self::None),
            "Bitbucket (not 3LO)" => Some(Self::Bitbucket),
            _ if cell.starts_with("other: ") => Some(Self::Unlisted),
            _ => Self::ALL.into_iter().find(|api| api.is_in_console() && api.name() == cell),
        }
    }

    /// The API of a scope that no table has, by the product in its third part.
    pub(crate) fn of_suffix(product: &str) -> Self {
        match product {
            "jira" | "jira-software" => Self::Jira,
            "jira-service-management" => Self::JiraServiceManagement,
            "confluence" => Self::Confluence,
            "compass" => Self::Compass,
            "bitbucket" => Self::Bitbucket,
            _ => Self::Unlisted,
        }
    }
}
