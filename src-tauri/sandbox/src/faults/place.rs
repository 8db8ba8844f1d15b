//! The parts of Atlassian that requests and faults belong to.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::token::TokenRequest;

/// A part of Atlassian that the sandbox plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The authorize and consent pages.
    Authorize,
    /// The token endpoint, for a code.
    TokenExchange,
    /// The token endpoint, for a refresh token.
    TokenRefresh,
    /// The user identity API.
    Me,
    /// The list of sites.
    AccessibleResources,
    /// Product APIs behind `/ex/…` and `/jsm/ops/…`.
    Gateway,
    /// The personal data reporting API.
    PersonalData,
    /// Pictures of people and sites.
    Avatar,
    /// All of these.
    Any,
}

impl Place {
    /// Where a request belongs; `None` for the sandbox's own pages and for addresses that Atlassian does not have.
    pub(crate) fn of(path: &str, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        match path {
            "/authorize" | "/authorize/decision" | "/error" => Some(Self::Authorize),
            "/oauth/token" => Some(Self::of_token_request(headers, body)),
            "/me" => Some(Self::Me),
            "/oauth/token/accessible-resources" => Some(Self::AccessibleResources),
            "/app/report-accounts/" => Some(Self::PersonalData),
            _ if path.starts_with("/ex/") || path.starts_with("/jsm/ops/") => Some(Self::Gateway),
            _ if path.starts_with("/sandbox/avatars/") => Some(Self::Avatar),
            _ => None,
        }
    }

    pub(crate) fn covers(self, place: Self) -> bool {
        self == Self::Any || self == place
    }

    fn of_token_request(headers: &HeaderMap, body: &[u8]) -> Self {
        let refreshes = TokenRequest::parse(headers, body)
            .is_ok_and(|request| request.field("grant_type") == Some("refresh_token"));
        if refreshes { Self::TokenRefresh } else { Self::TokenExchange }
    }
}
