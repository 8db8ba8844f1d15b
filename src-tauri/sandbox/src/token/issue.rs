//! Making codes and tokens.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::store::{ACCESS_LIFE, AccessToken, Code, Family};
use crate::random;
use crate::scopes;
use crate::signing::Signer;
use crate::world::{TokenStyle, World};

/// Claim that tells codes, access and refresh tokens apart.
const TOKEN_TYPE: &str = "https://id.atlassian.com/atl_token_type";
/// Claim that only makes the token as large as real ones are.
const FILLER: &str = "urn:trilo:sandbox:filler";

/// A successful answer of the token endpoint (RFC 6749, section 5.1).
#[derive(Serialize)]
pub(crate) struct TokenReply {
    access_token: String,
    expires_in: i64,
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    scope: String,
}

/// Who and what a pair of tokens is for.
pub(crate) struct Issue<'a> {
    pub person: &'a str,
    pub client_id: &'a str,
    pub scopes: &'a BTreeSet<String>,
    pub only_sites: Option<&'a BTreeSet<String>>,
    /// The refresh token family that goes on; `None` where no refresh token is due.
    pub family: Option<&'a str>,
}

/// Makes a code and remembers what it stands for.
pub(crate) fn code(world: &mut World, signer: &Signer, issuer: &str, stands_for: Code) -> String {
    let code = signer.seal(&json!({
        "jti": random::hex(), "sub": stands_for.person, "aud": stands_for.client_id, "iss": issuer,
        "iat": world.now().as_second(), "exp": stands_for.expires_at.as_second(),
        TOKEN_TYPE: "AUTH_CODE",
    }));
    world.tokens.add_code(&code, stands_for);
    code
}

/// Opens a refresh token family and tells its id.
pub(crate) fn family(world: &mut World, code: &Code) -> String {
    let id = random::hex();
    let started_at = world.now();
    let Code { person, client_id, only_sites, .. } = code.clone();
    world.tokens.start_family(&id, Family { person, client_id, only_sites, started_at });
    id
}

/// Makes an access token and, for a family, a refresh token.
pub(crate) fn pair(world: &mut World, signer: &Signer, issuer: &str, issue: &Issue<'_>) -> TokenReply {
    let now = world.now();
    world.tokens.forget_expired(now);
    let access_token = access_token(world, signer, issuer, issue);
    let refresh_token = issue.family.map(|family| {
        let token = signer.seal(&json!({
            "jti": random::hex(), "sub": issue.person, "aud": issue.client_id, "iss": issuer,
            "iat": now.as_second(), TOKEN_TYPE: "ROTATING_REFRESH_TOKEN", FILLER: random::token(1150),
        }));
        world.tokens.add_refresh(&token, family, now);
        token
    });
    let (scope, expires_in) = (scopes::join(issue.scopes), ACCESS_LIFE.as_secs());
    TokenReply { access_token, expires_in, token_type: "Bearer", refresh_token, scope }
}

fn access_token(world: &mut World, signer: &Signer, issuer: &str, issue: &Issue<'_>) -> String {
    let now = world.now();
    let expires_at = now.saturating_add(ACCESS_LIFE).unwrap_or(now);
    let claims = |filler: usize| {
        json!({
            "jti": random::hex(), "sub": issue.person, "aud": issue.client_id, "iss": issuer,
            "iat": now.as_second(), "nbf": now.as_second(), "exp": expires_at.as_second(),
            "client_id": issue.client_id, "scope": scopes::join(issue.scopes),
            TOKEN_TYPE: "ACCESS", FILLER: random::token(filler),
        })
    };
    let token = match world.options.token_style {
        TokenStyle::Jwt => signer.sign(&claims(800)),
        TokenStyle::Large => signer.sign(&claims(8_500)),
        TokenStyle::Opaque => random::token(48),
    };
    let (person, client_id) = (issue.person.to_owned(), issue.client_id.to_owned());
    let (scopes, only_sites) = (issue.scopes.clone(), issue.only_sites.cloned());
    world.tokens.add_access(&token, AccessToken { person, client_id, scopes, only_sites, expires_at });
    token
}
