//! Lines of another program's log: tracebacks, errors of HTTP clients and of OAuth libraries.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::{MAX_OBSERVATIONS, body};
use crate::diagnose::explain::observation::{Observation, stage_of};

/// The errors of RFC 6749 and RFC 8628, which logs name in many notations.
static ERROR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:access_denied|unauthorized_client|invalid_grant|invalid_request|invalid_client|invalid_scope|unsupported_grant_type|unsupported_response_type|server_error|temporarily_unavailable|authorization_pending|slow_down)\b",
    )
});
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?:status(?:[ _-]?code)?|statuscode|http(?:/[0-9.]+)?|httperror|http status|responded with|answered|received|failed:|failed with|error:?|code)\\*["']?(?:\s+is)?\s*[:=(]?\s*\\*["']?([1-5][0-9]{2})\b|\b([45][0-9]{2}) (?:client|server) error|\b([45][0-9]{2}) (?:Unauthorized|Forbidden|Bad Request|Not Found|Too Many Requests|Gone)"#,
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"https?://[^\s"'<>)\\,]+"#));
static POOL: LazyLock<Regex> = LazyLock::new(|| pattern(r"host='([^']{1,200})'(?:.{0,80}?with url: (\S{1,400}))?"));
static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^\s*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|TRACE)\b|Traceback \(most recent|\b[A-Za-z.]*(?:Error|Exception)\b|^\s+at \S+|panicked at|(?i:\berror:|exit status)",
    )
});

/// How much around an error belongs to it, in bytes.
const BEFORE: usize = 800;
const AFTER: usize = 400;
/// What is longer is looked through from its end, where programs stop.
const MAX_WORDS: usize = 64 * 1024;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Whether a text has the marks of a log.
pub(super) fn looks_so(text: &str) -> bool {
    SIGNS.is_match(text) || ERROR.is_match(text) || STATUS.is_match(text)
}

/// Reads each error with what stands around it, and the whole.
pub(super) fn read(text: &str) -> Vec<Observation> {
    let mut observations: Vec<Observation> = Vec::new();
    let mut until = 0;
    for found in ERROR.find_iter(text) {
        // One error is often named several times.
        if found.start() < until || observations.len() + 1 >= MAX_OBSERVATIONS {
            continue;
        }
        let window = window(text, found.start());
        until = found.start() + AFTER;
        let mut observation = around(window);
        observation.error = Some(found.as_str().to_owned());
        observations.push(observation);
    }
    observations.push(around(&tail(text)));
    observations
}

/// The end of a long text, from the beginning of a line.
pub(super) fn tail(text: &str) -> String {
    let start = text.len().saturating_sub(MAX_WORDS);
    let start = (start..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let whole_line = text[start..].find('\n').filter(|_| start > 0).map_or(start, |at| start + at + 1);
    text[whole_line..].to_owned()
}

fn around(text: &str) -> Observation {
    let mut observation = Observation::default();
    let addresses = ADDRESS.find_iter(text).filter_map(|found| Url::parse(found.as_str()).ok());
    let known = addresses.filter(|url| stage_of(url.host_str().unwrap_or_default(), url.path()).is_some());
    if let Some(url) = known.last() {
        let query = if url.query().is_some() { "?" } else { "" };
        observation.url(url.host_str().unwrap_or_default(), &format!("{}{query}", url.path()));
    } else if let Some(found) = POOL.captures(text) {
        let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
        observation.url(part(1), part(2));
    }
    let statuses = STATUS.captures_iter(text).filter_map(|found| {
        let number = [1, 2, 3].into_iter().find_map(|at| found.get(at))?;
        number.as_str().parse::<u16>().ok()
    });
    let mut failing: Vec<u16> = statuses.filter(|status| *status >= 400).collect();
    failing.dedup();
    // Several statuses leave open which one belongs to what is said.
    observation.status = failing.first().copied().filter(|_| failing.len() == 1);
    body::say(&mut observation, &decoded(text));
    observation
}

/// The text with queries in it made readable, as far as they are parts of an error.
fn decoded(text: &str) -> String {
    if !text.contains("error_description=") {
        return text.to_owned();
    }
    // Read as one name of a query, blanks and percent signs become what they stand for.
    let name = text.replace(['&', '='], "\n");
    let read: String = url::form_urlencoded::parse(name.as_bytes()).map(|(name, _)| name.into_owned()).collect();
    format!("{text}\n{read}")
}

fn window(text: &str, at: usize) -> &str {
    let start = at.saturating_sub(BEFORE);
    let start = (start..=at).find(|at| text.is_char_boundary(*at)).unwrap_or(at);
    let end = (at + AFTER).min(text.len());
    let end = (at..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(at);
    &text[start..end]
}
