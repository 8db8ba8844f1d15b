//! Logging in to the sandbox: picking a person.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::pages;
use crate::random;
use crate::world::{AccountStatus, Person, WorldHandle};

const COOKIE_NAME: &str = "trilo_sandbox_login";

/// What the person page sends.
#[derive(Deserialize)]
pub(crate) struct Login {
    person: String,
    /// The query of the authorize request that goes on after login.
    request: String,
}

/// Shows the person page again, to switch accounts: `GET /sandbox/login?request=…`.
pub(crate) async fn switch(State(handle): State<WorldHandle>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let request = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "request");
    person_page(&handle, &request.map(|(_, value)| value.into_owned()).unwrap_or_default())
}

/// Logs a person in and goes on with the authorize request: `POST /sandbox/login`.
pub(crate) async fn login(State(handle): State<WorldHandle>, Form(login): Form<Login>) -> Response {
    let cookie = random::token(24);
    let known = handle.change(|world| {
        let known = world.person(&login.person).is_some_and(can_log_in);
        if known {
            world.logins.insert(cookie.clone(), login.person.clone());
        }
        known
    });
    if !known {
        return Refusal::InvalidContext.into_response();
    }
    let cookie = format!("{COOKIE_NAME}={cookie}; Path=/; HttpOnly; SameSite=Lax");
    let location = format!("/authorize?{}", login.request);
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, location)]).into_response()
}

pub(super) fn person_page(handle: &WorldHandle, request: &str) -> Response {
    let people: Vec<_> = handle.people().into_iter().filter(can_log_in).collect();
    pages::person(&people, request).into_response()
}

/// The account id of the person whom the browser's cookie names.
pub(super) fn logged_in(handle: &WorldHandle, headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, cookie) = pairs.find(|(name, _)| *name == COOKIE_NAME)?;
    handle.read(|world| world.logins.get(cookie).cloned())
}

fn can_log_in(person: &(impl std::borrow::Borrow<Person> + ?Sized)) -> bool {
    person.borrow().status == AccountStatus::Active
}
