//! Answers of the gateway that tell a failure, and what the catalogue knows about it.

use trilo_core::atlassian::gateway::{Call, CallAnswer};
use trilo_core::catalogue::{Alternative, Catalogue};
use trilo_core::token_request::TokenFacts;

use super::address::own_path;
use crate::exit::Exit;

/// How an answer tells a failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Answered {
    /// A scope is missing.
    #[error("{operation} needs {needed}; granted: {granted}")]
    ScopeMissing {
        /// The operation.
        operation: String,
        /// The ways to be allowed, each with the scopes that are missing for it.
        needed: String,
        /// The scopes that are granted.
        granted: String,
    },
    /// The token was not accepted, not even a renewed one.
    #[error("the token was not accepted (status 401)")]
    Unauthorized,
    /// The answer leads elsewhere, where no token is sent.
    #[error("the answer leads to {0}")]
    Elsewhere(String),
    /// Any other status that is no success.
    #[error("the answer has status {0}")]
    Status(u16),
    /// An answer that should be JSON is none.
    #[error("the answer is no JSON")]
    NoJson,
}

impl Answered {
    /// The failure that an answer tells, if it does.
    pub(super) fn of(call: &Call, answer: &CallAnswer, facts: &TokenFacts) -> Option<Self> {
        match answer.status {
            200..=299 => None,
            _ if answer.lacks_scope => Some(Self::scope_missing(call, facts)),
            401 => Some(Self::Unauthorized),
            300..=399 => {
                let location = answer.headers.get("location").and_then(|location| location.to_str().ok());
                // A signed address is a secret of its own.
                Some(Self::Elsewhere(location.unwrap_or("nowhere").split('?').next().unwrap_or_default().to_owned()))
            }
            status => Some(Self::Status(status)),
        }
    }

    fn scope_missing(call: &Call, facts: &TokenFacts) -> Self {
        let granted = facts.granted.to_strings();
        let has = |scope: &String| granted.contains(scope);
        let path = own_path(call.url.path());
        let method = call.method.as_str().parse().ok();
        let operation = method.and_then(|method| Catalogue::built_in().at(method, path));
        let missing = |alternative: &Alternative| {
            let missing: Vec<_> = alternative.scopes.iter().filter(|scope| !has(scope)).cloned().collect();
            missing.join(" ")
        };
        let needed: Vec<_> = operation.iter().flat_map(|found| &found.alternatives).map(missing).collect();
        let needed = match needed.as_slice() {
            [] => "a scope that the catalogue does not know".to_owned(),
            // All are granted, so that it is the site that they are not granted on.
            all if all.iter().any(String::is_empty) => "its scopes on this site".to_owned(),
            all => all.join(", or "),
        };
        let operation = operation.map_or_else(|| format!("{} {path}", call.method), |found| found.key.clone());
        Self::ScopeMissing { operation, needed, granted: granted.join(" ") }
    }

    /// Its name for scripts.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::ScopeMissing { .. } => "scopesMissing",
            Self::Unauthorized => "accessTokenRejected",
            Self::Elsewhere(_) => "answerElsewhere",
            Self::Status(_) => "answerStatus",
            Self::NoJson => "answerUnreadable",
        }
    }

    /// Its facts for scripts.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ScopeMissing { operation, needed, granted } => {
                vec![("operation", operation.clone()), ("scopes", needed.clone()), ("granted", granted.clone())]
            }
            Self::Unauthorized => vec![("status", "401".to_owned())],
            Self::Elsewhere(location) => vec![("location", location.clone())],
            Self::Status(status) => vec![("status", status.to_string())],
            Self::NoJson => Vec::new(),
        }
    }

    /// Its words: what happened, and what to do.
    pub(crate) const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::ScopeMissing { .. } => (
                "The token lacks a scope for this",
                "Add it to the app in the developer console and to the registration, then `trilo login` again.",
            ),
            Self::Unauthorized => ("Atlassian did not accept the token", "Run `trilo login` again."),
            Self::Elsewhere(_) => ("The answer is at another address", "--include shows it; open it without a token."),
            Self::Status(403) => (
                "Atlassian refused",
                "The person may lack the permission on the site, or the product is not there; `trilo explain` reads the answer.",
            ),
            Self::Status(404) => (
                "There is nothing there, or nothing that this person may see",
                "Look at the path and at --site; `trilo scopes search` finds operations.",
            ),
            Self::Status(429) => ("Too many requests", "Try again later, with fewer calls."),
            Self::Status(_) => ("The call failed", "`trilo explain` reads the answer: pipe it there."),
            Self::NoJson => ("The answer is no JSON", "Leave out --slurp."),
        }
    }

    /// How the process ends.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::ScopeMissing { .. } | Self::Status(403) => Exit::ScopeMissing,
            Self::Unauthorized => Exit::SignInNeeded,
            Self::Status(404) => Exit::NotFound,
            Self::Status(429 | 500..=599) => Exit::Network,
            Self::Elsewhere(_) | Self::Status(_) | Self::NoJson => Exit::Failed,
        }
    }
}
