//! OAuth app registrations of the sandbox's developer console.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An OAuth 2.0 (3LO) app as registered in the developer console.
#[derive(Clone, Serialize, Deserialize)]
pub struct Registration {
    /// Name shown on the consent page.
    pub name: String,
    /// Client id.
    pub client_id: String,
    /// Client secret; a sandbox secret protects nothing, and still is left out of `Debug`.
    pub client_secret: String,
    /// Callback URLs, compared character by character.
    pub callbacks: Vec<String>,
    /// Scopes added in the console.
    pub scopes: Vec<String>,
    /// Whether people other than the owner may consent (Distribution → Sharing).
    pub sharing: bool,
    /// Account id of the owner.
    pub owner: String,
    /// How sites are granted.
    pub grant_type: GrantType,
    /// Whether Atlassian has reviewed the app; otherwise the consent page warns.
    pub reviewed: bool,
}

/// How an app's grant covers sites; chosen when the app is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// One grant; sites accumulate, and existing tokens gain them.
    AccountLevel,
    /// A token reaches only the site that was picked with it.
    ResourceLevel,
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("name", &self.name)
            .field("client_id", &self.client_id)
            .field("callbacks", &self.callbacks)
            .field("sharing", &self.sharing)
            .field("grant_type", &self.grant_type)
            .finish_non_exhaustive()
    }
}
