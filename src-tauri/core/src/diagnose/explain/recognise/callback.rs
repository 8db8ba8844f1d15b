//! The URL that a browser was sent back to, or just its query.

use url::Url;

use super::body;
use crate::authorization::{CallbackRejection, ReceivedCallback};
use crate::diagnose::explain::Stage;
use crate::diagnose::explain::observation::Observation;
use crate::diagnose::explain::rule::RULES;
use crate::registration::{CallbackUrl, is_loopback};

/// Whether a URL is one that a browser was sent back to.
pub(super) fn looks_so(url: &Url) -> bool {
    let query = url.query().filter(|query| !query.is_empty()).or_else(|| url.fragment()).unwrap_or_default();
    is_query(query) || is_loopback(url) || url.scheme() == CallbackUrl::SCHEME
}

/// Whether a text is the query of a callback.
pub(super) fn is_query(text: &str) -> bool {
    let query = text.trim_start_matches(['?', '#']);
    let has = |wanted: &str| url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == wanted);
    !query.starts_with(['{', '[', '<']) && (has("code") || has("error"))
}

/// Reads a callback as strictly as Trilo does when it comes.
pub(super) fn read(text: &str) -> Observation {
    let mut observation = Observation::at(Stage::Callback);
    let url = Url::parse(text).ok();
    if let Some(url) = &url {
        url.host_str().unwrap_or_default().clone_into(&mut observation.host);
        url.path().clone_into(&mut observation.path);
    }
    let query = match &url {
        Some(url) => url.query().filter(|query| !query.is_empty()).or_else(|| url.fragment()).unwrap_or_default(),
        None => text.trim_start_matches(['?', '#']),
    };
    let (mut has_code, mut has_state) = (false, false);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "code" => has_code |= !value.is_empty(),
            "state" => has_state |= !value.is_empty(),
            "error" => observation.error = Some(value.chars().take(80).collect()),
            "error_description" => body::say(&mut observation, &value),
            _ => {}
        }
    }
    let has_rule =
        |error: &String| RULES.iter().any(|rule| rule.stage == Stage::Callback && rule.errors.contains(error));
    if let Some(error) = observation.error.clone().filter(|error| !has_rule(error)) {
        observation.mark("callback-error", format!("error={error}"));
    }
    match ReceivedCallback::parse(text) {
        Err(CallbackRejection::RepeatedParameter { parameter }) => {
            observation.mark("callback-repeated", format!("The parameter {parameter} occurs twice"));
        }
        Ok(_) if has_code => observation.mark("callback-code", "The callback has a code and a state"),
        Err(_) if has_code && !has_state => observation.mark("callback-without-state", "The callback has no state"),
        Err(_) if !has_code && observation.error.is_none() => {
            observation.mark("callback-empty", "The callback has neither code nor error");
        }
        Ok(_) | Err(_) => {}
    }
    observation
}
