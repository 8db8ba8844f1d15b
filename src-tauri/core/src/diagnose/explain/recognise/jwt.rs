//! A JWT (RFC 7519), read for display only: its signature is not checked, and its format is not guaranteed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{MAX_DEPTH, body, depth};
use crate::diagnose::explain::Stage;
use crate::diagnose::explain::observation::Observation;

/// The claim by which Atlassian tells codes from tokens.
const KIND: &str = "https://id.atlassian.com/atl_token_type";
/// Scopes that reach no product.
const IDENTITY: [&str; 4] = ["read:me", "read:account", "offline_access", "report:personal-data"];

/// Reads a lone JWT, also with `Bearer` before it.
pub(super) fn read(text: &str, now: Timestamp) -> Option<Observation> {
    let token = text.strip_prefix("Authorization:").unwrap_or(text).trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    let parts: Vec<&str> = token.split('.').collect();
    let is_jwt = token.starts_with("ey") && matches!(parts.len(), 2 | 3 | 5);
    let is_text = |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte));
    if !is_jwt || !parts.iter().all(is_text) {
        return None;
    }
    let mut observation = Observation::at(Stage::AccessToken);
    match parts.get(1).and_then(|part| decoded(part)).filter(|_| parts.len() != 5) {
        Some(claims) => of_claims(&mut observation, &claims, now),
        None => observation.mark("jwt-unreadable", "Its claims do not decode"),
    }
    Some(observation)
}

fn decoded(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    let text = String::from_utf8(bytes).ok().filter(|text| depth(text) <= MAX_DEPTH)?;
    serde_json::from_str(&text).ok()
}

fn of_claims(observation: &mut Observation, claims: &Map<String, Value>, now: Timestamp) {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| {
        let seconds = claims.get(name).and_then(Value::as_f64)?;
        #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and no time is so far away")]
        Timestamp::from_second(seconds as i64).ok()
    };
    let kind = text(KIND).unwrap_or_default().to_ascii_uppercase();
    match kind.as_str() {
        "AUTH_CODE" => observation.mark("jwt-code", "Its claim says that it is an authorization code"),
        kind if kind.contains("REFRESH") => {
            observation.mark("jwt-refresh", "Its claim says that it is a refresh token");
        }
        _ => of_access_token(observation, claims),
    }
    if let Some(issuer) = text("iss").filter(|issuer| !is_atlassians(issuer)) {
        observation.mark("jwt-other-issuer", format!("Issuer: {issuer}"));
    }
    if let Some(ended) = time("exp").filter(|ended| *ended <= now) {
        observation.mark("jwt-expired", format!("Ended at {ended}"));
    }
    if let Some(begins) = time("nbf").or_else(|| time("iat")).filter(|begins| begins.as_second() > now.as_second() + 60)
    {
        observation.mark("jwt-early", format!("Valid from {begins}"));
    }
    if observation.marks.is_empty() {
        let until = time("exp").map_or_else(|| "no end".to_owned(), |end| format!("ends at {end}"));
        observation.mark("jwt-good", format!("Issuer, audience and scopes are there; {until}"));
    }
    // For what the table has no rule about, the claims are facts.
    let scopes = scopes(claims).join(" ");
    body::say(observation, &scopes);
}

fn of_access_token(observation: &mut Observation, claims: &Map<String, Value>) {
    if !claims.contains_key("aud") {
        observation.mark("jwt-no-audience", "There is no claim aud");
    }
    let scopes = scopes(claims);
    if scopes.is_empty() {
        observation.mark("jwt-no-scopes", "There is no claim scope");
    } else if scopes.iter().all(|scope| IDENTITY.contains(&scope.as_str())) {
        observation.mark("jwt-only-identity", format!("Scopes: {}", scopes.join(" ")));
    } else if !scopes.iter().any(|scope| scope == "read:me") {
        observation.mark("jwt-no-read-me", format!("Scopes: {}", scopes.join(" ")));
    }
}

fn scopes(claims: &Map<String, Value>) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().take(300).map(ToOwned::to_owned).collect();
    match claims.get("scope").or_else(|| claims.get("scp")) {
        Some(Value::String(text)) => words(text),
        Some(Value::Array(list)) => {
            list.iter().take(300).filter_map(|one| one.as_str().map(ToOwned::to_owned)).collect()
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    }
}

fn is_atlassians(issuer: &str) -> bool {
    let host = issuer.trim_start_matches("https://").split('/').next().unwrap_or_default();
    let is = |end: &str| host == end || host.ends_with(&format!(".{end}"));
    ["atlassian.com", "atlassian-us-gov-mod.com", "atl-paas.net"].into_iter().any(is)
}
