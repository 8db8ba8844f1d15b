//! Keys and claims, for whoever wants to trust the identities.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::refusal::{Kind, MOUNT, Refusal};

/// The routes, at the places that Backstage has them at.
pub(crate) fn routes() -> Router<App> {
    let at = |path: &str| format!("{MOUNT}{path}");
    Router::new()
        .route(&at("/.well-known/jwks.json"), get(key_set))
        .route(&at("/.well-known/openid-configuration"), get(discovery))
        .route(&at("/v1/userinfo"), get(user_info))
}

async fn key_set(State(app): State<App>) -> Json<Value> {
    Json(app.identity.key_set())
}

async fn discovery(State(app): State<App>) -> Json<Value> {
    let url = app.identity.url();
    Json(json!({
        "issuer": url,
        "jwks_uri": format!("{url}/.well-known/jwks.json"),
        "userinfo_endpoint": format!("{url}/v1/userinfo"),
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["sub", "ent"],
    }))
}

async fn user_info(State(app): State<App>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let claims = token
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|token| app.identity.claims_of(token, app.core.now()));
    claims.map(Json).ok_or_else(|| Refusal::new(Kind::Authentication, "No valid Backstage token"))
}
