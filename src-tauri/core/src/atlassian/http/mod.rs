//! The one HTTP client: deadlines, no redirects, bounded bodies, errors sorted by who answered, and a record of it all.

mod answer;
mod course;
mod error;
mod timing;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use url::Url;

pub use error::HttpError;

pub(crate) use answer::HttpAnswer;

use super::skew::{SkewMeter, Skews};
use crate::diagnose::exchange::{Exchange, Recorder};
use crate::diagnose::redaction::Redaction;
use crate::ports::{Clock, Event, EventSink};
use crate::registration::is_loopback;
use crate::secret::Secret;

const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(30);
const MAX_BODY: usize = 4 * 1024 * 1024;
const AVATAR_REDIRECTS: usize = 3;

/// HTTP clients for this process; cheap to clone. They send nothing themselves: whoever sends decides first whether that
/// is recorded.
#[derive(Clone)]
pub struct HttpClients {
    /// By the system's proxy settings, without redirects.
    direct: Client,
    /// For addresses of this machine, which no proxy may see.
    loopback: Client,
    /// For pictures: a few redirects are allowed, since no secret goes along.
    pictures: Client,
    clock: Arc<dyn Clock>,
    events: Arc<dyn EventSink>,
    atlassian: Arc<SkewMeter>,
    local: Arc<SkewMeter>,
    network: Arc<AtomicU8>,
}

/// A way to send requests whose exchanges are recorded, or deliberately not; cheap to clone.
#[derive(Debug, Clone)]
pub struct Http {
    clients: HttpClients,
    recorder: Option<Recorder>,
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

impl HttpClients {
    /// Builds the clients.
    ///
    /// On a system without any CA certificate they trust nobody: encrypted connections then fail one by one, and
    /// everything else works.
    ///
    /// # Panics
    /// Never: a client that trusts nobody needs nothing of the system.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, events: Arc<dyn EventSink>) -> Self {
        let builder = || {
            Client::builder()
                .connect_timeout(CONNECT_DEADLINE)
                .timeout(DEADLINE)
                .redirect(Policy::none())
                .dns_resolver(timing::Resolver)
                .connector_layer(timing::Connecting)
        };
        let built = |builder: &dyn Fn() -> reqwest::ClientBuilder| {
            builder().build().unwrap_or_else(|_| builder().tls_certs_only([]).build().expect("a client without trust"))
        };
        Self {
            direct: built(&builder),
            loopback: built(&|| builder().no_proxy()),
            pictures: built(&|| builder().redirect(Policy::limited(AVATAR_REDIRECTS)).https_only(true)),
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

    /// A way to send requests that an attempt keeps.
    #[must_use]
    pub fn recording(&self, redaction: Redaction) -> Http {
        Http { clients: self.clone(), recorder: Some(Recorder::new(redaction)) }
    }

    /// A way to send requests that belong to no attempt: pictures, and looks at a server's clock.
    #[must_use]
    pub fn unrecorded(&self) -> Http {
        Http { clients: self.clone(), recorder: None }
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

impl Http {
    /// The exchanges since the last call, none when they are not recorded.
    pub(crate) fn take_exchanges(&self) -> Vec<Exchange> {
        self.recorder.as_ref().map(Recorder::take).unwrap_or_default()
    }

    /// How far this machine's clock is from others, as last measured.
    pub(crate) fn skews(&self) -> Skews {
        self.clients.skews()
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

    /// Sends a request and reads at most `max_body` bytes of its answer.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        url: &Url,
        max_body: usize,
    ) -> Result<HttpAnswer, HttpError> {
        let clients = &self.clients;
        let sent = clients.clock.now();
        let answer = course::run(request, url, max_body, (self.recorder.as_ref(), sent)).await;
        clients.note_reach(url, &answer);
        // A proxy that answers by itself has a clock of its own.
        if let Ok(answer) = &answer
            && answer.is_json()
        {
            let meter = if is_loopback(url) { &clients.local } else { &clients.atlassian };
            if meter.measure(&answer.headers, sent, clients.clock.now()) {
                clients.events.emit(Event::StatusChanged);
            }
        }
        answer
    }
}

impl fmt::Debug for HttpClients {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpClients")
            .field("skews", &self.skews())
            .field("network", &self.network())
            .finish_non_exhaustive()
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
        let http = HttpClients::new(Arc::new(SystemClock), told.clone());
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
