//! Every request as an attempt in the core's journal.

use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use trilo_core::Core;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use trilo_core::error::Error;
use trilo_core::identifier::{AccountId, RegistrationId};

use crate::app::lock;
use crate::refusal::{Kind, Refusal};

/// How many refused requests are recorded within a minute: any web page can send some, and must not push out the rest.
const MOST_REFUSED: usize = 30;
const WITHIN: SignedDuration = SignedDuration::from_mins(1);

/// Records requests.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    refused: Mutex<Vec<Timestamp>>,
}

/// A request while it is answered.
#[derive(Debug, Clone)]
pub(crate) struct Record(Arc<Mutex<Attempt>>);

impl Record {
    pub(crate) fn begin(now: Timestamp) -> Self {
        let steps = [StepKind::OriginChecked, StepKind::ConsentAsked, StepKind::FrontendAnswered];
        Self(Arc::new(Mutex::new(Attempt::begin(AttemptKind::BackstageRequest, &steps, now))))
    }

    pub(crate) fn origin(&self, origin: &str, allowed: bool, now: Timestamp) {
        self.step(StepKind::OriginChecked, Some(origin), allowed, now);
    }

    pub(crate) fn consent(&self, given: bool, now: Timestamp) {
        self.step(StepKind::ConsentAsked, None, given, now);
    }

    pub(crate) fn registration(&self, registration: &RegistrationId) {
        lock(&self.0).registration = Some(registration.clone());
    }

    pub(crate) fn account(&self, account: &AccountId) {
        lock(&self.0).account = Some(account.clone());
    }

    /// Notes why a request fails whose status does not say so.
    pub(crate) fn failed(&self, error: &Error) {
        lock(&self.0).problem = Some(error.problem());
    }

    fn step(&self, kind: StepKind, fact: Option<&str>, well: bool, now: Timestamp) {
        let mut attempt = lock(&self.0);
        attempt.step_begins(kind, now);
        attempt.step_done(kind, fact.map(trilo_core::authorization::callback::bounded), now);
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
        if refusal.is_some() && !self.has_room(now) {
            return;
        }
        let mut attempt = lock(&record.0).clone();
        let problem = attempt.problem.take();
        let fact = format!("{} {}: {}", request.0, request.1, status.as_u16());
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
