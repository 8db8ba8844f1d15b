//! What keeps a request from a usable answer, sorted by who is to blame.

use std::error::Error as _;

/// No usable answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The name is not found or nothing answers there.
    #[error("{host} cannot be reached")]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// No answer in time.
    #[error("{host} did not answer in time")]
    TimedOut {
        /// The host.
        host: String,
        /// Whether not even the connection stood, so that nothing was sent.
        connecting: bool,
    },
    /// The encrypted connection could not be established.
    #[error("no encrypted connection to {host}")]
    Tls {
        /// The host.
        host: String,
        /// Why.
        #[source]
        source: reqwest::Error,
    },
    /// Something between here and Atlassian answered: a redirect, a page, a proxy's status.
    #[error("something before {host} answered with status {status}")]
    ProxyAnswered {
        /// The status.
        status: u16,
        /// The host that was asked.
        host: String,
    },
    /// Too many requests (RFC 6585, section 4).
    #[error("too many requests")]
    RateLimited {
        /// After how many seconds to try again, where the server said so.
        retry_after: Option<u64>,
    },
    /// The server failed.
    #[error("the server failed with status {status}")]
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// The token was not accepted.
    #[error("the access token was not accepted (status {status})")]
    TokenRejected {
        /// The status.
        status: u16,
    },
    /// The grant or the person's rights do not suffice.
    #[error("refused with status {status}")]
    Refused {
        /// The status.
        status: u16,
    },
    /// The answer does not have the documented shape.
    #[error("the answer cannot be read as {what}")]
    Unreadable {
        /// What it should be.
        what: &'static str,
    },
}

impl HttpError {
    /// What went wrong with every cause behind it, for the record.
    pub(super) fn told(&self) -> String {
        let mut told = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            told = format!("{told}: {cause}");
            source = cause.source();
        }
        told
    }

    /// Whether the request surely did nothing at the server: it was not sent, or it was refused in the server's own form.
    pub(crate) fn did_nothing(&self) -> bool {
        match self {
            Self::Unreachable { source, .. } => source.is_connect(),
            Self::TimedOut { connecting, .. } => *connecting,
            Self::Tls { .. } | Self::RateLimited { .. } | Self::TokenRejected { .. } | Self::Refused { .. } => true,
            Self::ProxyAnswered { .. } | Self::ServerFailed { .. } | Self::Unreadable { .. } => false,
        }
    }
}

pub(super) fn failure(error: reqwest::Error, host: &str) -> HttpError {
    let error = error.without_url();
    let host = host.to_owned();
    if error.is_timeout() {
        HttpError::TimedOut { host, connecting: error.is_connect() }
    } else if error.is_connect() && is_tls(&error) {
        HttpError::Tls { host, source: error }
    } else {
        HttpError::Unreachable { host, source: error }
    }
}

/// Whether a failure to connect comes from TLS. The TLS library's own error is hidden in an I/O error, so its words tell.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if ["certificate", "TLS", "handshake", "fatal alert"].iter().any(|word| words.contains(word)) {
            return true;
        }
        source = cause.source();
    }
    false
}
