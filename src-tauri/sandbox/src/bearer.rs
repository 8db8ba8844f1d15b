//! Bearer tokens at `api.atlassian.com` (RFC 6750) and how its services refuse them.

use std::collections::BTreeSet;

use axum::Json;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::world::World;

/// Who calls, and with which rights: the token's, as far as the grant still covers them.
pub(crate) struct Bearer {
    pub person: String,
    pub scopes: BTreeSet<String>,
    pub sites: BTreeSet<String>,
}

impl Bearer {
    /// Reads and checks the `Authorization` header.
    pub fn check(world: &World, headers: &HeaderMap) -> Result<Self, ApiError> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(ApiError::Unauthorized)?;
        let (scheme, token) = header.split_once(' ').ok_or(ApiError::Unauthorized)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(ApiError::Unauthorized);
        }
        let access = world.tokens.access(token.trim(), world.now()).ok_or(ApiError::Unauthorized)?;
        let grant = world.grant(&access.person, &access.client_id).ok_or(ApiError::Unauthorized)?;
        let sites = match &access.only_sites {
            Some(only) => &grant.sites & only,
            None => grant.sites.clone(),
        };
        Ok(Self { person: access.person.clone(), scopes: &access.scopes & &grant.scopes, sites })
    }
}

/// A refusal of a service behind `api.atlassian.com`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// Token missing, unknown, expired or revoked.
    Unauthorized,
    /// A scope is missing, or the path is unknown to the gateway.
    ScopeMismatch,
    /// The site or its product is not part of the grant.
    NotInstalled,
    /// The person may not use Confluence on this site.
    NoConfluence,
    /// A changing call that looks as if a browser made it.
    Xsrf,
    /// The operation was removed.
    Gone,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "Unauthorized"),
            Self::ScopeMismatch => (StatusCode::UNAUTHORIZED, "Unauthorized; scope does not match"),
            Self::NotInstalled => (StatusCode::FORBIDDEN, "The app is not installed on this instance"),
            Self::NoConfluence => (StatusCode::FORBIDDEN, "Current user not permitted to use Confluence"),
            Self::Xsrf => (StatusCode::FORBIDDEN, "XSRF check failed"),
            Self::Gone => (
                StatusCode::GONE,
                "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.",
            ),
        };
        let mut response = (status, Json(json!({ "code": status.as_u16(), "message": message }))).into_response();
        let headers = response.headers_mut();
        if self == Self::ScopeMismatch {
            headers.insert("x-failure-category", HeaderValue::from_static("FAILURE_CLIENT_SCOPE_CHECK"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
