//! `/refresh`: a fresh token for a browser that is signed in.

use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{IntoResponse, Response};

use crate::call::{Call, ScriptCall};
use crate::consent::ConsentAnswer;
use crate::cookies;
use crate::cors;
use crate::refusal::{Kind, Refusal};
use crate::response::SessionResponse;
use crate::sessions::BrowserSession;

/// Answers `GET` and `POST …/refresh`.
pub(crate) async fn refresh(ScriptCall(call): ScriptCall) -> Result<Response, Refusal> {
    let Call { app, environment, record, .. } = &call;
    let (id, session) = session_of(&call)?;
    record.account(&session.account);
    may_share(&call, &session).await?;
    app.renewals.renew(&app.core, &session.account).await.map_err(|error| {
        record.failed(&error);
        unauthenticated(&error)
    })?;
    let account = app.core.session(&session.account).map_err(|error| unauthenticated(&error))?;
    let body = SessionResponse::of(app, environment, &account).map_err(unauthenticated)?;
    let life = environment.session_life;
    app.sessions.used(&session, life, app.core.now());
    let mut response = ([(CACHE_CONTROL, "no-store")], Json(body)).into_response();
    let cookie = HeaderValue::from_str(&environment.jar.session(&id, life));
    response.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
}

fn session_of(call: &Call) -> Result<(String, BrowserSession), Refusal> {
    let missing = || unauthenticated("InputError: Missing session cookie");
    let id = cookies::received(&call.headers, cookies::SESSION).ok_or_else(missing)?;
    let session = call.app.sessions.find(&id, call.app.core.now());
    let session = session.filter(|session| session.environment == call.environment.name);
    session.map(|session| (id, session)).ok_or_else(|| unauthenticated("the session has ended"))
}

/// All pages of this machine share one cookie, so an origin that did not sign in itself needs its own consent.
async fn may_share(call: &Call, session: &BrowserSession) -> Result<(), Refusal> {
    let Call { app, environment, headers, record, .. } = call;
    let Some(origin) = cors::origin(headers).filter(|origin| *origin != session.origin) else { return Ok(()) };
    let granted = app.core.session(&session.account).map_err(|error| unauthenticated(&error))?.record.granted;
    let remembered = app.sessions.consent(origin, &environment.name, &granted);
    if remembered.is_some_and(|consent| consent.account.is_none_or(|chosen| chosen == session.account)) {
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
