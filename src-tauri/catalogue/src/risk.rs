//! What a scope lets an app do, and how dangerous that is.

use serde::{Deserialize, Serialize};

/// The first word of a scope, in a closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Access {
    /// `read`, and its relatives `readonly`, `search`, `view`, `validate`.
    Read,
    /// `report`: tells Atlassian of whom personal data is kept.
    Report,
    /// `write`, and `import`.
    Write,
    /// `send`: notifications go out.
    Send,
    /// `moderate`: what others wrote is approved or hidden.
    Moderate,
    /// `delete`.
    Delete,
    /// `redact`: content is blacked out for good.
    Redact,
    /// `manage`: settings, or whole areas.
    Manage,
    /// `admin`.
    Admin,
    /// Another word, or none.
    Other,
}

impl Access {
    /// The access that a scope's first word stands for.
    #[must_use]
    pub fn of_scope(scope: &str) -> Self {
        let (word, _) = scope.split_once(':').unwrap_or(("", scope));
        match word {
            "read" | "readonly" | "search" | "view" | "validate" => Self::Read,
            "report" => Self::Report,
            "write" | "import" => Self::Write,
            "send" => Self::Send,
            "moderate" => Self::Moderate,
            "delete" => Self::Delete,
            "redact" => Self::Redact,
            "manage" => Self::Manage,
            "admin" => Self::Admin,
            _ => Self::Other,
        }
    }
}

/// How dangerous a scope is, the harmless first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Risk {
    /// Reads content.
    Read,
    /// Reads or reports who people are.
    PersonalData,
    /// Creates and changes.
    Write,
    /// Removes for good.
    Delete,
    /// Changes settings that others live with.
    Admin,
    /// Acts in the name of people other than the one who signed in.
    Impersonation,
}

impl Risk {
    /// Every risk, the harmless first.
    pub const ALL: [Self; 6] =
        [Self::Read, Self::PersonalData, Self::Write, Self::Delete, Self::Admin, Self::Impersonation];

    /// The risk of a scope, by its words alone.
    ///
    /// Raising a service request takes the customer in whose name it is raised (`raiseOnBehalfOf` of "Create customer
    /// request"), so the scopes for it count as impersonation. A scope that no word explains counts as admin: nobody
    /// can tell that it is less.
    #[must_use]
    pub fn of_scope(scope: &str) -> Self {
        match scope {
            "offline_access" => return Self::Read,
            "write:servicedesk-request" | "write:request:jira-service-management" => return Self::Impersonation,
            _ => {}
        }
        match Access::of_scope(scope) {
            Access::Read if is_about_people(scope) => Self::PersonalData,
            Access::Read => Self::Read,
            Access::Report => Self::PersonalData,
            Access::Write | Access::Send if scope.contains(".admin:") => Self::Admin,
            Access::Write | Access::Send => Self::Write,
            Access::Delete | Access::Redact => Self::Delete,
            Access::Moderate | Access::Manage | Access::Admin | Access::Other => Self::Admin,
        }
    }

    /// The power that it is, for the order in which the solver prefers sets.
    #[must_use]
    pub const fn power(self) -> Power {
        match self {
            Self::Read => Power::Read,
            Self::PersonalData => Power::KnowPeople,
            Self::Write | Self::Delete => Power::Change,
            Self::Admin => Power::Administer,
            Self::Impersonation => Power::ActAsOthers,
        }
    }
}

/// A power over one API, the smallest first.
///
/// Writing and deleting are one: the classic `write:jira-work` deletes issues as well, so that a name without "delete"
/// is no smaller power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Power {
    /// Read content.
    Read,
    /// Read who people are.
    KnowPeople,
    /// Create, change and remove content.
    Change,
    /// Change settings.
    Administer,
    /// Act in the name of others.
    ActAsOthers,
}

impl Power {
    /// Every power, the smallest first.
    pub const ALL: [Self; 5] = [Self::Read, Self::KnowPeople, Self::Change, Self::Administer, Self::ActAsOthers];

    /// Whether whoever has it can do no more than look.
    #[must_use]
    pub const fn only_reads(self) -> bool {
        match self {
            Self::Read | Self::KnowPeople => true,
            Self::Change | Self::Administer | Self::ActAsOthers => false,
        }
    }
}

/// The objects whose scopes tell who people are.
const PEOPLE: [&str; 14] = [
    "me",
    "account",
    "jira-user",
    "confluence-user",
    "user",
    "email-address",
    "customer",
    "customer.detail",
    "customer.profile",
    "servicedesk.customer",
    "organization.user",
    "membership",
    "membership-temp",
    "personal-data",
];

fn is_about_people(scope: &str) -> bool {
    scope.split(':').nth(1).is_some_and(|object| PEOPLE.contains(&object))
}
