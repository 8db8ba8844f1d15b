//! The authorize endpoint: login, consent, decision.

mod check;
mod decision;
mod login;
mod refusal;

use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use self::check::Checked;
use crate::pages::{self, ConsentView};
use crate::random;
use crate::world::{GrantType, WorldHandle};

pub(crate) use self::decision::{PendingConsent, decide};
pub(crate) use self::login::{login, switch};

/// Answers `GET /authorize`: first login, only then are the parameters looked at.
pub(crate) async fn authorize(
    State(handle): State<WorldHandle>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let Some(person) = login::logged_in(&handle, &headers) else {
        return login::person_page(&handle, &query);
    };
    match handle.read(|world| check::check(world, &person, &query)) {
        Err(refusal) => refusal.into_response(),
        Ok(checked) if is_covered(&handle, &person, &checked) => decision::accept(&handle, &person, &checked, None),
        Ok(checked) => consent_page(&handle, person, checked, &query),
    }
}

/// Parameters of the error page.
#[derive(Deserialize)]
pub(crate) struct Shown {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Answers `GET /error?error=…&error_description=…`, which plays `id.atlassian.com/error`.
pub(crate) async fn error(Query(shown): Query<Shown>) -> Response {
    let text = format!("{}: {}", shown.error, shown.error_description);
    (StatusCode::BAD_REQUEST, pages::error("Something went wrong", &text, &[])).into_response()
}

/// Without `prompt=consent`, a request that asks for nothing new skips the consent page.
fn is_covered(handle: &WorldHandle, person: &str, checked: &Checked) -> bool {
    let granted = handle.read(|world| {
        world.grant(person, &checked.client_id).is_some_and(|grant| {
            grant.scopes == checked.scopes && (checked.sites.is_empty() || !grant.sites.is_empty())
        })
    });
    granted && !checked.prompts && checked.grant_type == GrantType::AccountLevel
}

fn consent_page(handle: &WorldHandle, person: String, checked: Checked, query: &str) -> Response {
    let id = random::token(24);
    let page = handle.read(|world| {
        let registration = world.registration(&checked.client_id)?;
        let view = ConsentView {
            id: &id,
            query,
            registration,
            person: world.person(&person)?,
            sites: checked.sites.iter().filter_map(|site| world.site(site)).collect(),
            scopes: &checked.scopes,
        };
        Some(pages::consent(&view))
    });
    let Some(page) = page else { return refusal::Refusal::InvalidContext.into_response() };
    let opened_at = handle.now();
    handle.open_consent(id, PendingConsent { person, checked, opened_at });
    page.into_response()
}
