//! The one HTTP client: deadlines, no redirects, bounded bodies, and errors sorted by who answered.

mod clients;

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use url::Url;

use self::clients::Clients;
use super::skew::{SkewMeter, Skews};
use crate::ports::{Clock, Event, EventSink};
use crate::registration::is_loopback;
use crate::secret::Secret;

const MAX_BODY: usize = 4 * 1024 * 1024;

/// HTTP clients for this process; cheap to clone.
#[derive(Clone)]
pub struct Http {
    clients: Arc<Clients>,
    clock: Arc<dyn Clock>,
    events: Arc<dyn EventSink>,
    atlassian: Arc<SkewMeter>,
    local: Arc<SkewMeter>,
    network: Arc<AtomicU8>,
}

/// Whether this machine reaches other machines, by its own latest experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Network {
    /// Nothing was asked for yet.
    Unknown,
    /// Somebody answered, whatever the answer.
    Online,
    /// Nobody could be reached.
    Offline,
}

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

/// An answer whose body was read.
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Secret<Vec<u8>>,
    host: String,
}

impl Http {
    /// Clients that are made when they are needed.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, events: Arc<dyn EventSink>) -> Self {
        Self {
            clients: Arc::new(Clients::new()),
            clock,
            events,
            atlassian: Arc::default(),
            local: Arc::default(),
            network: Arc::new(AtomicU8::new(Network::Unknown as u8)),
        }
    }

    /// How far this machine's clock is from others, as last measured.
    #[must_use]
    pub fn skews(&self) -> Skews {
        Skews { atlassian: self.atlassian.last(), local: self.local.last() }
    }

    /// Whether other machines are reached. Addresses of this machine tell nothing about that.
    #[must_use]
    pub fn network(&self) -> Network {
        match self.network.load(Ordering::Relaxed) {
            online if online == Network::Online as u8 => Network::Online,
            offline if offline == Network::Offline as u8 => Network::Offline,
            _ => Network::Unknown,
        }
    }

    pub(crate) fn client_for(&self, url: &Url) -> &Client {
        if is_loopback(url) { &self.clients.loopback } else { &self.clients.direct }
    }

    pub(crate) fn picture_client_for(&self, url: &Url) -> &Client {
        if is_loopback(url) { &self.clients.loopback } else { &self.clients.pictures }
    }

    /// Reads a JSON document with a bearer token (RFC 6750, section 2.1).
    pub(crate) async fn get_json<T: DeserializeOwned>(
        &self,
        url: &Url,
        token: &Secret<String>,
        what: &'static str,
    ) -> Result<T, HttpError> {
        let request = self.client_for(url).get(url.clone()).bearer_auth(token.expose());
        let answer = self.send(request, url, MAX_BODY).await?;
        answer.succeeded()?;
        serde_json::from_slice(answer.body.expose()).map_err(|_| HttpError::Unreadable { what })
    }

    /// Asks for a public document, for nothing but the date of its answer.
    pub(crate) async fn measure(&self, url: &Url) -> Result<(), HttpError> {
        self.send(self.client_for(url).get(url.clone()), url, MAX_BODY).await.map(drop)
    }

    /// Makes a call with a bearer token and takes whatever is answered.
    pub(crate) async fn call(&self, url: &Url, token: &Secret<String>) -> Result<HttpAnswer, HttpError> {
        let request = self.client_for(url).get(url.clone()).header(ACCEPT, "application/json");
        self.send(request.bearer_auth(token.expose()), url, MAX_BODY).await
    }

    /// Reads a public JSON document.
    pub(crate) async fn get_public_json<T: DeserializeOwned>(
        &self,
        url: &Url,
        what: &'static str,
    ) -> Result<T, HttpError> {
        let answer = self.send(self.client_for(url).get(url.clone()), url, MAX_BODY).await?;
        answer.succeeded()?;
        serde_json::from_slice(answer.body.expose()).map_err(|_| HttpError::Unreadable { what })
    }

    /// Sends a request and reads at most `max_body` bytes of its answer.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        url: &Url,
        max_body: usize,
    ) -> Result<HttpAnswer, HttpError> {
        let sent = self.clock.now();
        let answer = answer_of(request, url, max_body).await;
        self.note_reach(url, &answer);
        // A proxy that answers by itself has a clock of its own.
        if let Ok(answer) = &answer
            && answer.is_json()
        {
            let meter = if is_loopback(url) { &self.local } else { &self.atlassian };
            if meter.measure(&answer.headers, sent, self.clock.now()) {
                self.events.emit(Event::StatusChanged);
            }
        }
        answer
    }

    fn note_reach(&self, url: &Url, answer: &Result<HttpAnswer, HttpError>) {
        let network = match answer {
            Err(HttpError::Unreachable { .. } | HttpError::TimedOut { connecting: true, .. }) => Network::Offline,
            Ok(_) | Err(_) => Network::Online,
        };
        if !is_loopback(url) && self.network.swap(network as u8, Ordering::Relaxed) != network as u8 {
            self.events.emit(Event::StatusChanged);
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Http")
            .field("skews", &self.skews())
            .field("network", &self.network())
            .finish_non_exhaustive()
    }
}

impl HttpError {
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

impl HttpAnswer {
    /// The machine-readable content type, in lower case, without parameters.
    pub(crate) fn content_type(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    pub(crate) fn is_json(&self) -> bool {
        self.content_type().is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"))
    }

    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
    }

    /// Whether the token is good but lacks a scope for this, which Atlassian's gateway says with status 401 too.
    pub(crate) fn lacks_scope(&self) -> bool {
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

async fn answer_of(request: RequestBuilder, url: &Url, max_body: usize) -> Result<HttpAnswer, HttpError> {
    let host = host_of(url);
    let mut response = request.send().await.map_err(|error| failure(error, &host))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(error, &host))? {
        if body.len() + chunk.len() > max_body {
            return Err(HttpError::Unreadable { what: "an answer of acceptable size" });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(HttpAnswer { status, headers, body: Secret::new(body), host })
}

fn failure(error: reqwest::Error, host: &str) -> HttpError {
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

fn host_of(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Mutex;

    use super::*;
    use crate::ports::{SystemClock, lock};

    #[derive(Default)]
    struct Told(Mutex<u32>);

    impl EventSink for Told {
        fn emit(&self, _: Event) {
            *lock(&self.0) += 1;
        }
    }

    #[test]
    fn going_offline_and_coming_back_is_told_once_each_and_this_machine_tells_nothing() {
        let told = Arc::new(Told::default());
        let http = Http::new(Arc::new(SystemClock), told.clone());
        let silent = Err(HttpError::TimedOut { host: "x".into(), connecting: true });
        let refused = Err(HttpError::RateLimited { retry_after: None });
        let (far, here) = ("https://auth.example/".parse().unwrap(), "http://127.0.0.1:9/".parse().unwrap());
        for (url, answer, network, times) in [
            (&here, &silent, Network::Unknown, 0),
            (&far, &silent, Network::Offline, 1),
            (&far, &silent, Network::Offline, 1),
            (&far, &refused, Network::Online, 2),
            (&here, &silent, Network::Online, 2),
        ] {
            http.note_reach(url, answer);
            assert_eq!((http.network(), *lock(&told.0)), (network, times));
        }
    }
}
