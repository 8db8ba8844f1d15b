//! What can be said of a text for sure, also when nothing explains it.

use serde::Serialize;

use super::observation::Observation;
use crate::authorization::callback::bounded;
use crate::diagnose::redaction::Redaction;

/// Something that the text says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// What it is about.
    pub name: FactName,
    /// What the text says about it, without secrets.
    pub value: String,
}

/// What a fact is about, as a closed list that every surface keeps words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum FactName {
    /// The method and address that was called, without the query.
    Request,
    /// The status of an answer.
    Status,
    /// The `error` of an answer.
    Error,
    /// When the server answered.
    Date,
    /// How long to wait.
    RetryAfter,
    /// An id by which Atlassian's support finds the request.
    TraceId,
    /// The gateway's name for the kind of failure.
    FailureCategory,
    /// Something that a recogniser found out, such as a claim of a token.
    Found,
}

/// Headers that are facts in themselves.
const HEADERS: [(&str, FactName); 7] = [
    ("date", FactName::Date),
    ("retry-after", FactName::RetryAfter),
    ("atl-traceid", FactName::TraceId),
    ("atl-request-id", FactName::TraceId),
    ("x-arequestid", FactName::TraceId),
    ("x-request-id", FactName::TraceId),
    ("x-failure-category", FactName::FailureCategory),
];
/// The most facts that anybody reads.
const MOST: usize = 40;

/// The facts of some observations, each once.
pub(super) fn facts(observations: &[Observation], redaction: &Redaction) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for observation in observations {
        for (name, value) in of(observation) {
            let value = match name {
                FactName::TraceId if is_id(&value) => value,
                _ => redaction.redact(&value),
            };
            let fact = Fact { name, value: bounded(&value) };
            if facts.len() < MOST && !fact.value.is_empty() && !facts.contains(&fact) {
                facts.push(fact);
            }
        }
    }
    facts
}

fn of(observation: &Observation) -> Vec<(FactName, String)> {
    let mut facts = Vec::new();
    let address = format!("{} {}{}", observation.method, observation.host, observation.path);
    facts.push((FactName::Request, address.trim().to_owned()));
    facts.extend(observation.status.map(|status| (FactName::Status, status.to_string())));
    facts.extend(observation.error.clone().map(|error| (FactName::Error, error)));
    for (header, name) in HEADERS {
        facts.extend(observation.header(header).map(|value| (name, value.trim().to_owned())));
    }
    facts.extend(observation.marks.iter().map(|mark| (FactName::Found, mark.evidence.clone())));
    facts
}

/// Ids have no other characters, and no secret is so short.
fn is_id(value: &str) -> bool {
    value.len() <= 36 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
