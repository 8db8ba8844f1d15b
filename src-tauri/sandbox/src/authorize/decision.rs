//! The consent page's answer, and the way back to the app.

use std::collections::BTreeSet;

use axum::Form;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::form_urlencoded;

use super::check::Checked;
use super::login::logged_in;
use super::refusal::Refusal;
use crate::pages;
use crate::token::{self, CODE_LIFE, Code};
use crate::world::{GrantType, Site, WorldHandle};

/// How long a consent page may stay open.
const PAGE_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// A consent page that waits for its answer.
pub(crate) struct PendingConsent {
    pub person: String,
    pub checked: Checked,
    pub opened_at: Timestamp,
}

impl PendingConsent {
    /// Whether the page may no longer be answered.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.duration_since(self.opened_at) > PAGE_LIFE
    }
}

/// What the consent page sends.
#[derive(Deserialize)]
pub(crate) struct Answer {
    request: String,
    decision: Decision,
    site: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Accept,
    Cancel,
}

/// Takes the answer: `POST /authorize/decision`. Each page is good for one answer by the person it was shown to.
pub(crate) async fn decide(
    State(handle): State<WorldHandle>,
    headers: HeaderMap,
    Form(answer): Form<Answer>,
) -> Response {
    let now = handle.now();
    let person = logged_in(&handle, &headers);
    let pending = handle
        .close_consent(&answer.request)
        .filter(|pending| person.as_ref() == Some(&pending.person) && !pending.is_stale(now));
    let Some(pending) = pending else { return Refusal::InvalidContext.into_response() };
    match answer.decision {
        Decision::Cancel => {
            let denied = [("error", "access_denied"), ("error_description", "User did not authorize the request")];
            call_back(&pending.checked, &denied)
        }
        Decision::Accept => match chosen_site(&handle, &pending.checked, answer.site) {
            Ok(site) => accept(&handle, &pending.person, &pending.checked, site),
            Err(refusal) => refusal.into_response(),
        },
    }
}

/// Records the consent and sends a code to the app.
pub(super) fn accept(handle: &WorldHandle, person: &str, checked: &Checked, site: Option<String>) -> Response {
    let code = handle.change(|world| {
        world.consent(person, &checked.client_id, checked.scopes.clone(), site.clone());
        let expires_at = world.now().saturating_add(CODE_LIFE).unwrap_or(Timestamp::MAX);
        let stands_for = Code {
            person: person.to_owned(),
            client_id: checked.client_id.clone(),
            redirect_uri: checked.redirect_uri.clone(),
            scopes: checked.scopes.clone(),
            only_sites: only_sites(checked.grant_type, site),
            challenge: checked.challenge.clone(),
            expires_at,
        };
        token::issue_code(world, handle.signer(), handle.origin(), stands_for)
    });
    call_back(checked, &[("code", &code)])
}

fn chosen_site(handle: &WorldHandle, checked: &Checked, site: Option<String>) -> Result<Option<String>, Refusal> {
    if checked.sites.is_empty() {
        return Ok(None);
    }
    let site = site.filter(|site| checked.sites.contains(site)).ok_or(Refusal::InvalidContext)?;
    let blocked = handle.read(|world| world.site(&site).filter(|site| site.blocks_user_apps).map(Site::host));
    match blocked {
        Some(host) => Err(Refusal::AdminMustAuthorize(host)),
        None => Ok(Some(site)),
    }
}

fn only_sites(grant_type: GrantType, site: Option<String>) -> Option<BTreeSet<String>> {
    match grant_type {
        GrantType::AccountLevel => None,
        GrantType::ResourceLevel => Some(site.into_iter().collect()),
    }
}

/// Answers 302 to the callback; a query that the callback already has is kept.
fn call_back(checked: &Checked, parameters: &[(&str, &str)]) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    query.extend_pairs(checked.state.as_ref().map(|state| ("state", state)));
    let query = query.finish().replace('+', "%20");
    let separator = if checked.redirect_uri.contains('?') { '&' } else { '?' };
    let target = format!("{}{separator}{query}", checked.redirect_uri);
    let Ok(location) = HeaderValue::from_str(&target) else { return Refusal::Incomplete.into_response() };
    (StatusCode::FOUND, [(LOCATION, location)], pages::way_back(&target)).into_response()
}
