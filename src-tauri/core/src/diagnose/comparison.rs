//! Comparing two attempts: what differs between the one that worked and the one that did not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded;

use super::exchange::{Body, Exchange};
use super::{Attempt, StepKind, wire_name};

/// What a difference is about, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Area {
    /// How it ended.
    Outcome,
    /// The registration as it was.
    Registration,
    /// The scopes that were asked for.
    Scopes,
    /// The callback URL, and where the callback came to.
    Callback,
    /// What was sent and what was answered.
    Request,
    /// The way there: addresses, versions of HTTP and TLS, who answered.
    Network,
    /// Trilo and the system.
    Versions,
}

impl Area {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Outcome, Self::Registration, Self::Scopes, Self::Callback, Self::Request, Self::Network, Self::Versions];
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// What it is about.
    pub area: Area,
    /// What exactly, such as a scope or a header.
    pub subject: String,
    /// In the first attempt; `None` when it is not there.
    pub first: Option<String>,
    /// In the second.
    pub second: Option<String>,
}

/// What differs between two attempts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What differs, by area.
    pub differences: Vec<Difference>,
    /// The areas of which something is known and nothing differs.
    pub same: Vec<Area>,
}

/// Facts of an attempt by what they are about.
type Facts = BTreeMap<(Area, String), String>;

/// Compares two attempts with their exchanges.
///
/// What is made anew for every attempt, such as a code or a token, tells nothing and is left out.
#[must_use]
pub fn compare(first: &Attempt, second: &Attempt) -> Comparison {
    let (first, second) = (facts(first), facts(second));
    let subjects: BTreeSet<_> = first.keys().chain(second.keys()).cloned().collect();
    let mut comparison = Comparison::default();
    for (area, subject) in subjects {
        let key = (area, subject);
        let (first, second) = (first.get(&key), second.get(&key));
        if first != second {
            let (first, second) = (first.cloned(), second.cloned());
            comparison.differences.push(Difference { area, subject: key.1, first, second });
        }
    }
    let differs = |area| comparison.differences.iter().any(|difference| difference.area == area);
    let known = |area| first.keys().chain(second.keys()).any(|(of, _)| *of == area);
    comparison.same = Area::ALL.into_iter().filter(|area| known(*area) && !differs(*area)).collect();
    comparison
}

fn facts(attempt: &Attempt) -> Facts {
    let mut facts = Facts::new();
    let mut put = |area, subject: &str, value: String| {
        if !value.is_empty() {
            facts.insert((area, subject.to_owned()), value);
        }
    };
    put(Area::Outcome, "outcome", wire_name(&attempt.outcome));
    put(Area::Outcome, "kind", wire_name(&attempt.kind));
    put(Area::Outcome, "problem", attempt.problem.as_ref().map(|problem| wire_name(&problem.code)).unwrap_or_default());
    for step in &attempt.steps {
        put(Area::Outcome, &format!("step {}", wire_name(&step.kind)), wire_name(&step.state));
    }
    let circumstances = &attempt.circumstances;
    put(Area::Versions, "trilo", circumstances.version.clone());
    put(Area::Versions, "program", circumstances.program.clone());
    put(Area::Versions, "system", circumstances.system.clone());
    put(Area::Callback, "callback", circumstances.callback.clone().unwrap_or_default());
    for scope in &circumstances.scopes {
        put(Area::Scopes, scope, "asked for".to_owned());
    }
    if let Some(registration) = &circumstances.registration {
        put(Area::Registration, "name", registration.name.clone());
        put(Area::Registration, "environment", wire_name(&registration.environment));
        put(Area::Registration, "client id", registration.client_id.clone());
        put(Area::Registration, "client secret from", registration.secret_source.clone());
        put(Area::Registration, "authorization server", registration.authorization_url.clone());
        put(Area::Registration, "APIs", registration.api_url.clone());
        put(Area::Registration, "callbacks", registration.callbacks.join(" "));
        put(Area::Registration, "scopes", registration.scopes.join(" "));
    }
    for step in attempt.steps.iter().filter(|step| step.kind == StepKind::CallbackReceived) {
        put(Area::Callback, "received at", step.fact.clone().unwrap_or_default());
    }
    for (step, exchange) in attempt.exchanges() {
        of_exchange(&wire_name(&step), exchange, &mut put);
    }
    facts
}

