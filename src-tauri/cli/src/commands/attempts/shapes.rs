//! Attempts in JSON and in words.

use serde::Serialize;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, Exchange, Step, StepKind, StepState};

use crate::failure::{Failure, Wire};

/// An attempt; the exchanges are there where one attempt was asked for.
#[derive(Debug, Serialize)]
pub struct AttemptShape {
    id: String,
    kind: AttemptKind,
    outcome: AttemptOutcome,
    registration_id: Option<String>,
    account: Option<String>,
    started_at: String,
    ended_at: Option<String>,
    steps: Vec<StepShape>,
    problem: Option<Wire>,
}

#[derive(Debug, Serialize)]
struct StepShape {
    kind: StepKind,
    state: StepState,
    fact: Option<String>,
    started_at: Option<String>,
    ended_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exchanges: Vec<Exchange>,
}

impl From<&Step> for StepShape {
    fn from(step: &Step) -> Self {
        Self {
            kind: step.kind,
            state: step.state,
            fact: step.fact.clone(),
            started_at: step.started_at.map(|start| start.to_string()),
            ended_at: step.ended_at.map(|end| end.to_string()),
            exchanges: step.exchanges.clone(),
        }
    }
}

impl From<&Attempt> for AttemptShape {
    fn from(attempt: &Attempt) -> Self {
        Self {
            id: attempt.id.to_string(),
            kind: attempt.kind,
            outcome: attempt.outcome,
            registration_id: attempt.registration.as_ref().map(ToString::to_string),
            account: attempt.account.as_ref().map(ToString::to_string),
            started_at: attempt.started_at.to_string(),
            ended_at: attempt.ended_at.map(|end| end.to_string()),
            steps: attempt.steps.iter().map(StepShape::from).collect(),
            problem: attempt.problem.clone().map(|problem| Failure::Recorded(problem).problem()),
        }
    }
}

/// An attempt in a line.
pub fn line(attempt: &Attempt) -> String {
    let why = attempt.problem.as_ref().map(|problem| format!(": {}", problem.message)).unwrap_or_default();
    let id = &attempt.id.as_str()[..attempt.id.as_str().len().min(8)];
    format!("{}  {id}  {}  {}{why}\n", attempt.started_at, kind(attempt.kind), outcome(attempt.outcome))
}

const fn kind(kind: AttemptKind) -> &'static str {
    match kind {
        AttemptKind::SignIn => "sign-in",
        AttemptKind::Refresh => "refresh",
        AttemptKind::StrayCallback => "stray callback",
        AttemptKind::AccountRead => "profile and sites",
        AttemptKind::SignOut => "sign-out",
        AttemptKind::PersonalDataReport => "personal data report",
        AttemptKind::BackstageRequest => "Backstage request",
    }
}

const fn outcome(outcome: AttemptOutcome) -> &'static str {
    match outcome {
        AttemptOutcome::UnderWay => "under way",
        AttemptOutcome::Succeeded => "succeeded",
        AttemptOutcome::Denied => "denied",
        AttemptOutcome::Cancelled => "cancelled",
        AttemptOutcome::TimedOut => "timed out",
        AttemptOutcome::Failed => "failed",
        AttemptOutcome::Ignored => "ignored",
        AttemptOutcome::Interrupted => "never ended",
    }
}

/// An attempt with everything that is known of it, in words.
pub fn whole(attempt: &Attempt) -> String {
    let mut words = line(attempt);
    if let Some(registration) = &attempt.circumstances.registration {
        words.push_str(&format!(
            "under {} ({}, client id {}) at {}\n",
            registration.name, attempt.circumstances.program, registration.client_id, registration.authorization_url
        ));
    }
    for step in &attempt.steps {
        words.push_str(&step_words(step));
        words.extend(step.exchanges.iter().map(exchange_words));
    }
    words
}

fn step_words(step: &Step) -> String {
    let mark = match step.state {
        StepState::Done => "done    ",
        StepState::Failed => "failed  ",
        StepState::Active => "active  ",
        StepState::Todo | StepState::Skipped => "not done",
    };
    let fact = step.fact.as_ref().map(|fact| format!(": {fact}")).unwrap_or_default();
    let took = step.started_at.zip(step.ended_at).map(|(start, end)| end.duration_since(start).as_millis());
    let took = took.map(|took| format!("  ({took} ms)")).unwrap_or_default();
    format!("{mark}  {}{fact}{took}\n", title(step.kind))
}

const fn title(step: StepKind) -> &'static str {
    match step {
        StepKind::KeyStoreChecked => "check the key store",
        StepKind::Listening => "listen for the callback",
        StepKind::DeepLinkChecked => "check who opens Trilo's links",
        StepKind::BrowserOpened => "open the browser",
        StepKind::CallbackReceived => "receive the callback",
        StepKind::CodeExchanged => "exchange the code",
        StepKind::InterruptionFound => "find an interrupted renewal",
        StepKind::IntentNoted => "note what is about to be sent",
        StepKind::TokenRenewed => "renew the token",
        StepKind::ProfileRead => "read the profile",
        StepKind::SitesRead => "read the sites",
        StepKind::Stored => "store the session",
        StepKind::RevocationAsked => "ask for the revocation",
        StepKind::PersonalDataReported => "report stored accounts",
        StepKind::OriginChecked => "look at the frontend's origin",
        StepKind::ConsentAsked => "ask whether the frontend may have tokens",
        StepKind::FrontendAnswered => "answer the frontend",
    }
}

fn exchange_words(exchange: &Exchange) -> String {
    let mut words = format!("    {} {}\n", exchange.method, exchange.url);
    let mut message = |start: &str, headers: &[trilo_core::diagnose::exchange::Header], body: Option<&str>| {
        for header in headers {
            words.push_str(&format!("    {start} {}: {}\n", header.name, header.value));
        }
        body.iter().flat_map(|body| body.lines()).for_each(|line| words.push_str(&format!("    {start} {line}\n")));
    };
    let text = |body: &Option<trilo_core::diagnose::exchange::Body>| body.as_ref().and_then(|body| body.text.clone());
    message(">", &exchange.request.headers, text(&exchange.request.body).as_deref());
    if let Some(response) = &exchange.response {
        message("<", &[], Some(&response.status.to_string()));
        message("<", &response.message.headers, text(&response.message.body).as_deref());
    }
    if let Some(failure) = &exchange.failure {
        words.push_str(&format!("    {failure}\n"));
    }
    words.push_str(&format!("    {}\n\n", way(exchange)));
    words
}

/// The way that an exchange went, and how long its parts took.
fn way(exchange: &Exchange) -> String {
    let (connection, timings) = (&exchange.connection, &exchange.timings);
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_owned());
    let mut parts = vec![format!("address {}", known(&connection.address)), known(&connection.http_version)];
    let measured = [
        ("DNS", timings.dns),
        ("connect", timings.connect),
        ("TLS", timings.tls),
        ("first byte", timings.wait),
        ("body", timings.receive),
        ("total", Some(timings.total)),
    ];
    for (name, took) in measured {
        parts.extend(took.map(|took| format!("{name} {}.{:03} ms", took / 1_000, took % 1_000)));
    }
    parts.join(", ")
}
