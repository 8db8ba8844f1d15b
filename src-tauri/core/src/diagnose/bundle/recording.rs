//! Recordings of browsers (HAR 1.2): the steps of OAuth are found in them and become attempts.
//!
//! A recording holds everything in the clear. Nothing of it is kept but what the recorder lets through.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::{Bundle, Unreadable};
use crate::diagnose::exchange::{Connection, RawAnswer, RawBody, RawExchange, Recorder, Sender, Timings};
use crate::diagnose::redaction::Redaction;
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, Circumstances, Exchange, Step, StepKind, StepState};
use crate::error::{Code, Error, Problem};
use crate::secret::Secret;

/// The most entries that are looked at: a recording of a sign-in has a few hundred.
const MOST_ENTRIES: usize = 50_000;

#[derive(Deserialize)]
struct Har<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow, default)]
    started_date_time: Cow<'a, str>,
    #[serde(default)]
    time: f64,
    #[serde(borrow)]
    request: Request<'a>,
    #[serde(borrow, default)]
    response: Answer<'a>,
    #[serde(default)]
    timings: Parts,
    #[serde(borrow, default, rename = "serverIPAddress")]
    server: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow, default)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default)]
    http_version: Cow<'a, str>,
    #[serde(borrow, default)]
    headers: Vec<Pair<'a>>,
    #[serde(borrow, default)]
    post_data: Option<Content<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    #[serde(default)]
    status: i64,
    #[serde(borrow, default)]
    headers: Vec<Pair<'a>>,
    #[serde(borrow, default)]
    content: Option<Content<'a>>,
    /// Chrome's word for why there is no answer.
    #[serde(borrow, default, rename = "_error")]
    error: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content<'a> {
    #[serde(borrow, default)]
    mime_type: Cow<'a, str>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
}

/// Milliseconds; negative or absent is unknown.
#[derive(Deserialize, Default)]
struct Parts {
    dns: Option<f64>,
    connect: Option<f64>,
    ssl: Option<f64>,
    wait: Option<f64>,
    receive: Option<f64>,
}

/// Reads a recording; also tells how many entries have nothing to do with OAuth.
pub(super) fn read(bytes: &[u8], redaction: Redaction) -> Result<(Bundle, usize), Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::OtherKind)?;
    let har: Har<'_> = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| Unreadable::OtherKind)?;
    if har.log.entries.len() > MOST_ENTRIES {
        return Err(Unreadable::TooMuch);
    }
    let (mut attempts, mut passed_over): (Vec<Attempt>, _) = (Vec::new(), 0);
    let recorder = Recorder::new(redaction);
    for entry in &har.log.entries {
        let url = Url::parse(&entry.request.url).ok();
        let step = url.and_then(|url| step_of(&entry.request, &url)).or_else(|| entry.sends_back());
        let Some(step) = step else {
            passed_over += 1;
            continue;
        };
        recorder.record(&entry.raw());
        for exchange in recorder.take() {
            let begins = matches!(step, StepKind::BrowserOpened) && !is_same_request(attempts.last(), &exchange);
            if attempts.is_empty() || begins {
                attempts.push(begun(&exchange));
            }
            if let Some(attempt) = attempts.last_mut() {
                take_in(attempt, step, exchange);
            }
        }
    }
    if attempts.is_empty() {
        return Err(Unreadable::NoSteps);
    }
    attempts.iter_mut().for_each(conclude);
    let made_at = attempts.first().map_or(Timestamp::UNIX_EPOCH, |attempt| attempt.started_at);
    attempts.reverse();
    let bundle = Bundle { made_at, versions: [].into(), settings: [].into(), checks: Vec::new(), attempts };
    Ok((bundle, passed_over))
}

/// Which step of OAuth a request is; `None` when it is none.
fn step_of(request: &Request<'_>, url: &Url) -> Option<StepKind> {
    let has = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    let (host, path) = (url.host_str().unwrap_or_default(), url.path());
    let posts = request.method.eq_ignore_ascii_case("POST");
    match path {
        _ if path.ends_with("/authorize") && has("client_id") => Some(StepKind::BrowserOpened),
        _ if is_callback(url) => Some(StepKind::CallbackReceived),
        _ if path.ends_with("/oauth/token") && posts => Some(token_step(request)),
        _ if path.ends_with("/oauth/token/accessible-resources") => Some(StepKind::SitesRead),
        _ if path.ends_with("/oauth/revoke") => Some(StepKind::RevocationAsked),
        "/me" if host.starts_with("api.") => Some(StepKind::ProfileRead),
        _ if path.contains("/api/auth/atlassian/") => Some(StepKind::FrontendAnswered),
        _ => None,
    }
}

