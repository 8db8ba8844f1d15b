//! The body of an answer: JSON of one of Atlassian's interfaces, a page, or words.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{depth, is_json, page};
use crate::diagnose::explain::Stage;
use crate::diagnose::explain::observation::Observation;

/// Names under which APIs put their words.
const WORDS: [&str; 8] =
    ["error_description", "message", "errorMessage", "errorMessages", "error", "detail", "title", "errors"];
/// Names under which APIs put lists of items.
const LISTS: [&str; 4] = ["issues", "results", "values", "projects"];
/// The most of a body that counts as words, in bytes.
const MAX_WORDS: usize = 64 * 1024;

/// Reads a body into what is known of its answer.
pub(super) fn read(observation: &mut Observation, text: &str) {
    let text = text.trim();
    let json = (is_json(text) && depth(text) <= super::MAX_DEPTH).then(|| serde_json::from_str::<Value>(text));
    if let Some(Ok(value)) = json {
        of_json(observation, &value, text);
        return;
    }
    let words = if page::is_html(text) { page::words(text) } else { text.to_owned() };
    say(observation, &words);
    let content_type = observation.header("content-type").unwrap_or_default();
    let is_token_answer = observation.stage == Some(Stage::Token) && observation.status.is_some();
    if is_token_answer && (!text.is_empty() || content_type.contains("html")) {
        observation.mark("not-json", "The answer is not JSON");
    }
}

/// Adds words to those that an observation has.
pub(super) fn say(observation: &mut Observation, words: &str) {
    let end = words.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_WORDS).last().unwrap_or(0);
    let words = if words.len() <= MAX_WORDS { words } else { &words[..end] };
    if !observation.words.is_empty() && !words.is_empty() {
        observation.words.push('\n');
    }
    observation.words.push_str(words);
}

fn of_json(observation: &mut Observation, value: &Value, text: &str) {
    match value {
        Value::Object(object) => of_object(observation, object, text),
        Value::Array(sites) => of_sites(observation, sites),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => say(observation, text),
    }
}

fn of_object(observation: &mut Observation, object: &Map<String, Value>, text: &str) {
    let names = ["code", "status", "statusCode", "status-code"];
    let number = |value: &Value| value.as_u64().and_then(|number| u16::try_from(number).ok());
    let response = object.get("response").and_then(|response| response.get("statusCode"));
    let status = names.iter().filter_map(|name| object.get(*name)).chain(response).find_map(number);
    observation.status = observation.status.or_else(|| status.filter(|status| (100..=599).contains(status)));
    if let Some(Value::String(error)) = object.get("error")
        && error.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    {
        observation.error = Some(error.chars().take(80).collect());
    }
    let is_failure = observation.status.is_some_and(|status| status >= 400);
    if object.contains_key("access_token") {
        of_tokens(observation, object);
    } else if object.contains_key("account_id") {
        observation.stage = observation.stage.or(Some(Stage::Profile));
        if observation.stage == Some(Stage::Profile) && !object.get("email").is_some_and(Value::is_string) {
            observation.mark("profile-incomplete", "The profile has no e-mail address");
        }
    } else if let Some(list) = LISTS.iter().find(|name| object.get(**name).is_some_and(Value::is_array))
        && !is_failure
    {
        observation.status = observation.status.or(Some(200));
        observation.mark("item-list", format!("A list of {list}"));
    }
    let mut words = Vec::new();
    for name in WORDS {
        texts(object.get(name), &mut words, 0);
    }
    if words.is_empty() && !object.contains_key("access_token") && !object.contains_key("account_id") {
        words.push(text);
    }
    say(observation, &words.join("\n"));
}

/// The texts below a value, at most some.
fn texts<'a>(value: Option<&'a Value>, found: &mut Vec<&'a str>, depth: usize) {
    if found.len() > 20 || depth > 4 {
        return;
    }
    match value {
        Some(Value::String(text)) => found.push(text),
        Some(Value::Array(list)) => list.iter().take(20).for_each(|value| texts(Some(value), found, depth + 1)),
        Some(Value::Object(object)) => {
            object.values().take(20).for_each(|value| texts(Some(value), found, depth + 1));
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => {}
    }
}

fn of_tokens(observation: &mut Observation, object: &Map<String, Value>) {
    observation.stage = observation.stage.or(Some(Stage::Token));
    observation.mark("token-answer", "The answer has an access token");
    // An answer to a refresh may leave the refresh token out: the old one stays good.
    if !object.contains_key("refresh_token") && !observation.has("refresh") {
        let scope = object.get("scope").and_then(Value::as_str).unwrap_or_default();
        let evidence = format!("The answer has no refresh_token; its scope is {scope:?}");
        observation.marks.retain(|mark| mark.name != "token-answer");
        observation.mark("token-without-refresh", evidence);
    }
}

fn of_sites(observation: &mut Observation, sites: &[Value]) {
    let is_site = |value: &Value| value.get("id").is_some() && value.get("scopes").is_some();
    let is_known = matches!(observation.stage, None | Some(Stage::Sites));
    if !is_known || !sites.iter().all(is_site) || observation.status.is_some_and(|status| status >= 400) {
        return;
    }
    observation.stage = Some(Stage::Sites);
    if sites.is_empty() {
        observation.mark("sites-empty", "The list of sites is empty");
        return;
    }
    let mut seen = HashSet::new();
    let repeated = sites.iter().filter_map(|site| site.get("id")?.as_str()).find(|id| !seen.insert(*id));
    match repeated {
        Some(id) => observation.mark("sites-repeated", format!("The id {id} occurs more than once")),
        None => observation.mark("sites-listed", format!("Sites in the list: {}", sites.len())),
    }
}
