//! Every request as an attempt in the core's journal.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use trilo_core::Core;
use trilo_core::authorization::callback::bounded;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use trilo_core::error::Error;
use trilo_core::identifier::{AccountId, RegistrationId};

use crate::app::lock;
use crate::refusal::{Kind, Refusal};

/// How many refused requests are recorded within a minute: any web page can send some, and must not push out the rest.
const MOST_REFUSED: usize = 30;
const WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// How many requests are shown.
const SHOWN: usize = 100;

/// Records requests.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    refused: Mutex<Vec<Timestamp>>,
    latest: Mutex<VecDeque<ServedRequest>>,
    answered: watch::Sender<()>,
}

/// A request of a frontend and how it was answered, for whoever watches; without its parameters, which may be secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedRequest {
    /// When it was answered.
    pub at: Timestamp,
    /// Such as `GET`.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The origin that asked, where it is known.
    pub origin: Option<String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// Why it got nothing.
    pub refusal: Option<String>,
}

/// A request while it is answered.
#[derive(Debug, Clone)]
pub(crate) struct Record(Arc<Mutex<Recorded>>);

#[derive(Debug, Clone)]
struct Recorded {
    attempt: Attempt,
    origin: Option<String>,
}

impl Record {
    pub(crate) fn begin(now: Timestamp, origin: Option<&str>) -> Self {
        let steps = [StepKind::OriginChecked, StepKind::ConsentAsked, StepKind::FrontendAnswered];
        let attempt = Attempt::begin(AttemptKind::BackstageRequest, &steps, now);
        Self(Arc::new(Mutex::new(Recorded { attempt, origin: origin.map(bounded) })))
    }

    pub(crate) fn origin(&self, origin: &str, allowed: bool, now: Timestamp) {
        lock(&self.0).origin = Some(bounded(origin));
        self.step(StepKind::OriginChecked, Some(origin), allowed, now);
    }

    pub(crate) fn consent(&self, given: bool, now: Timestamp) {
        self.step(StepKind::ConsentAsked, None, given, now);
    }

    pub(crate) fn registration(&self, registration: &RegistrationId) {
        lock(&self.0).attempt.registration = Some(registration.clone());
    }

    pub(crate) fn account(&self, account: &AccountId) {
        lock(&self.0).attempt.account = Some(account.clone());
    }

    /// Notes why a request fails whose status does not say so.
    pub(crate) fn failed(&self, error: &Error) {
        lock(&self.0).attempt.problem = Some(error.problem());
    }

    fn step(&self, kind: StepKind, fact: Option<&str>, well: bool, now: Timestamp) {
        let attempt = &mut lock(&self.0).attempt;
        attempt.step_begins(kind, now);
        attempt.step_done(kind, fact.map(bounded), now);
        if !well {
            attempt.step_failed(kind, now);
        }
    }
}

impl Journal {
    /// Records a request with its answer.
    pub(crate) fn close(
        &self,
        core: &Core,
        record: &Record,
        request: (&Method, &str),
        answer: (StatusCode, Option<&Refusal>),
    ) {
        let now = core.now();
        let (status, refusal) = answer;
        let Recorded { mut attempt, origin } = lock(&record.0).clone();
        self.show(ServedRequest {
            at: now,
            method: request.0.to_string(),
            path: bounded(request.1),
            origin,
            status: status.as_u16(),
            refusal: refusal.map(|refusal| bounded(&refusal.message)),
        });
        if refusal.is_some() && !self.has_room(now) {
            return;
        }
        let problem = attempt.problem.take();
        let fact = format!("{} {}: {}", request.0, bounded(request.1), status.as_u16());
        attempt.step_begins(StepKind::FrontendAnswered, now);
        attempt.step_done(StepKind::FrontendAnswered, Some(fact), now);
        if refusal.is_some() {
            attempt.step_failed(StepKind::FrontendAnswered, now);
        }
        let outcome = match refusal.map(|refusal| refusal.kind) {
            None if problem.is_some() => AttemptOutcome::Failed,
            None => AttemptOutcome::Succeeded,
            Some(Kind::NotAllowed) => AttemptOutcome::Denied,
            Some(
                Kind::Input | Kind::Authentication | Kind::NotFound | Kind::TooManyRequests | Kind::ServiceUnavailable,
            ) => AttemptOutcome::Failed,
        };
        attempt.end(outcome, problem, now);
        core.record(&attempt);
    }

    /// The latest requests, the newest first.
    pub(crate) fn latest(&self) -> Vec<ServedRequest> {
        lock(&self.latest).iter().cloned().collect()
    }

    /// Marks a change with each request.
    pub(crate) fn answered(&self) -> watch::Receiver<()> {
        self.answered.subscribe()
    }

    fn show(&self, request: ServedRequest) {
        let mut latest = lock(&self.latest);
        latest.truncate(SHOWN - 1);
        latest.push_front(request);
        self.answered.send_replace(());
    }

    fn has_room(&self, now: Timestamp) -> bool {
        let mut refused = lock(&self.refused);
        refused.retain(|time| now.duration_since(*time) < WITHIN);
        let room = refused.len() < MOST_REFUSED;
        if room {
            refused.push(now);
        }
        room
    }
}
