//! The control API under `/sandbox/api/`, and the control page.
//!
//! Calls that change something need the header `X-Trilo-Sandbox: 1`: a web page elsewhere cannot send it without a
//! preflight, which the sandbox never grants.

use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::faults::Fault;
use crate::pages::{self, ControlView};
use crate::scopes::Product;
use crate::world::{AccountStatus, Options, Registration, WorldHandle};

const SCRIPT: &str = include_str!("pages/control.js");

/// Header without which nothing is changed.
pub const CONTROL_HEADER: &str = "x-trilo-sandbox";

pub(crate) fn routes() -> Router<WorldHandle> {
    Router::new()
        .route("/sandbox/", get(page))
        .route("/sandbox/control.js", get(script))
        .route("/sandbox/api/world", get(world))
        .route("/sandbox/api/requests", get(requests).delete(forget_requests))
        .route("/sandbox/api/clock", post(advance_clock))
        .route("/sandbox/api/faults", post(set_fault).delete(clear_faults))
        .route("/sandbox/api/options", put(set_options))
        .route("/sandbox/api/registrations", post(add_registration))
        .route("/sandbox/api/registrations/{client_id}/secret", put(set_secret))
        .route("/sandbox/api/grants/revoke", post(revoke))
        .route("/sandbox/api/people/password", post(change_password))
        .route("/sandbox/api/people/status", post(set_account_status))
        .route("/sandbox/api/sites/access", post(set_product_access))
        .route("/sandbox/api/sites/uninstall", post(uninstall))
        .route("/sandbox/api/sites/block", post(block))
}

/// Proof that the caller sent the control header.
struct Allowed;

impl<S: Sync> FromRequestParts<S> for Allowed {
    type Rejection = (StatusCode, Json<Value>);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        match parts.headers.get(CONTROL_HEADER) {
            Some(value) if value == "1" => Ok(Self),
            Some(_) | None => {
                let message = "Changing calls need the header X-Trilo-Sandbox: 1";
                Err((StatusCode::FORBIDDEN, Json(json!({ "message": message }))))
            }
        }
    }
}

/// A JSON body, refused in JSON.
struct Body<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = (StatusCode, Json<Value>);

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err((StatusCode::BAD_REQUEST, Json(json!({ "message": rejection.body_text() })))),
        }
    }
}

async fn page(State(handle): State<WorldHandle>) -> Response {
    let view = ControlView {
        origin: handle.origin().to_owned(),
        now: handle.now(),
        people: handle.people(),
        sites: handle.sites(),
        registrations: handle.registrations(),
        grants: handle.grants(),
        faults: handle.faults(),
        requests: handle.requests(),
    };
    pages::control(&view).into_response()
}

async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}

async fn world(State(handle): State<WorldHandle>) -> Json<Value> {
    Json(json!({
        "now": handle.now(),
        "people": handle.people(),
        "sites": handle.sites(),
        "registrations": handle.registrations(),
        "grants": handle.grants(),
        "options": handle.options(),
        "faults": handle.faults(),
        "save_failure": handle.save_failure(),
    }))
}

async fn requests(State(handle): State<WorldHandle>) -> Json<Value> {
    Json(json!(handle.requests()))
}

async fn forget_requests(_: Allowed, State(handle): State<WorldHandle>) -> StatusCode {
    handle.forget_requests();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn advance_clock(_: Allowed, State(handle): State<WorldHandle>, Body(body): Body<Advance>) -> Json<Value> {
    handle.advance_clock(Duration::from_secs(body.advance_seconds));
    Json(json!({ "now": handle.now() }))
}

async fn set_fault(_: Allowed, State(handle): State<WorldHandle>, Body(fault): Body<Fault>) -> StatusCode {
    handle.set_fault(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(_: Allowed, State(handle): State<WorldHandle>) -> StatusCode {
    handle.clear_faults();
    StatusCode::NO_CONTENT
}

async fn set_options(_: Allowed, State(handle): State<WorldHandle>, Body(options): Body<Options>) -> StatusCode {
    handle.set_options(options);
    StatusCode::NO_CONTENT
}

async fn add_registration(_: Allowed, State(handle): State<WorldHandle>, Body(new): Body<Registration>) -> StatusCode {
    handle.add_registration(new);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSecret {
    client_secret: String,
}

async fn set_secret(
    _: Allowed,
    State(handle): State<WorldHandle>,
    Path(client_id): Path<String>,
    Body(body): Body<NewSecret>,
) -> StatusCode {
    done_or_unknown(handle.set_secret(&client_id, &body.client_secret))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantOf {
    person: String,
    client_id: String,
}

async fn revoke(_: Allowed, State(handle): State<WorldHandle>, Body(grant): Body<GrantOf>) -> StatusCode {
    done_or_unknown(handle.revoke_grant(&grant.person, &grant.client_id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPerson {
    person: String,
}

async fn change_password(_: Allowed, State(handle): State<WorldHandle>, Body(body): Body<OfPerson>) -> StatusCode {
    handle.change_password(&body.person);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfSite {
    site: String,
}

async fn uninstall(_: Allowed, State(handle): State<WorldHandle>, Body(body): Body<OfSite>) -> StatusCode {
    done_or_unknown(handle.uninstall(&body.site))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    site: String,
    blocked: bool,
}

async fn block(_: Allowed, State(handle): State<WorldHandle>, Body(body): Body<Block>) -> StatusCode {
    done_or_unknown(handle.block_user_apps(&body.site, body.blocked))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    site: String,
    product: Product,
    person: String,
    allowed: bool,
}

async fn set_product_access(_: Allowed, State(handle): State<WorldHandle>, Body(body): Body<Access>) -> StatusCode {
    done_or_unknown(handle.set_product_access(&body.site, body.product, &body.person, body.allowed))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusOf {
    person: String,
    status: AccountStatus,
}

async fn set_account_status(_: Allowed, State(handle): State<WorldHandle>, Body(body): Body<StatusOf>) -> StatusCode {
    done_or_unknown(handle.set_account_status(&body.person, body.status))
}

fn done_or_unknown(done: bool) -> StatusCode {
    if done { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}
