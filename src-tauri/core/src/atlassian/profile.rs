//! The profile (`GET https://api.atlassian.com/me`, User identity API, scope `read:me`).

use serde::{Deserialize, Serialize};

use super::{Http, HttpError};
use crate::registration::Endpoints;
use crate::secret::Secret;

/// The profile of an Atlassian account; whatever the person hides is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Atlassian's account id.
    pub account_id: String,
    /// `atlassian`, `app` or `customer`.
    #[serde(default)]
    pub account_type: Option<String>,
    /// `active`, `inactive` or `closed`.
    #[serde(default)]
    pub account_status: Option<String>,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether Atlassian has seen that the address is the person's; absent when it does not say.
    #[serde(default)]
    pub email_verified: Option<bool>,
    /// The full name.
    #[serde(default)]
    pub name: Option<String>,
    /// The nickname.
    #[serde(default)]
    pub nickname: Option<String>,
    /// The address of the avatar.
    #[serde(default)]
    pub picture: Option<String>,
    /// The time zone, such as `Europe/Berlin`.
    #[serde(default)]
    pub zoneinfo: Option<String>,
    /// The locale, such as `en-GB`.
    #[serde(default)]
    pub locale: Option<String>,
    /// Job and place.
    #[serde(default)]
    pub extended_profile: Option<ExtendedProfile>,
}

/// Job and place of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtendedProfile {
    /// The job title.
    pub job_title: Option<String>,
    /// The organisation.
    pub organization: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The location.
    pub location: Option<String>,
}

impl Profile {
    /// Reads the profile of the token's account.
    pub async fn read(http: &Http, endpoints: &Endpoints, token: &Secret<String>) -> Result<Self, HttpError> {
        let profile: Self = http.get_json(&endpoints.api("me"), token, "a profile").await?;
        if profile.account_id.is_empty() || profile.account_id.len() > 128 {
            return Err(HttpError::Unreadable { what: "a profile" });
        }
        Ok(profile)
    }
}
