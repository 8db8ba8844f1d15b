//! Cross-origin requests with credentials: both lines for an allowed origin, neither for any other (Fetch, section 3.2).

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::origins::Origins;

const METHODS: HeaderValue = HeaderValue::from_static("GET,HEAD,POST");
const YES: HeaderValue = HeaderValue::from_static("true");

/// The `Origin` of a request.
pub(crate) fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(ORIGIN).and_then(|origin| origin.to_str().ok())
}

/// Whether a request only asks what another may do.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight.
pub(crate) fn preflight(headers: &HeaderMap, origins: &Origins) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    if allow(answer, headers, origins) {
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        if let Some(asked) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
            answer.append(VARY, HeaderValue::from_name(ACCESS_CONTROL_REQUEST_HEADERS));
        }
    }
    response
}

/// Lets the asking page read an answer, if its origin is allowed.
pub(crate) fn allow(answer: &mut HeaderMap, asked: &HeaderMap, origins: &Origins) -> bool {
    answer.append(VARY, HeaderValue::from_name(ORIGIN));
    let allowed = origin(asked).filter(|origin| origins.allow(origin));
    let Some(value) = allowed.and_then(|origin| HeaderValue::from_str(origin).ok()) else { return false };
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, value);
    answer.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, YES);
    true
}
