//! Errors outside the popup page, in the form and with the statuses of `@backstage/errors`.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Where Backstage's auth plugin is mounted; error bodies name paths below it.
pub(crate) const MOUNT: &str = "/api/auth";

/// Why a request gets nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub kind: Kind,
    pub message: String,
    /// Whether the answer tells it already, in a page of ours.
    told: bool,
}

/// The errors of `@backstage/errors` that occur here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Input,
    Authentication,
    NotAllowed,
    NotFound,
    TooManyRequests,
    ServiceUnavailable,
}

impl Refusal {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), told: false }
    }

    /// Goes to the front door beside an answer that tells it already.
    pub(crate) fn told_by(self, mut response: Response) -> Response {
        response.extensions_mut().insert(Self { told: true, ..self });
        response
    }

    /// Whether the answer that it came beside tells it.
    pub(crate) const fn is_told(&self) -> bool {
        self.told
    }

    /// The answer to a request of this method and address.
    pub(crate) fn answer(&self, method: &Method, uri: &Uri) -> Response {
        let (status, name) = (self.kind.status(), self.kind.name());
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let url = path.strip_prefix(MOUNT).unwrap_or(path);
        let body = json!({
            "error": { "name": name, "message": self.message },
            "request": { "method": method.as_str(), "url": url },
            "response": { "statusCode": status.as_u16() },
        });
        (status, Json(body)).into_response()
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Input => "InputError",
            Self::Authentication => "AuthenticationError",
            Self::NotAllowed => "NotAllowedError",
            Self::NotFound => "NotFoundError",
            Self::TooManyRequests => "TooManyRequestsError",
            Self::ServiceUnavailable => "ServiceUnavailableError",
        }
    }

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Input => StatusCode::BAD_REQUEST,
            Self::Authentication => StatusCode::UNAUTHORIZED,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// Only the front door knows the request, so the refusal travels to it beside an empty answer.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
