//! The forms in which people paste tokens.

use serde::{Deserialize, Serialize};

use crate::scope::{Scope, ScopeSet};
use crate::secret::Secret;

/// In which form a token was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum WrittenAs {
    /// Alone.
    Token,
    /// In an `Authorization` header.
    Header,
    /// In a `curl` command.
    Curl,
    /// In a token answer (RFC 6749, section 5.1).
    Answer,
}

/// Why a text holds no token that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum NotAToken {
    /// There is no text.
    #[error("there is nothing")]
    Nothing,
    /// It is longer than any token.
    #[error("it is longer than a token can be")]
    TooLong,
    /// Another scheme than `Bearer`.
    #[error("it is of another scheme than Bearer")]
    OtherScheme,
    /// A JSON text without an access token.
    #[error("there is no access_token in it")]
    NoAccessToken,
    /// A command without a bearer token.
    #[error("there is no bearer token in the command")]
    NoHeader,
    /// None of the forms.
    #[error("it is no token, header, command or token answer")]
    Unknown,
}

/// What a token answer says beside the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    /// The granted scopes.
    pub scopes: Option<ScopeSet>,
    /// The access token's life in seconds.
    pub expires_in: Option<u64>,
    /// Whether there is a refresh token.
    pub renewable: bool,
}

/// A token and what stood around it.
pub(super) struct Written {
    pub(super) form: WrittenAs,
    pub(super) token: Secret<String>,
    pub(super) answer: Option<TokenAnswer>,
}

/// Sixty times what Atlassian's largest tokens have.
const LONGEST: usize = 1024 * 1024;
/// Shorter words are words.
const SHORTEST: usize = 16;

/// What of a token answer is read. Its `Debug` shows no token.
#[derive(Deserialize)]
struct Answer {
    access_token: Option<Secret<String>>,
    refresh_token: Option<Secret<String>>,
    scope: Option<String>,
    expires_in: Option<u64>,
}

pub(super) fn read(text: &str) -> Result<Written, NotAToken> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(NotAToken::Nothing);
    }
    if text.len() > LONGEST {
        return Err(NotAToken::TooLong);
    }
    if text.starts_with('{') {
        return answer(text);
    }
    let is_curl = text.split_whitespace().next().is_some_and(|word| word == "curl" || word == "curl.exe");
    if is_curl { command(text) } else { line(text) }
}

fn answer(text: &str) -> Result<Written, NotAToken> {
    let answer: Answer = serde_json::from_str(text).map_err(|_| NotAToken::NoAccessToken)?;
    let token = answer.access_token.filter(|token| is_token(token.expose())).ok_or(NotAToken::NoAccessToken)?;
    let known = |text: &str| text.split_whitespace().filter_map(|scope| Scope::parse(scope).ok()).collect();
    let beside = TokenAnswer {
        scopes: answer.scope.as_deref().map(known),
        expires_in: answer.expires_in,
        renewable: answer.refresh_token.is_some(),
    };
    Ok(Written { form: WrittenAs::Answer, token, answer: Some(beside) })
}

/// Reads `-H`/`--header` with a bearer token, and `--oauth2-bearer`.
fn command(text: &str) -> Result<Written, NotAToken> {
    // Lines that are continued, as browsers and documentation write them.
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let words = shell_words::split(&joined).map_err(|_| NotAToken::NoHeader)?;
    let mut other = false;
    for (at, word) in words.iter().enumerate() {
        let value = match word.split_once('=') {
            Some(("--header" | "--oauth2-bearer", value)) => Some(value),
            Some(_) | None => words.get(at + 1).map(String::as_str),
        };
        let name = word.split('=').next().unwrap_or_default();
        let found = match (name, value) {
            ("--oauth2-bearer", Some(value)) => Some(value.to_owned()),
            ("-H" | "--header", Some(value)) => match bearer(value) {
                Some(Ok(token)) => Some(token.to_owned()),
                Some(Err(_)) => {
                    other = true;
                    None
                }
                None => None,
            },
            _ => None,
        };
        if let Some(token) = found.filter(|token| is_token(token)) {
            return Ok(Written { form: WrittenAs::Curl, token: Secret::new(token), answer: None });
        }
    }
    Err(if other { NotAToken::OtherScheme } else { NotAToken::NoHeader })
}

fn line(text: &str) -> Result<Written, NotAToken> {
    let (form, token) = match bearer(text) {
        Some(token) => (WrittenAs::Header, token?),
        None => (WrittenAs::Token, text),
    };
    if !is_token(token) {
        return Err(NotAToken::Unknown);
    }
    Ok(Written { form, token: Secret::new(token.to_owned()), answer: None })
}

/// The token of `Authorization: Bearer …`, also without its name; `None` when the text is no such header.
fn bearer(header: &str) -> Option<Result<&str, NotAToken>> {
    let (named, value) = match header.split_once(':') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("authorization") => (true, value.trim()),
        Some(_) | None => (false, header.trim()),
    };
    match value.split_once(char::is_whitespace) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(Ok(token.trim())),
        Some((scheme, _)) if named || scheme.eq_ignore_ascii_case("basic") => Some(Err(NotAToken::OtherScheme)),
        Some(_) => None,
        None => named.then_some(Err(NotAToken::OtherScheme)),
    }
}

/// The characters of a bearer token (RFC 6750, section 2.1), and enough of them.
fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=|".contains(&byte);
    text.len() >= SHORTEST && text.bytes().all(allowed)
}
