//! Published keys: `GET /.well-known/jwks.json`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use crate::world::WorldHandle;

/// Answers with the key set that verifies access tokens.
pub(crate) async fn key_set(State(handle): State<WorldHandle>) -> Json<Value> {
    Json(handle.signer().key_set())
}
