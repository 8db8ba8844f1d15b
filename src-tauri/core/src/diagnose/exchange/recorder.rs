//! Recording exchanges: the one way from what really went over the wire to what is kept.

use std::fmt;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::cleaning::Cleaning;
use super::{Connection, Exchange, Message, Response, Sender, Timings};
use crate::diagnose::redaction::Redaction;
use crate::ports::lock;
use crate::secret::Secret;

/// The most exchanges that a recorder keeps; an attempt has a few.
const MOST: usize = 100;

/// Records the exchanges of an attempt; clones record into the same list.
#[derive(Clone)]
pub struct Recorder(Arc<Mutex<Recorded>>);

struct Recorded {
    redaction: Redaction,
    exchanges: Vec<Exchange>,
}

/// An exchange as it went over the wire, with everything that is secret in it.
pub(crate) struct RawExchange {
    pub(crate) sender: Sender,
    pub(crate) method: String,
    pub(crate) url: Secret<String>,
    pub(crate) started_at: Timestamp,
    pub(crate) headers: Vec<(String, Secret<String>)>,
    pub(crate) body: Option<RawBody>,
    pub(crate) answer: Option<RawAnswer>,
    pub(crate) failure: Option<String>,
    pub(crate) connection: Connection,
    pub(crate) timings: Timings,
}

/// An answer as it went over the wire.
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Secret<String>)>,
    pub(crate) body: Option<RawBody>,
}

/// A body as it went over the wire.
pub(crate) struct RawBody {
    /// The media type in lower case, without parameters.
    pub(crate) media_type: Option<String>,
    pub(crate) bytes: Secret<Vec<u8>>,
    /// The size in bytes, which is larger than `bytes` when `cut`.
    pub(crate) size: u64,
    pub(crate) cut: bool,
}

impl Recorder {
    /// A recorder behind a last net.
    #[must_use]
    pub fn new(redaction: Redaction) -> Self {
        Self(Arc::new(Mutex::new(Recorded { redaction, exchanges: Vec::new() })))
    }

    /// The exchanges that were recorded since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<Exchange> {
        std::mem::take(&mut lock(&self.0).exchanges)
    }

    pub(crate) fn record(&self, raw: &RawExchange) {
        let mut recorded = lock(&self.0);
        if recorded.exchanges.len() < MOST {
            let exchange = cleaned(&mut recorded.redaction, raw);
            recorded.exchanges.push(exchange);
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Recorder").field("exchanges", &lock(&self.0).exchanges.len()).finish_non_exhaustive()
    }
}

/// What may be kept of an exchange. What was removed from one of its parts stands in no other, nor in later exchanges.
fn cleaned(redaction: &mut Redaction, raw: &RawExchange) -> Exchange {
    let mut cleaning = Cleaning::with(redaction);
    let message = |cleaning: &mut Cleaning<'_>, headers: &[(String, Secret<String>)], body: Option<&RawBody>| Message {
        headers: headers.iter().map(|(name, value)| cleaning.header(name, value.expose())).collect(),
        body: body.map(|body| cleaning.body(body)),
    };
    let request = message(&mut cleaning, &raw.headers, raw.body.as_ref());
    let response = raw.answer.as_ref().map(|answer| Response {
        status: answer.status,
        message: message(&mut cleaning, &answer.headers, answer.body.as_ref()),
    });
    let mut exchange = Exchange {
        sender: raw.sender,
        method: cleaning.prose(&raw.method),
        url: cleaning.address(raw.url.expose()),
        started_at: raw.started_at,
        request,
        response,
        failure: raw.failure.as_deref().map(|failure| cleaning.prose(failure)),
        connection: raw.connection.clone(),
        timings: raw.timings,
    };
    let removed = cleaning.into_removed();
    redaction.know(removed);
    exchange.each_text(|text| *text = redaction.redact_known(text));
    exchange
}

impl Exchange {
    /// Lets every text in it be changed.
    pub(crate) fn each_text(&mut self, mut change: impl FnMut(&mut String)) {
        change(&mut self.method);
        change(&mut self.url);
        self.failure.as_mut().map(&mut change);
        let messages = std::iter::once(&mut self.request).chain(self.response.as_mut().map(|one| &mut one.message));
        for message in messages {
            for header in &mut message.headers {
                change(&mut header.name);
                change(&mut header.value);
            }
            if let Some(body) = &mut message.body {
                body.media_type.as_mut().map(&mut change);
                body.text.as_mut().map(&mut change);
            }
        }
        let Connection { address, http_version, tls_version, reused: _ } = &mut self.connection;
        for text in [address, http_version, tls_version].into_iter().flatten() {
            change(text);
        }
    }
}
