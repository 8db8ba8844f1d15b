//! The token endpoint: `POST /oauth/token`, and the tokens it has given out.

mod issue;
mod refusal;
mod request;
mod store;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;

use crate::random::fingerprint;
use crate::scopes::OFFLINE_ACCESS;
use crate::world::{World, WorldHandle};

use self::issue::{Issue, TokenReply};

pub(crate) use self::issue::code as issue_code;
pub(crate) use self::refusal::Refusal;
pub(crate) use self::request::TokenRequest;
pub(crate) use self::store::{CODE_LIFE, Code, Tokens};

/// Answers `POST /oauth/token`.
pub(crate) async fn token(State(handle): State<WorldHandle>, headers: HeaderMap, body: Bytes) -> Response {
    match TokenRequest::parse(&headers, &body).and_then(|request| grant(&handle, &request)) {
        Ok(reply) => ([(CACHE_CONTROL, "no-store")], Json(reply)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// Answers `POST /oauth/revoke` (RFC 7009): Atlassian's metadata lists it, its documentation does not.
pub(crate) async fn revoke(State(handle): State<WorldHandle>, headers: HeaderMap, body: Bytes) -> Response {
    let revoked = TokenRequest::parse(&headers, &body).and_then(|request| {
        handle.change(|world| {
            let client_id = authenticate(world, &request)?;
            let token = request.field("token").ok_or(Refusal::IncorrectRequest)?;
            world.tokens.revoke(token, &client_id);
            Ok(())
        })
    });
    match revoked {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

fn grant(handle: &WorldHandle, request: &TokenRequest) -> Result<TokenReply, Refusal> {
    handle.change(|world| {
        let client_id = authenticate(world, request)?;
        match request.field("grant_type") {
            Some("authorization_code") => exchange(handle, world, &client_id, request),
            Some("refresh_token") => refresh(handle, world, &client_id, request),
            Some("client_credentials") => Err(Refusal::ClientCredentials),
            Some(_) => Err(Refusal::UnsupportedGrant),
            None => Err(Refusal::IncorrectRequest),
        }
    })
}

/// Checks the client's secret, which belongs in the body even with PKCE, and tells the client id.
fn authenticate(world: &World, request: &TokenRequest) -> Result<String, Refusal> {
    let (Some(client_id), Some(secret)) = (request.field("client_id"), request.field("client_secret")) else {
        return Err(Refusal::Unauthorized);
    };
    let registration = world.registration(client_id).ok_or(Refusal::Unauthorized)?;
    if registration.client_secret == secret { Ok(client_id.to_owned()) } else { Err(Refusal::Unauthorized) }
}

fn exchange(
    handle: &WorldHandle,
    world: &mut World,
    client_id: &str,
    request: &TokenRequest,
) -> Result<TokenReply, Refusal> {
    let (Some(code), Some(redirect_uri)) = (request.field("code"), request.field("redirect_uri")) else {
        return Err(Refusal::InvalidCode);
    };
    let now = world.now();
    let code = world.tokens.take_code(code, client_id, now).ok_or(Refusal::InvalidCode)?;
    let verified = match &code.challenge {
        Some(challenge) => request.field("code_verifier").is_some_and(|verifier| fingerprint(verifier) == *challenge),
        None => true,
    };
    if code.redirect_uri != redirect_uri || !verified {
        return Err(Refusal::InvalidCode);
    }
    let family = code.scopes.contains(OFFLINE_ACCESS).then(|| issue::family(world, &code));
    let issue = Issue {
        person: &code.person,
        client_id,
        scopes: &code.scopes,
        only_sites: code.only_sites.as_ref(),
        family: family.as_deref(),
    };
    Ok(issue::pair(world, handle.signer(), handle.origin(), &issue))
}

fn refresh(
    handle: &WorldHandle,
    world: &mut World,
    client_id: &str,
    request: &TokenRequest,
) -> Result<TokenReply, Refusal> {
    if request.has_more_than(&["grant_type", "client_id", "client_secret", "refresh_token"]) {
        return Err(Refusal::IncorrectRequest);
    }
    let token = request.field("refresh_token").ok_or(Refusal::IncorrectRequest)?;
    let dead = Refusal::DeadRefreshToken(world.options.dead_refresh_token);
    let absolute_life =
        world.options.absolute_lifetime_days.map(|days| SignedDuration::from_hours(i64::from(days) * 24));
    let now = world.now();
    let (id, family) = world.tokens.rotate(token, client_id, now, absolute_life).ok_or(dead)?;
    let scopes = world.grant(&family.person, client_id).ok_or(dead)?.scopes.clone();
    let issue = Issue {
        person: &family.person,
        client_id,
        scopes: &scopes,
        only_sites: family.only_sites.as_ref(),
        family: Some(&id),
    };
    Ok(issue::pair(world, handle.signer(), handle.origin(), &issue))
}
