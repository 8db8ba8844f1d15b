//! What is done once in Atlassian's developer console, as far as only the person can know it.

use serde::{Deserialize, Serialize};

/// A step in the developer console that a person checks off (developer.atlassian.com, "OAuth 2.0 (3LO) apps").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ConsoleStep {
    /// The OAuth 2.0 integration is created.
    Create,
    /// The APIs of the scopes are added under Permissions.
    Permissions,
    /// The callback URL is set under Authorization.
    CallbackUrl,
    /// It is known that refresh tokens rotate and need nothing in the console.
    RefreshTokens,
    /// Sharing is on, or not needed.
    Distribution,
}
