//! Reading a callback strictly (RFC 6749, sections 4.1.2 and 4.1.2.1).

use std::collections::BTreeMap;

use url::Url;

use crate::registration::{CallbackUrl, WayBack};
use crate::secret::Secret;

/// The longest callback that is read, in bytes: codes are JWTs of a few kilobytes.
const MAX_LENGTH: usize = 64 * 1024;

/// Backstage's longer callback path, which is answered too: its own documentation has named both.
const LONG_PATH_TAIL: &str = "/handler/frame";

/// A callback, read and not yet matched with a sign-in.
#[derive(Debug)]
pub struct ReceivedCallback {
    /// Where it came to; `None` when only a query was pasted.
    pub place: Option<Place>,
    /// The `state` that it carries.
    pub state: Secret<String>,
    /// What it says.
    pub answer: Answer,
}

/// What a callback says.
#[derive(Debug)]
pub enum Answer {
    /// An authorization code.
    Code(Secret<String>),
    /// The person refused (`access_denied`).
    Denied,
    /// Another error, verbatim but bounded.
    Error {
        /// The `error` parameter.
        error: String,
        /// The `error_description` parameter.
        description: String,
    },
}

/// Where a callback came to: a URL without its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    scheme: String,
    host: String,
    port: Option<u16>,
    path: String,
}

/// Why a callback changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackRejection {
    /// It cannot be read as an address or a query.
    #[error("the callback cannot be read")]
    Unreadable,
    /// It has neither a code nor an error, both, or no state.
    #[error("the callback lacks a code or a state")]
    Incomplete,
    /// It has a parameter twice (forbidden by RFC 6749, section 3.1).
    #[error("the callback has the parameter {parameter:?} twice")]
    RepeatedParameter {
        /// The parameter's name.
        parameter: String,
    },
    /// It came to another address than the one that was sent out.
    #[error("the callback came to {received} instead of {expected}")]
    WrongPlace {
        /// The callback URL that went out.
        expected: String,
        /// Where it came to, without its query.
        received: String,
    },
    /// It belongs to no sign-in that this Trilo began.
    #[error("the callback belongs to no sign-in")]
    Unmatched,
    /// It was used before.
    #[error("the callback was used before")]
    Replayed,
    /// Its sign-in had ended.
    #[error("the callback came after its sign-in had ended")]
    Late,
}

impl ReceivedCallback {
    /// Reads what a browser brought back or a person pasted: an address, or just its query.
    ///
    /// A fragment counts as query when there is no query, so that addresses of the fragment response mode can be pasted.
    pub fn parse(text: &str) -> Result<Self, CallbackRejection> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_LENGTH {
            return Err(CallbackRejection::Unreadable);
        }
        let Ok(url) = Url::parse(text) else {
            if !text.contains('=') {
                return Err(CallbackRejection::Unreadable);
            }
            return Self::from_query(None, text.trim_start_matches(['?', '#']));
        };
        let query = url.query().filter(|query| !query.is_empty()).or_else(|| url.fragment());
        Self::from_query(Some(Place::of(&url)), query.unwrap_or_default())
    }

    fn from_query(place: Option<Place>, query: &str) -> Result<Self, CallbackRejection> {
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let (name, value) = (name.into_owned(), value.into_owned());
            if parameters.insert(name.clone(), value).is_some() {
                return Err(CallbackRejection::RepeatedParameter { parameter: told(&name).to_owned() });
            }
        }
        let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
        let answer = match (take("code"), take("error")) {
            (Some(code), None) => Answer::Code(Secret::new(code)),
            (None, Some(error)) => Answer::from_error(&error, &take("error_description").unwrap_or_default()),
            (None, None) | (Some(_), Some(_)) => return Err(CallbackRejection::Incomplete),
        };
        let state = take("state").ok_or(CallbackRejection::Incomplete)?;
        Ok(Self { place, state: Secret::new(state), answer })
    }
}

impl Answer {
    fn from_error(error: &str, description: &str) -> Self {
        match error {
            "access_denied" => Self::Denied,
            _ => Self::Error { error: bounded(error), description: bounded(description) },
        }
    }
}

