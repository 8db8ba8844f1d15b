//! How the token endpoint says no.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::world::DeadRefreshToken;

/// A refusal of the token endpoint (RFC 6749, section 5.2, with Atlassian's statuses and words).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Client unknown, or its secret missing, wrong or rotated.
    Unauthorized,
    /// Code expired, used, altered, for another client, callback or verifier.
    InvalidCode,
    /// Refresh token superseded, expired, revoked or unknown.
    DeadRefreshToken(DeadRefreshToken),
    /// Fields missing, doubled, or more than the documented ones.
    IncorrectRequest,
    /// The grant is not for this kind of client.
    ClientCredentials,
    /// No such grant.
    UnsupportedGrant,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "access_denied", "Unauthorized"),
            Self::InvalidCode => (StatusCode::BAD_REQUEST, "invalid_request", "authorization_code is invalid"),
            Self::DeadRefreshToken(DeadRefreshToken::UnauthorizedClient) => {
                (StatusCode::FORBIDDEN, "unauthorized_client", "refresh_token is invalid")
            }
            Self::DeadRefreshToken(DeadRefreshToken::InvalidGrant) => {
                (StatusCode::FORBIDDEN, "invalid_grant", "Unknown or invalid refresh token.")
            }
            Self::IncorrectRequest => (StatusCode::BAD_REQUEST, "invalid_request", "Incorrect request parameters"),
            Self::ClientCredentials => {
                (StatusCode::BAD_REQUEST, "invalid_client", "Grant type does not match the credential type")
            }
            Self::UnsupportedGrant => (StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unsupported grant type"),
        };
        (status, Json(json!({ "error": error, "error_description": description }))).into_response()
    }
}
