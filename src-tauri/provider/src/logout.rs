//! `/logout`: the browser's session ends, and the account goes with it when Backstage brought it.

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::cookies;
use crate::journal::Record;
use crate::parameters::Parameters;
use crate::refresh::{check_sender, require_header};
use crate::refusal::Refusal;

/// Answers `POST …/logout`. Atlassian is not told, as Backstage does not tell it either.
pub(crate) async fn logout(
    State(app): State<App>,
    Extension(record): Extension<Record>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let parameters = Parameters::parse(query.as_deref().unwrap_or_default())?;
    let environment = app.environment(parameters.get("env"))?;
    record.registration(&environment.registration.id);
    require_header(&headers)?;
    check_sender(&app, &record, &headers)?;
    let mut response = StatusCode::OK.into_response();
    let Some(id) = cookies::received(&headers, cookies::SESSION) else { return Ok(response) };
    if let Some(session) = app.sessions.find(&id, app.core.now()) {
        record.account(&session.account);
        app.end_session(&session.digest).await;
    }
    let cookie = HeaderValue::from_str(&environment.jar.no_session());
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}
