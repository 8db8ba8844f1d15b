//! The HTTP exchanges of a step: what was asked, what was answered, and how long each part took.
//!
//! An [`Exchange`] holds only what [`Recorder`] let through: what is on the allow-list, after the last net. What was
//! removed leaves a mark such as `‹token#3f9a2c›`, which is the same wherever the same value stood.

mod allowed;
mod cleaning;
mod recorder;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use recorder::Recorder;
pub(crate) use recorder::{RawAnswer, RawBody, RawExchange};

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// Who sent the request.
    pub sender: Sender,
    /// The method, in capitals.
    pub method: String,
    /// The address.
    pub url: String,
    /// When the request was sent.
    pub started_at: Timestamp,
    /// What was sent.
    pub request: Message,
    /// What was answered; `None` when no answer came.
    pub response: Option<Response>,
    /// Why no answer came, or not a whole one.
    pub failure: Option<String>,
    /// The way that it went.
    pub connection: Connection,
    /// How long its parts took.
    pub timings: Timings,
}

/// Who sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Sender {
    /// Trilo.
    Trilo,
    /// A person's browser, as its recording tells or as Trilo's own server saw it.
    Browser,
}

/// Headers and body of a request or of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The headers in their order; a removed value leaves its mark.
    pub headers: Vec<Header>,
    /// The body; `None` when there is none.
    pub body: Option<Body>,
}

/// A header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The name, in lower case.
    pub name: String,
    /// The value, or its mark.
    pub value: String,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Body {
    /// Its media type, without parameters.
    pub media_type: Option<String>,
    /// What may be kept of it; `None` when it is no text that Trilo knows the form of.
    pub text: Option<String>,
    /// Whether there was more of it than `text` shows.
    pub cut: bool,
    /// Its size in bytes, as far as it was read.
    pub size: u64,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers and body.
    #[serde(flatten)]
    pub message: Message,
}

/// The way that an exchange went; `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// The address that answered: the server's, or the proxy's where one is between.
    pub address: Option<String>,
    /// The HTTP version, such as `HTTP/2.0`.
    pub http_version: Option<String>,
    /// The TLS version, such as `TLS 1.3`.
    pub tls_version: Option<String>,
    /// Whether the connection stood already.
    pub reused: Option<bool>,
}

/// How long the parts of an exchange took, in microseconds; `None` is unknown, or did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timings {
    /// Finding the name's address.
    pub dns: Option<u64>,
    /// Connecting, without finding the name, with TLS unless `tls` says its part.
    pub connect: Option<u64>,
    /// Agreeing on encryption, where it was measured apart.
    pub tls: Option<u64>,
    /// From the request to the first byte of its answer.
    pub wait: Option<u64>,
    /// Reading the answer's body.
    pub receive: Option<u64>,
    /// The whole exchange.
    pub total: u64,
}

impl Exchange {
    /// Everything in it that a search should find.
    pub(crate) fn words(&self) -> impl Iterator<Item = String> + '_ {
        let response = self.response.iter().flat_map(|response| {
            let headers = response.message.headers.iter().map(|header| format!("{} {}", header.name, header.value));
            let body = response.message.body.iter().filter_map(|body| body.text.clone());
            std::iter::once(response.status.to_string()).chain(headers).chain(body)
        });
        [self.method.clone(), self.url.clone()].into_iter().chain(self.failure.clone()).chain(response)
    }

    /// Whether an answer came that is no error.
    #[must_use]
    pub fn went_well(&self) -> bool {
        self.failure.is_none() && self.response.as_ref().is_some_and(|response| response.status < 400)
    }
}

#[cfg(test)]
pub(crate) mod tests;
