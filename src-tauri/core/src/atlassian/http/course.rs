//! The course of one request: what goes out and what comes back, noted as far as it came.

use std::time::Instant;

use jiff::Timestamp;
use reqwest::header::{HOST, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Client, Request, RequestBuilder};
use url::Url;

use super::answer::{HttpAnswer, media_type};
use super::error::{HttpError, failure};
use super::timing;
use crate::diagnose::exchange::{Connection, RawAnswer, RawBody, RawExchange, Recorder, Sender, Timings};
use crate::secret::Secret;

/// What the program calls itself (RFC 9110, section 10.1.5).
const PROGRAM: HeaderValue = HeaderValue::from_static(concat!("Trilo/", env!("CARGO_PKG_VERSION")));

/// How far a request came.
#[derive(Default)]
struct Course {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    connection: Connection,
    answered_at: Option<Instant>,
}

/// A request on its way; it is recorded however it ends, also when nobody waits for the answer any more.
struct Note<'a> {
    recorder: &'a Recorder,
    raw: RawExchange,
    ended: bool,
}

/// Sends a request, reads at most `max_body` bytes of its answer, and records both.
pub(super) async fn run(
    request: RequestBuilder,
    url: &Url,
    max_body: usize,
    (recorder, sent): (Option<&Recorder>, Timestamp),
) -> Result<HttpAnswer, HttpError> {
    let host = host_of(url);
    let (client, request) = request.build_split();
    let mut request = request.map_err(|error| failure(error, &host))?;
    request.headers_mut().entry(USER_AGENT).or_insert(PROGRAM);
    let note = recorder.map(|recorder| Note { recorder, raw: outgoing(&request, &host, sent), ended: false });
    let (mut course, started) = (Course::default(), Instant::now());
    let stopwatch = timing::Stopwatch::default();
    let ended = stopwatch.measure(follow(&client, request, &host, max_body, &mut course)).await;
    if let Some(note) = note {
        note.end(&course, &ended, stopwatch.timings(started, course.answered_at));
    }
    let Course { status, headers, body, .. } = course;
    ended.map(|()| HttpAnswer { status, headers, body: Secret::new(body), host })
}

async fn follow(
    client: &Client,
    request: Request,
    host: &str,
    max_body: usize,
    course: &mut Course,
) -> Result<(), HttpError> {
    let mut response = client.execute(request).await.map_err(|error| failure(error, host))?;
    course.answered_at = Some(Instant::now());
    course.status = response.status().as_u16();
    course.headers = response.headers().clone();
    course.connection.http_version = Some(format!("{:?}", response.version()));
    course.connection.address = response.remote_addr().map(|address| address.to_string());
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(error, host))? {
        if course.body.len() + chunk.len() > max_body {
            return Err(HttpError::Unreadable { what: "an answer of acceptable size" });
        }
        course.body.extend_from_slice(&chunk);
    }
    Ok(())
}

fn outgoing(request: &Request, host: &str, sent: Timestamp) -> RawExchange {
    let mut headers = listed(request.headers());
    headers.insert(0, (HOST.to_string(), Secret::new(host.to_owned())));
    let bytes = request.body().and_then(|body| body.as_bytes());
    RawExchange {
        sender: Sender::Trilo,
        method: request.method().to_string(),
        url: Secret::new(request.url().to_string()),
        started_at: sent,
        headers,
        body: bytes.map(|bytes| raw_body(request.headers(), bytes.to_vec(), false)),
        answer: None,
        failure: None,
        connection: Connection::default(),
        timings: Timings::default(),
    }
}

fn raw_body(headers: &HeaderMap, bytes: Vec<u8>, cut: bool) -> RawBody {
    RawBody { media_type: media_type(headers), size: bytes.len() as u64, bytes: Secret::new(bytes), cut }
}

fn listed(headers: &HeaderMap) -> Vec<(String, Secret<String>)> {
    let text = |value: &HeaderValue| Secret::new(String::from_utf8_lossy(value.as_bytes()).into_owned());
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

impl Note<'_> {
    fn end(mut self, course: &Course, ended: &Result<(), HttpError>, (timings, connected): (Timings, bool)) {
        self.raw.answer = course.answered_at.map(|_| RawAnswer {
            status: course.status,
            headers: listed(&course.headers),
            body: (!course.body.is_empty()).then(|| raw_body(&course.headers, course.body.clone(), ended.is_err())),
        });
        self.raw.failure = ended.as_ref().err().map(HttpError::told);
        self.raw.connection = course.connection.clone();
        self.raw.connection.reused = course.answered_at.map(|_| !connected);
        self.raw.timings = timings;
        self.ended = true;
    }
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.raw.failure = Some("nobody waited for the answer any more".to_owned());
        }
        self.recorder.record(&self.raw);
    }
}

fn host_of(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}
