//! People who can log in to the sandbox.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A person with an Atlassian account in the sandbox.
///
/// Source of the fields: Atlassian's user identity API, `GET /me`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// Account id, shaped like Atlassian's (`712020:` and a UUID).
    pub id: String,
    /// Full name.
    pub name: String,
    /// E-mail address to log in with.
    pub email: String,
    /// Whether `/me` may show the e-mail address.
    pub email_visible: bool,
    /// Short name; left out by `/me` where hidden.
    pub nickname: Option<String>,
    /// IANA time zone; left out by `/me` where hidden.
    pub zoneinfo: Option<String>,
    /// Language tag; left out by `/me` where hidden.
    pub locale: Option<String>,
    /// Whether `/me` may show the picture.
    pub picture_visible: bool,
    /// Work details; left out by `/me` where hidden.
    pub extended_profile: Option<ExtendedProfile>,
    /// `active` or `closed`.
    pub status: AccountStatus,
    /// When the personal data last changed, for the personal data reporting API.
    pub updated_at: Timestamp,
    /// What to know about this person, for the login page.
    pub remark: String,
}

/// Work details of a person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExtendedProfile {
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// Organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Place of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// Whether an account is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// In use.
    Active,
    /// Closed; personal data of it must be erased.
    Closed,
}

impl Person {
    /// Whether `who` names this person by account id, full name or e-mail address, in any case.
    #[must_use]
    pub fn is_called(&self, who: &str) -> bool {
        [&self.id, &self.name, &self.email].into_iter().any(|name| name.eq_ignore_ascii_case(who))
    }

    pub(crate) fn initials(&self) -> String {
        self.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect()
    }
}