fn is_callback(url: &Url) -> bool {
    let has = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    has("state") && (has("code") || has("error"))
}

fn token_step(request: &Request<'_>) -> StepKind {
    let body = request.post_data.as_ref().and_then(|data| data.text.as_deref()).unwrap_or_default();
    let grant = serde_json::from_str::<serde_json::Value>(body).ok();
    let grant = grant.as_ref().and_then(|body| body["grant_type"].as_str().map(ToOwned::to_owned));
    let of_form = || form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "grant_type");
    let grant = grant.or_else(|| of_form().map(|(_, value)| value.into_owned()));
    if grant.as_deref() == Some("refresh_token") { StepKind::TokenRenewed } else { StepKind::CodeExchanged }
}

/// Whether an authorize request goes on with the one before it: the server sends the browser back and forth.
fn is_same_request(attempt: Option<&Attempt>, exchange: &Exchange) -> bool {
    let state = |url: &str| url.split(['?', '&']).find(|pair| pair.starts_with("state=")).map(ToOwned::to_owned);
    let known = attempt.into_iter().flat_map(Attempt::exchanges).find_map(|(_, exchange)| state(&exchange.url));
    known.is_some() && known == state(&exchange.url)
}

fn begun(exchange: &Exchange) -> Attempt {
    let mut attempt = Attempt::begin(AttemptKind::SignIn, &[], exchange.started_at);
    attempt.circumstances = Circumstances::default();
    attempt
}

fn take_in(attempt: &mut Attempt, step: StepKind, exchange: Exchange) {
    let took = SignedDuration::from_micros(exchange.timings.total.cast_signed());
    let ended = exchange.started_at.saturating_add(took).unwrap_or(exchange.started_at);
    if !attempt.steps.iter().any(|known| known.kind == step) {
        attempt.steps.push(Step::ahead(step));
        attempt.step_begins(step, exchange.started_at);
    }
    let failed = !exchange.went_well() || refusal_of(&exchange).is_some();
    attempt.step_done(step, None, ended);
    if failed {
        attempt.step_failed(step, ended);
    }
    attempt.ended_at = attempt.ended_at.max(Some(ended));
    attempt.exchanged(step, vec![exchange]);
}

/// Draws the conclusion from the steps: what it was, and how it ended as far as the browser saw.
fn conclude(attempt: &mut Attempt) {
    let has = |kind| attempt.steps.iter().any(|step| step.kind == kind);
    let signs_in = [StepKind::BrowserOpened, StepKind::CallbackReceived, StepKind::CodeExchanged].into_iter().any(has);
    attempt.kind = match () {
        () if signs_in => AttemptKind::SignIn,
        () if has(StepKind::TokenRenewed) => AttemptKind::Refresh,
        () if has(StepKind::RevocationAsked) => AttemptKind::SignOut,
        () if has(StepKind::FrontendAnswered) => AttemptKind::BackstageRequest,
        () => AttemptKind::AccountRead,
    };
    let failed = attempt.steps.iter().filter(|step| step.state == StepState::Failed);
    let failure = failed
        .flat_map(|step| &step.exchanges)
        .find(|exchange| !exchange.went_well() || refusal_of(exchange).is_some());
    let problem = failure.map(problem_of);
    attempt.outcome = match &problem {
        Some(problem) if problem.details.get("error").is_some_and(|error| error == "access_denied") => {
            AttemptOutcome::Denied
        }
        Some(_) => AttemptOutcome::Failed,
        // The browser went away and never came back with an answer.
        None if attempt.kind == AttemptKind::SignIn
            && !has(StepKind::CallbackReceived)
            && !has(StepKind::CodeExchanged) =>
        {
            AttemptOutcome::Interrupted
        }
        None => AttemptOutcome::Succeeded,
    };
    attempt.problem = problem;
}

