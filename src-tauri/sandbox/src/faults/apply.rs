//! Doing to requests and answers what faults say.

use std::io;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};

use super::{Effect, Place};
use crate::bearer::ApiError;
use crate::token::Refusal;
use crate::world::Options;

/// What goes back to the client.
pub(crate) enum Answer {
    /// An HTTP answer.
    Send(Response),
    /// Nothing: the connection is closed.
    Close,
}

/// Applies an effect before the request is handled; `None` lets it pass.
pub(crate) async fn before(effect: &Effect, place: Place, options: Options) -> Option<Answer> {
    match effect {
        Effect::Latency { ms } => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            None
        }
        Effect::Status { status } => Some(Answer::Send(service_error(*status))),
        Effect::RateLimited { retry_after } => Some(Answer::Send(rate_limited(*retry_after))),
        Effect::DropConnection => Some(Answer::Close),
        Effect::ProxyHtml { status } => Some(Answer::Send(proxy_page(*status))),
        Effect::RevokedGrant => Some(Answer::Send(revoked(place, options))),
        Effect::ExpiredCode => Some(Answer::Send(Refusal::InvalidCode.into_response())),
        Effect::NoScope if !is_token(place) => Some(Answer::Send(ApiError::ScopeMismatch.into_response())),
        Effect::Redirect { location } => redirect(location).map(Answer::Send),
        Effect::DropAfterProcessing
        | Effect::TruncatedBody
        | Effect::NoRefreshToken
        | Effect::NoScope
        | Effect::NotJson
        | Effect::EmptyBody => None,
    }
}

/// Applies an effect to the finished answer.
pub(crate) async fn after(effect: &Effect, answer: Answer) -> Answer {
    let Answer::Send(response) = answer else { return Answer::Close };
    match effect {
        Effect::DropAfterProcessing => Answer::Close,
        Effect::TruncatedBody => Answer::Send(truncate(response).await),
        Effect::NoRefreshToken => Answer::Send(without_field(response, "refresh_token").await),
        Effect::NoScope => Answer::Send(without_field(response, "scope").await),
        Effect::NotJson => Answer::Send("upstream connect error or disconnect/reset before headers".into_response()),
        Effect::EmptyBody => Answer::Send(StatusCode::OK.into_response()),
        Effect::Latency { .. }
        | Effect::Status { .. }
        | Effect::RateLimited { .. }
        | Effect::DropConnection
        | Effect::ProxyHtml { .. }
        | Effect::RevokedGrant
        | Effect::ExpiredCode
        | Effect::Redirect { .. } => Answer::Send(response),
    }
}

fn is_token(place: Place) -> bool {
    matches!(place, Place::TokenExchange | Place::TokenRefresh)
}

fn service_error(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let message = status.canonical_reason().unwrap_or("Unknown");
    (status, Json(json!({ "code": status.as_u16(), "message": message }))).into_response()
}

fn rate_limited(retry_after: Option<u64>) -> Response {
    let mut response = service_error(429);
    let headers = response.headers_mut();
    match retry_after {
        Some(seconds) => {
            headers.insert(RETRY_AFTER, seconds.into());
            headers.insert("ratelimit-reason", HeaderValue::from_static("jira-burst-based"));
            headers.insert("x-ratelimit-remaining", 0.into());
        }
        None => {
            headers.insert("x-failure-category", HeaderValue::from_static("FAILURE_CLIENT_RATE_LIMIT"));
        }
    }
    response
}

fn proxy_page(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let reason = status.canonical_reason().unwrap_or("Refused");
    let page = format!(
        "<!doctype html><html><head><title>{reason}</title></head><body><h1>{reason}</h1>\
         <p>The corporate web gateway (sandbox) has answered instead of the site.</p></body></html>"
    );
    let mut response = (status, Html(page)).into_response();
    response.headers_mut().insert("via", HeaderValue::from_static("1.1 gateway.corp.example"));
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        response.headers_mut().insert("proxy-authenticate", HeaderValue::from_static("Basic realm=\"corp\""));
    }
    response
}

fn revoked(place: Place, options: Options) -> Response {
    if is_token(place) {
        Refusal::DeadRefreshToken(options.dead_refresh_token).into_response()
    } else {
        ApiError::Unauthorized.into_response()
    }
}

fn redirect(location: &str) -> Option<Response> {
    let location = HeaderValue::from_str(location).ok()?;
    Some((StatusCode::FOUND, [(LOCATION, location)]).into_response())
}

/// Announces the whole body, sends half of it, and breaks the connection.
async fn truncate(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, whole.len().into());
    let half = whole.slice(..whole.len() / 2);
    let chunks = stream::unfold(Some(half), |half| async move {
        match half {
            Some(half) if !half.is_empty() => Some((Ok::<Bytes, io::Error>(half), None)),
            _ => {
                // Gives the first half time to leave: an error at once would discard it unsent.
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Err(io::ErrorKind::ConnectionAborted.into()), None))
            }
        }
    });
    Response::from_parts(parts, Body::from_stream(chunks))
}

async fn without_field(response: Response, name: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&whole) else {
        return Response::from_parts(parts, Body::from(whole));
    };
    fields.remove(name);
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, Body::from(Value::Object(fields).to_string()))
}