impl Place {
    /// Where a URL points to, without its query.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default(),
            path: url.path().to_owned(),
        }
    }

    fn is_deep_link(&self) -> bool {
        self.to_string() == CallbackUrl::DEEP_LINK
    }

    /// Whether a callback to this place answers a request that named the given callback URL.
    #[must_use]
    pub fn answers(&self, callback: &CallbackUrl) -> bool {
        let expected = Self::of(callback.url());
        if *self == expected {
            return true;
        }
        match callback.way_back() {
            WayBack::Loopback { .. } => {
                let other_path = expected
                    .path
                    .strip_suffix(LONG_PATH_TAIL)
                    .map_or_else(|| format!("{}{LONG_PATH_TAIL}", expected.path), ToOwned::to_owned);
                *self == Self { path: other_path, ..expected }
            }
            // The page at an https callback URL has the answer anyway, and may hand it on (docs/bounce).
            WayBack::Paste => expected.scheme == "https" && self.is_deep_link(),
            WayBack::DeepLink => false,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}://{}", self.scheme, self.host)?;
        if let Some(port) = self.port {
            write!(formatter, ":{port}")?;
        }
        formatter.write_str(&bounded(&self.path))
    }
}

/// A text from outside, cut to a length that is safe to keep and to show, without control characters.
#[must_use]
pub fn bounded(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(500).collect()
}

/// The name of a parameter that is told; in a callback that was cut, a code or a state can stand where names do.
fn told(name: &str) -> &str {
    let known = ["code", "state", "error", "error_description", "error_uri"].into_iter().find(|known| *known == name);
    known.unwrap_or("another parameter")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn rejection(text: &str) -> CallbackRejection {
        ReceivedCallback::parse(text).unwrap_err()
    }

    #[test]
    fn an_address_a_query_and_a_fragment_are_read_alike() {
        for text in [
            "http://localhost:7007/api/auth/atlassian?code=c&state=s",
            "  trilo://oauth/callback?state=s&code=c\n",
            "?code=c&state=s",
            "code=c&state=s",
            "https://example.com/back#code=c&state=s",
        ] {
            let callback = ReceivedCallback::parse(text).unwrap();
            assert_eq!(callback.state.expose(), "s", "{text}");
            assert!(matches!(callback.answer, Answer::Code(code) if code.expose() == "c"), "{text}");
        }
    }

    #[test]
    fn a_parameter_twice_is_refused_even_if_equal() {
        assert_eq!(
            rejection("trilo://oauth/callback?code=c&state=s&state=s"),
            CallbackRejection::RepeatedParameter { parameter: "state".into() }
        );
        assert_eq!(
            rejection("code=a&code=b&state=s"),
            CallbackRejection::RepeatedParameter { parameter: "code".into() }
        );
    }

    #[test]
    fn what_is_incomplete_is_refused() {
        for text in ["code=c", "state=s", "code=c&error=e&state=s", "code=&state=s", "http://localhost:7007/"] {
            assert_eq!(rejection(text), CallbackRejection::Incomplete, "{text}");
        }
        assert_eq!(rejection("   "), CallbackRejection::Unreadable);
        assert_eq!(rejection("hello"), CallbackRejection::Unreadable);
        assert_eq!(rejection(&"x".repeat(MAX_LENGTH + 1)), CallbackRejection::Unreadable);
    }

    #[test]
    fn a_refusal_is_an_answer() {
        let callback =
            ReceivedCallback::parse("?error=access_denied&error_description=User+did+not+authorize&state=s").unwrap();
        assert!(matches!(callback.answer, Answer::Denied));
        let callback = ReceivedCallback::parse("?error=server_error&state=s").unwrap();
        assert!(matches!(callback.answer, Answer::Error { error, .. } if error == "server_error"));
    }

    #[test]
    fn an_https_callback_may_be_handed_on_to_the_deep_link_and_nowhere_else() {
        let https = CallbackUrl::parse("https://tools.example/back").unwrap();
        let place = |text: &str| Place::of(&Url::parse(text).unwrap());
        assert!(place("trilo://oauth/callback?code=c&state=s").answers(&https));
        assert!(!place("trilo://oauth/other").answers(&https));
        assert!(!place("https://tools.example/other").answers(&https));
    }

    #[test]
    fn loopback_answers_on_the_short_and_the_long_path_and_nowhere_else() {
        let short = CallbackUrl::parse("http://localhost:7007/api/auth/atlassian").unwrap();
        let long = CallbackUrl::parse("http://localhost:7007/api/auth/atlassian/handler/frame").unwrap();
        let place = |text: &str| Place::of(&Url::parse(text).unwrap());
        for callback in [&short, &long] {
            assert!(place("http://localhost:7007/api/auth/atlassian?x=y").answers(callback));
            assert!(place("http://localhost:7007/api/auth/atlassian/handler/frame").answers(callback));
            for other in [
                "http://localhost:7007/api/auth/atlassian/",
                "http://localhost:7007/api/auth/other",
                "http://127.0.0.1:7007/api/auth/atlassian",
                "http://localhost:7008/api/auth/atlassian",
                "https://localhost:7007/api/auth/atlassian",
                "trilo://oauth/callback",
            ] {
                assert!(!place(other).answers(callback), "{other} is another address than {}", callback.as_str());
            }
        }
    }
}