fn of_exchange(step: &str, exchange: &Exchange, put: &mut impl FnMut(Area, &str, String)) {
    let (address, query) = exchange.url.split_once('?').unwrap_or((&exchange.url, ""));
    put(Area::Request, &format!("{step} to"), format!("{} {address}", exchange.method));
    let status = exchange.response.as_ref().map(|response| response.status.to_string());
    put(Area::Request, &format!("{step} status"), status.unwrap_or_else(|| "no answer".to_owned()));
    put(Area::Network, &format!("{step} failure"), exchange.failure.clone().unwrap_or_default());
    let sent = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned()));
    for (name, value) in sent.chain(fields(exchange.request.body.as_ref())) {
        if tells(&name, &value) {
            put(Area::Request, &format!("{step} {name}"), value);
        }
    }
    if let Some(response) = &exchange.response {
        for (name, value) in fields(response.message.body.as_ref()) {
            if matches!(name.as_str(), "error" | "error_description" | "scope" | "message") {
                put(Area::Request, &format!("{step} answered {name}"), value);
            }
        }
        let who = ["server", "via", "content-type", "x-cache"];
        for header in response.message.headers.iter().filter(|header| who.contains(&header.name.as_str())) {
            put(Area::Network, &format!("{step} {}", header.name), header.value.clone());
        }
    }
    let connection = &exchange.connection;
    put(Area::Network, &format!("{step} address"), connection.address.clone().unwrap_or_default());
    put(Area::Network, &format!("{step} HTTP"), connection.http_version.clone().unwrap_or_default());
    put(Area::Network, &format!("{step} TLS"), connection.tls_version.clone().unwrap_or_default());
}

/// Whether the mark of a removed value tells anything when it differs: only secrets that stay the same from day to day do.
fn tells(name: &str, value: &str) -> bool {
    !value.contains('‹') || name == "client_secret"
}

/// The members of a JSON object or of a form.
fn fields(body: Option<&Body>) -> Vec<(String, String)> {
    let Some(text) = body.and_then(|body| body.text.as_deref()) else { return Vec::new() };
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(members)) => {
            let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            members.into_iter().map(|(name, value)| (name, text(value))).collect()
        }
        Ok(_) => Vec::new(),
        Err(_) => form_urlencoded::parse(text.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .filter(|(name, _)| name.len() <= 40)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::diagnose::{AttemptKind, AttemptOutcome};

    fn attempt(callback: &str, scopes: &[&str], ended: AttemptOutcome) -> Attempt {
        let mut attempt = Attempt::begin(AttemptKind::SignIn, &[StepKind::CallbackReceived], Timestamp::UNIX_EPOCH);
        attempt.circumstances.callback = Some(callback.to_owned());
        attempt.circumstances.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        attempt.end(ended, None, Timestamp::UNIX_EPOCH);
        attempt
    }

    #[test]
    fn what_differs_is_told_by_area_and_what_is_the_same_is_named() {
        let worked = attempt("http://127.0.0.1:7007/cb", &["read:me", "read:jira-work"], AttemptOutcome::Succeeded);
        let failed = attempt("http://127.0.0.1:7008/cb", &["read:me", "write:jira-work"], AttemptOutcome::Failed);
        let comparison = compare(&worked, &failed);
        let told: Vec<_> = comparison
            .differences
            .iter()
            .map(|one| (one.area, one.subject.as_str(), one.first.as_deref(), one.second.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                (Area::Outcome, "outcome", Some("succeeded"), Some("failed")),
                (Area::Scopes, "read:jira-work", Some("asked for"), None),
                (Area::Scopes, "write:jira-work", None, Some("asked for")),
                (Area::Callback, "callback", Some("http://127.0.0.1:7007/cb"), Some("http://127.0.0.1:7008/cb")),
            ]
        );
        assert_eq!(comparison.same, [Area::Versions]);
        assert!(compare(&worked, &worked).differences.is_empty());
    }
}
