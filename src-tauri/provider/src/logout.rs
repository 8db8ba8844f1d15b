//! `/logout`: the browser's session ends, and the account goes with it when Backstage brought it.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::call::{Call, ScriptCall};
use crate::cookies;

/// Answers `POST …/logout`. Atlassian is not told, as Backstage does not tell it either.
pub(crate) async fn logout(ScriptCall(call): ScriptCall) -> Response {
    let Call { app, environment, headers, record, .. } = &call;
    let mut response = StatusCode::OK.into_response();
    let Some(id) = cookies::received(headers, cookies::SESSION) else { return response };
    if let Some(session) = app.sessions.find(&id, app.core.now()) {
        record.account(&session.account);
        app.end_session(&session.digest).await;
    }
    let cookie = HeaderValue::from_str(&environment.jar.no_session());
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    response
}
