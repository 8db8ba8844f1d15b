//! What an answer to a probe means, and the exchange without its secrets.

use std::fmt::Write;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::{Outcome, ProbeCall, ProbeResult};
use crate::atlassian::http::HttpAnswer;
use crate::diagnose::explain::explain_at;
use crate::diagnose::redaction::Redaction;
use crate::error::Problem;

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct ProbeAnswer {
    /// The status.
    pub status: u16,
    /// The headers that help to explain, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Whether it is a machine's answer.
    pub json: bool,
    /// The body; as text, as far as it is one.
    pub body: String,
}

/// The headers that say something about a refusal.
const TELLING: [&str; 9] = [
    "content-type",
    "www-authenticate",
    "x-failure-category",
    "x-seraph-loginreason",
    "ratelimit-reason",
    "retry-after",
    "atl-traceid",
    "atl-request-id",
    "location",
];
/// As much of a body as explains anything.
const LONGEST_BODY: usize = 2_000;
const SCOPE_WORDS: &str = "scope does not match";

impl ProbeAnswer {
    /// An answer of the HTTP client, with as much of it as explains anything.
    pub(crate) fn of(answer: &HttpAnswer) -> Self {
        let headers = TELLING.iter().filter_map(|name| {
            let value = answer.headers.get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), value.to_owned()))
        });
        Self {
            status: answer.status,
            headers: headers.collect(),
            json: answer.is_json(),
            body: String::from_utf8_lossy(answer.body.expose()).into_owned(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What it means.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let of_scope = self.header("x-failure-category") == Some("FAILURE_CLIENT_SCOPE_CHECK")
            || self.body.contains(SCOPE_WORDS)
            || self.body.contains("missing scope grants");
        match self.status {
            200..=299 => Outcome::Allowed,
            401 | 403 if of_scope => Outcome::ScopeMissing,
            401 | 403 if !self.json => Outcome::Odd,
            400 => Outcome::Reached,
            401 => Outcome::TokenRejected,
            403 => Outcome::Refused,
            404 => Outcome::NotFound,
            410 => Outcome::Gone,
            429 => Outcome::RateLimited,
            500..=599 => Outcome::ServerFailed,
            _ => Outcome::Odd,
        }
    }
}

impl ProbeResult {
    /// The result of a call that was answered.
    #[must_use]
    pub fn answered(
        call: ProbeCall,
        url: &Url,
        answer: &ProbeAnswer,
        (duration, retries): (Duration, u32),
        (redaction, now): (&Redaction, Timestamp),
    ) -> Self {
        let outcome = answer.outcome();
        let written = written(url, answer, outcome);
        let exchange = redaction.redact(&written);
        let explained = (outcome != Outcome::Allowed).then(|| explain_at(&written, &[], now, redaction.clone()));
        Self {
            as_expected: outcome.is(call.expected, Some(answer.status)),
            outcome,
            status: Some(answer.status),
            duration,
            retries,
            exchange,
            explanation: explained.and_then(|explained| explained.candidates.into_iter().next()),
            problem: None,
            call,
        }
    }

    /// The result of a call that nobody answered.
    #[must_use]
    pub fn unanswered(call: ProbeCall, problem: Problem, duration: Duration) -> Self {
        let as_expected = Outcome::NoAnswer.is(call.expected, None);
        Self { outcome: Outcome::NoAnswer, as_expected, problem: Some(problem), duration, ..Self::not_made(call) }
    }

    /// The result of a call that was not made.
    #[must_use]
    pub const fn not_made(call: ProbeCall) -> Self {
        Self {
            call,
            outcome: Outcome::NotMade,
            as_expected: None,
            status: None,
            duration: Duration::ZERO,
            retries: 0,
            exchange: String::new(),
            explanation: None,
            problem: None,
        }
    }
}

/// The exchange as it went over the wire, without the token. What an answer holds that is as it should be is the
/// person's own, and stays away.
fn written(url: &Url, answer: &ProbeAnswer, outcome: Outcome) -> String {
    let target = &url[url::Position::BeforePath..];
    let host = url.host_str().unwrap_or_default();
    let mut text = format!("GET {target} HTTP/1.1\nHost: {host}\nAccept: application/json\n\n");
    let _ = writeln!(text, "HTTP/1.1 {}", answer.status);
    for (name, value) in &answer.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    text.push('\n');
    if outcome == Outcome::Allowed {
        let _ = write!(text, "[{} bytes]", answer.body.len());
    } else {
        text.extend(answer.body.chars().take(LONGEST_BODY));
    }
    text
}
