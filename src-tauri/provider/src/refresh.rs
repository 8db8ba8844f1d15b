//! `/refresh`: a fresh token for a browser that is signed in.

use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

use crate::app::App;
use crate::consent::ConsentAnswer;
use crate::cookies;
use crate::cors;
use crate::environment::Environment;
use crate::journal::Record;
use crate::parameters::Parameters;
use crate::refusal::{Kind, Refusal};
use crate::response::SessionResponse;
use crate::sessions::BrowserSession;

/// Answers `GET` and `POST …/refresh`.
pub(crate) async fn refresh(
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
    let (id, session) = session_of(&app, environment, &headers)?;
    record.account(&session.account);
    may_share(&app, &record, environment, &session, cors::origin(&headers)).await?;
    app.renewals.renew(&app.core, &session.account).await.map_err(|error| {
        record.failed(&error);
        unauthenticated(&error)
    })?;
    let account = app.core.session(&session.account).map_err(|error| unauthenticated(&error))?;
    let body = SessionResponse::of(&app, environment, &account).map_err(unauthenticated)?;
    let life = environment.session_life;
    app.sessions.used(&session, life, app.core.now());
    let mut response = ([(CACHE_CONTROL, "no-store")], Json(body)).into_response();
    let cookie = HeaderValue::from_str(&environment.jar.session(&id, life));
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

/// A page of another site can send neither this header nor a preflight that is granted.
pub(crate) fn require_header(headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers.get("x-requested-with").is_some_and(|value| value.as_bytes() == b"XMLHttpRequest");
    let refusal = || Refusal::new(Kind::Authentication, "Invalid X-Requested-With header");
    if sent { Ok(()) } else { Err(refusal()) }
}

/// Refuses a foreign origin before anything is spent; a request without one comes from this origin or no browser.
pub(crate) fn check_sender(app: &App, record: &Record, headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(origin) = cors::origin(headers) else { return Ok(()) };
    let checked = app.check_origin(origin);
    record.origin(origin, checked.is_ok(), app.core.now());
    checked
}

fn session_of(app: &App, environment: &Environment, headers: &HeaderMap) -> Result<(String, BrowserSession), Refusal> {
    let missing = || unauthenticated("InputError: Missing session cookie");
    let id = cookies::received(headers, cookies::SESSION).ok_or_else(missing)?;
    let session = app.sessions.find(&id, app.core.now());
    let session = session.filter(|session| session.environment == environment.name);
    session.map(|session| (id, session)).ok_or_else(|| unauthenticated("the session has ended"))
}

/// All pages of this machine share one cookie, so an origin that did not sign in itself needs its own consent.
async fn may_share(
    app: &App,
    record: &Record,
    environment: &Environment,
    session: &BrowserSession,
    origin: Option<&str>,
) -> Result<(), Refusal> {
    let Some(origin) = origin.filter(|origin| *origin != session.origin) else { return Ok(()) };
    let granted = app.core.session(&session.account).map_err(|error| unauthenticated(&error))?.record.granted;
    if app.sessions.consent(origin, &environment.name, &granted).is_some() {
        return Ok(());
    }
    // Nobody is asked here: a page load is no wish. The frontend goes through the start, where the person decides.
    let allowed = app.allowed_beforehand(origin, environment, granted).await;
    let given = matches!(allowed, ConsentAnswer::Allowed { .. });
    record.consent(given, app.core.now());
    if given { Ok(()) } else { Err(unauthenticated("this origin has to sign in itself")) }
}

fn unauthenticated(why: impl std::fmt::Display) -> Refusal {
    Refusal::new(Kind::Authentication, format!("Refresh failed; caused by {why}"))
}
