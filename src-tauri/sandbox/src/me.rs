//! The user identity API: `GET /me`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::avatars;
use crate::bearer::{ApiError, Bearer};
use crate::scopes::READ_ME;
use crate::world::{Person, WorldHandle};

/// Answers `GET /me`, which needs `read:me`; hidden fields are missing.
pub(crate) async fn me(State(handle): State<WorldHandle>, headers: HeaderMap) -> Response {
    let profile = handle.read(|world| {
        let bearer = Bearer::check(world, &headers)?;
        if !bearer.scopes.contains(READ_ME) {
            return Err(ApiError::ScopeMismatch);
        }
        let person = world.person(&bearer.person).ok_or(ApiError::Unauthorized)?;
        Ok(profile(person, handle.origin()))
    });
    match profile {
        Ok(profile) => Json(profile).into_response(),
        Err(error) => error.into_response(),
    }
}

fn profile(person: &Person, origin: &str) -> Value {
    let picture = person.picture_visible.then(|| avatars::person_url(origin, &person.id));
    let email = person.email_visible.then_some(&person.email);
    let fields = [
        ("account_type", json!("atlassian")),
        ("account_id", json!(person.id)),
        ("email", json!(email)),
        ("name", json!(person.name)),
        ("picture", json!(picture)),
        ("account_status", json!(person.status)),
        ("nickname", json!(person.nickname)),
        ("zoneinfo", json!(person.zoneinfo)),
        ("locale", json!(person.locale)),
        ("extended_profile", json!(person.extended_profile)),
    ];
    let visible = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(visible.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}
