//! What kind of text it is. Each kind has a file that reads it into observations.

mod authorize;
mod body;
mod callback;
mod curl;
mod exchange;
mod har;
mod jwt;
mod log;
mod page;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::Stage;
use super::observation::{Observation, normal};
use super::rule::RULES;

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Recognised {
    /// There is no text.
    Nothing,
    /// The JSON of an answer.
    Json,
    /// A status line, with or without headers.
    StatusLine,
    /// Requests and answers of HTTP.
    HttpExchange,
    /// The output of `curl -v`.
    CurlOutput,
    /// A HAR file.
    HarFile,
    /// The URL that a browser was sent back to.
    CallbackUrl,
    /// The URL of Atlassian's consent page.
    AuthorizeUrl,
    /// A JWT.
    Jwt,
    /// An error page: its address, its HTML, or its words.
    Page,
    /// Lines of a program's log.
    LogLine,
    /// None of these.
    Unknown,
}

/// Why a text was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// It is longer than 16 MiB.
    TooLong,
    /// Its JSON is nested more deeply than any recording is.
    TooDeep,
    /// It has more entries than a recording of a sign-in.
    TooManyEntries,
    /// It begins like a HAR file and cannot be read as one.
    Malformed,
}

impl Refusal {
    /// What a person reads: what happened and what to do.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TooLong => "The text is longer than 16 MB. Cut it to the part with the failure.",
            Self::TooDeep => "The JSON is nested too deeply to be a recording. Paste the part with the failure.",
            Self::TooManyEntries => "The recording has more than 20,000 entries. Record only the sign-in again.",
            Self::Malformed => "It looks like a HAR file and cannot be read as one. Export it again, complete.",
        }
    }
}

/// A text as it was read.
pub(super) struct ReadText {
    pub(super) recognised: Recognised,
    pub(super) observations: Vec<Observation>,
}

/// The longest text that is read, in bytes.
pub(super) const MAX_LENGTH: usize = 16 * 1024 * 1024;
/// A nested answer of an API has a tenth of this.
pub(super) const MAX_DEPTH: usize = 64;
/// Texts of other kinds hold their failure in fewer.
const MAX_OBSERVATIONS: usize = 500;

/// Finds the kind of a text and reads it.
pub(super) fn recognise(text: &str, now: Timestamp) -> Result<ReadText, (Recognised, Refusal)> {
    if text.len() > MAX_LENGTH {
        return Err((Recognised::Unknown, Refusal::TooLong));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let read = |recognised, observations| Ok(ReadText { recognised, observations });
    if text.is_empty() {
        return read(Recognised::Nothing, Vec::new());
    }
    if har::looks_so(text) {
        let observations = har::read(text).map_err(|refusal| (Recognised::HarFile, refusal))?;
        return read(Recognised::HarFile, observations);
    }
    if let Some((recognised, observation)) = address(text) {
        return read(recognised, vec![observation]);
    }
    if let Some(observation) = jwt::read(text, now) {
        return read(Recognised::Jwt, vec![observation]);
    }
    if let Some(observations) = curl::read(text) {
        return read(Recognised::CurlOutput, observations);
    }
    if let Some((recognised, observations)) = exchange::read(text) {
        return read(recognised, observations);
    }
    if is_json(text) {
        if depth(text) > MAX_DEPTH {
            return Err((Recognised::Json, Refusal::TooDeep));
        }
        if serde_json::from_str::<Value>(text).is_ok() {
            let mut observation = Observation::default();
            body::read(&mut observation, text);
            return read(Recognised::Json, vec![observation]);
        }
    }
    if page::is_html(text) {
        return read(Recognised::Page, vec![page::read(text)]);
    }
    let mut observations = log::read(text);
    observations.truncate(MAX_OBSERVATIONS);
    let recognised = match &observations {
        _ if log::looks_so(text) => Recognised::LogLine,
        _ if is_of_a_page(text) => Recognised::Page,
        _ => Recognised::Unknown,
    };
    read(recognised, observations)
}

/// A lone address: of Atlassian's consent page, of its error page, or of a callback.
fn address(text: &str) -> Option<(Recognised, Observation)> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let Ok(url) = Url::parse(text) else {
        return callback::is_query(text).then(|| (Recognised::CallbackUrl, callback::read(text)));
    };
    if authorize::looks_so(&url) {
        return authorize::read(text).map(|observation| (Recognised::AuthorizeUrl, observation));
    }
    if let Some(observation) = page::read_address(&url) {
        return Some((Recognised::Page, observation));
    }
    callback::looks_so(&url).then(|| (Recognised::CallbackUrl, callback::read(text)))
}

fn is_json(text: &str) -> bool {
    text.starts_with(['{', '['])
}

/// How deeply brackets are nested outside of texts, without building anything.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn is_of_a_page(text: &str) -> bool {
    let normal = normal(text);
    RULES.iter().filter(|rule| rule.stage == Stage::Page).any(|rule| rule.text.held_by(&normal).is_some())
}