fn problem_of(exchange: &Exchange) -> Problem {
    if let Some(refusal) = refusal_of(exchange) {
        return refusal.problem();
    }
    let status = exchange.response.as_ref().map(|response| response.status);
    let body = exchange.response.as_ref().and_then(|response| response.message.body.as_ref()?.text.as_deref());
    let body: serde_json::Value = body.and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    let said = |name: &str| body[name].as_str().map(ToOwned::to_owned);
    let code = match status {
        None => Code::Unreachable,
        Some(401) => Code::AccessTokenRejected,
        Some(429) => Code::RateLimited,
        Some(500..) => Code::ServerFailed,
        Some(_) => Code::TokenEndpointRefused,
    };
    let status = status.map(|status| status.to_string());
    let facts = [("status", status), ("error", said("error")), ("description", said("error_description"))];
    let details = facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    let message = exchange.failure.clone().unwrap_or_else(|| format!("{} was refused", exchange.url));
    Problem { code, message, details }
}

/// The refusal that a callback carries, in its own address or in the one that it is sent to.
fn refusal_of(exchange: &Exchange) -> Option<Error> {
    let headers = exchange.response.iter().flat_map(|response| &response.message.headers);
    let location = headers.filter(|header| header.name == "location").map(|header| header.value.as_str());
    std::iter::once(exchange.url.as_str()).chain(location).find_map(|url| {
        let error = parameter(url, "error").filter(|_| parameter(url, "state").is_some())?;
        let description = parameter(url, "error_description").unwrap_or_default();
        Some(Error::AuthorizationRefused { error, description })
    })
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

impl Entry<'_> {
    /// The callback, where the browser was sent to an address that it does not record, such as a link of Trilo's.
    fn sends_back(&self) -> Option<StepKind> {
        let location = self.response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("location"))?;
        let url = Url::parse(&location.value).ok()?;
        (!matches!(url.scheme(), "http" | "https") && is_callback(&url)).then_some(StepKind::CallbackReceived)
    }

    fn raw(&self) -> RawExchange {
        let status = u16::try_from(self.response.status).ok().filter(|status| *status >= 100);
        RawExchange {
            sender: Sender::Browser,
            method: self.request.method.to_ascii_uppercase(),
            url: Secret::new(self.request.url.clone().into_owned()),
            started_at: self.started_date_time.parse().unwrap_or(Timestamp::UNIX_EPOCH),
            headers: listed(&self.request.headers),
            body: self.request.post_data.as_ref().and_then(Content::raw),
            answer: status.map(|status| RawAnswer {
                status,
                headers: listed(&self.response.headers),
                body: self.response.content.as_ref().and_then(Content::raw),
            }),
            failure: status.is_none().then(|| self.response.error.as_deref().unwrap_or("no answer").to_owned()),
            connection: Connection {
                address: self.server.as_deref().filter(|server| !server.is_empty()).map(ToOwned::to_owned),
                http_version: Some(self.request.http_version.to_string()).filter(|version| !version.is_empty()),
                ..Connection::default()
            },
            timings: self.timings.measured(self.time),
        }
    }
}

impl Content<'_> {
    fn raw(&self) -> Option<RawBody> {
        let text = self.text.as_deref().filter(|text| !text.is_empty())?;
        let kind = self.mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Some(RawBody {
            media_type: Some(kind).filter(|kind| !kind.is_empty()),
            bytes: Secret::new(text.as_bytes().to_vec()),
            size: text.len() as u64,
            cut: false,
        })
    }
}

impl Parts {
    fn measured(&self, total: f64) -> Timings {
        let part = |part: Option<f64>| part.filter(|part| *part >= 0.0).map(microseconds);
        let tls = part(self.ssl);
        Timings {
            dns: part(self.dns),
            connect: part(self.connect).map(|connect| connect.saturating_sub(tls.unwrap_or_default())),
            tls,
            wait: part(self.wait),
            receive: part(self.receive),
            total: microseconds(total),
        }
    }
}

/// A day is longer than any exchange, and keeps what a recording claims within what can be added to a time.
const LONGEST: f64 = 86_400_000.0;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is bounded")]
fn microseconds(milliseconds: f64) -> u64 {
    (milliseconds.clamp(0.0, LONGEST) * 1_000.0) as u64
}

fn listed(pairs: &[Pair<'_>]) -> Vec<(String, Secret<String>)> {
    let pair = |pair: &Pair<'_>| (pair.name.to_ascii_lowercase(), Secret::new(pair.value.clone().into_owned()));
    pairs.iter().map(pair).collect()
}
