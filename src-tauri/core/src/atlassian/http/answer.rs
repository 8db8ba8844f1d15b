//! An answer, and what its status and content type tell of who gave it.

use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};

use super::HttpError;
use crate::secret::Secret;

/// An answer whose body was read.
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Secret<Vec<u8>>,
    pub(super) host: String,
}

impl HttpAnswer {
    /// The machine-readable content type, in lower case, without parameters.
    pub(crate) fn content_type(&self) -> Option<String> {
        media_type(&self.headers)
    }

    pub(crate) fn is_json(&self) -> bool {
        self.content_type().is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"))
    }

    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
    }

    /// Whether the token is good but lacks a scope for this, which Atlassian's gateway says with status 401 too.
    fn lacks_scope(&self) -> bool {
        const CATEGORY: &str = "x-failure-category";
        const WORDS: &[u8] = b"scope does not match";
        self.headers.get(CATEGORY).is_some_and(|category| category == "FAILURE_CLIENT_SCOPE_CHECK")
            || self.body.expose().windows(WORDS.len()).any(|words| words == WORDS)
    }

    /// Sorts what is no success by who answered, as far as status and content type tell.
    pub(crate) fn succeeded(&self) -> Result<(), HttpError> {
        let status = self.status;
        match status {
            200..=299 if self.is_json() => Ok(()),
            429 => Err(HttpError::RateLimited { retry_after: self.retry_after() }),
            500..=599 => Err(HttpError::ServerFailed { status }),
            401 if self.is_json() && !self.lacks_scope() => Err(HttpError::TokenRejected { status }),
            400..=499 if status != 407 && self.is_json() => Err(HttpError::Refused { status }),
            _ => Err(HttpError::ProxyAnswered { status, host: self.host.clone() }),
        }
    }
}

/// The media type in lower case, without parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}
