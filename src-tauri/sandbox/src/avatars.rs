//! Pictures of people and sites, drawn by the sandbox.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::world::{Person, WorldHandle};

/// Address of a person's picture. A colon is no trouble in a path, so account ids stand as they are.
pub(crate) fn person_url(origin: &str, id: &str) -> String {
    format!("{origin}/sandbox/avatars/person/{id}")
}

/// Address of a site's picture.
pub(crate) fn site_url(origin: &str, id: &str) -> String {
    format!("{origin}/sandbox/avatars/site/{id}")
}

/// Answers with a person's initials on a round ground.
pub(crate) async fn person(State(handle): State<WorldHandle>, Path(id): Path<String>) -> Response {
    match handle.read(|world| world.person(&id).map(Person::initials)) {
        Some(initials) => picture(&id, &initials, 48),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Answers with a site's initial on a square ground.
pub(crate) async fn site(State(handle): State<WorldHandle>, Path(id): Path<String>) -> Response {
    let initial = handle.read(|world| world.site(&id).and_then(|site| site.name.chars().next()));
    match initial {
        Some(initial) => picture(&id, &initial.to_uppercase().to_string(), 20),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn picture(id: &str, letters: &str, radius: u8) -> Response {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    let hue = hasher.finish() % 360;
    let svg = html! {
        svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96" {
            rect width="96" height="96" rx=(radius) fill={ "hsl(" (hue) " 42% 38%)" } {}
            text x="48" y="50" fill="#fff" font-family="system-ui, sans-serif" font-size="36" font-weight="600"
                text-anchor="middle" dominant-baseline="central" { (letters) }
        }
    };
    ([(CONTENT_TYPE, "image/svg+xml")], svg.into_string()).into_response()
}
