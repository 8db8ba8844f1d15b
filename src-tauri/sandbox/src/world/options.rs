//! Settings of the world in which observers of Atlassian disagree, or which tests want to vary.

use serde::{Deserialize, Serialize};

/// Settings of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// What new access tokens look like.
    pub token_style: TokenStyle,
    /// How the token endpoint refuses a dead refresh token.
    pub dead_refresh_token: DeadRefreshToken,
    /// Days after which a refresh token family ends whatever its use; none by default.
    ///
    /// An announcement of 2022 names 365 days; today's documentation has only the inactivity limit.
    pub absolute_lifetime_days: Option<u16>,
}

/// What new access tokens look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenStyle {
    /// A signed JWT of 2 to 3 kB.
    #[default]
    Jwt,
    /// Random characters without structure.
    Opaque,
    /// A signed JWT of about 16 kB.
    Large,
}

/// How the token endpoint refuses a dead refresh token; both with status 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadRefreshToken {
    /// `unauthorized_client`, "`refresh_token` is invalid": what is seen today.
    #[default]
    UnauthorizedClient,
    /// `invalid_grant`, "Unknown or invalid refresh token.": what is documented.
    InvalidGrant,
}
