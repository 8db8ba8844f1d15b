//! The record of attempts: what Trilo tried, step by step, and how it ended.

pub mod bundle;
pub mod checks;
pub mod circumstances;
pub mod comparison;
pub mod exchange;
pub mod explain;
pub mod journal;
pub mod redaction;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use circumstances::Circumstances;
pub use exchange::Exchange;

use crate::error::Problem;
use crate::identifier::{AccountId, AttemptId, RegistrationId};

/// A recorded attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Trilo's id of it.
    pub id: AttemptId,
    /// What was attempted.
    pub kind: AttemptKind,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The registration, when one is known.
    pub registration: Option<RegistrationId>,
    /// The account, when one is known.
    pub account: Option<AccountId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// What it ran under.
    #[serde(default)]
    pub circumstances: Circumstances,
}

impl Attempt {
    /// Begins an attempt with the steps that lie ahead.
    #[must_use]
    pub fn begin(kind: AttemptKind, steps: &[StepKind], now: Timestamp) -> Self {
        Self {
            id: AttemptId::random(),
            kind,
            outcome: AttemptOutcome::UnderWay,
            registration: None,
            account: None,
            started_at: now,
            ended_at: None,
            steps: steps.iter().copied().map(Step::ahead).collect(),
            problem: None,
            circumstances: Circumstances::here(),
        }
    }

    /// Notes that a step began, unless it is further already.
    pub fn step_begins(&mut self, kind: StepKind, now: Timestamp) {
        if let Some(step) = self.step(kind).filter(|step| step.state == StepState::Todo) {
            step.state = StepState::Active;
            step.started_at = Some(now);
        }
    }

    /// Notes that a step was done, with a fact about it.
    pub fn step_done(&mut self, kind: StepKind, fact: Option<String>, now: Timestamp) {
        if let Some(step) = self.step(kind) {
            step.state = StepState::Done;
            step.fact = fact;
            step.ended_at = Some(now);
        }
    }

    /// Notes that a step failed, though the attempt goes on.
    pub fn step_failed(&mut self, kind: StepKind, now: Timestamp) {
        if let Some(step) = self.step(kind) {
            step.state = StepState::Failed;
            step.ended_at = Some(now);
        }
    }

    /// Keeps exchanges with the step that they belong to.
    pub fn exchanged(&mut self, kind: StepKind, exchanges: Vec<Exchange>) {
        if let Some(step) = self.step(kind) {
            step.exchanges.extend(exchanges);
        }
    }

    /// All exchanges, in the order of the steps.
    pub fn exchanges(&self) -> impl Iterator<Item = (StepKind, &Exchange)> {
        self.steps.iter().flat_map(|step| step.exchanges.iter().map(|exchange| (step.kind, exchange)))
    }

    /// Notes how the attempt ended; a step under way fails with a failure and is skipped otherwise.
    pub fn end(&mut self, outcome: AttemptOutcome, problem: Option<Problem>, now: Timestamp) {
        let unfinished = if problem.is_some() { StepState::Failed } else { StepState::Skipped };
        for step in &mut self.steps {
            match step.state {
                StepState::Active => {
                    step.state = unfinished;
                    step.ended_at = Some(now);
                }
                StepState::Todo => step.state = StepState::Skipped,
                StepState::Done | StepState::Failed | StepState::Skipped => {}
            }
        }
        self.outcome = outcome;
        self.problem = problem;
        self.ended_at = Some(now);
    }

    /// Notes that Trilo ended before the attempt did; when that was is not known.
    pub fn interrupted(&mut self) {
        for step in &mut self.steps {
            step.state = match step.state {
                StepState::Active => StepState::Failed,
                StepState::Todo => StepState::Skipped,
                ended @ (StepState::Done | StepState::Failed | StepState::Skipped) => ended,
            };
        }
        self.outcome = AttemptOutcome::Interrupted;
    }

    fn step(&mut self, kind: StepKind) -> Option<&mut Step> {
        self.steps.iter_mut().find(|step| step.kind == kind)
    }
}

/// One step of an attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Which step.
    pub kind: StepKind,
    /// How far it is.
    pub state: StepState,
    /// A fact about it; never a secret and never personal.
    pub fact: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What it sent and what was answered. The journal keeps them apart, so a list of attempts is without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
}

impl Step {
    /// A step that has not begun.
    #[must_use]
    pub const fn ahead(kind: StepKind) -> Self {
        Self { kind, state: StepState::Todo, fact: None, started_at: None, ended_at: None, exchanges: Vec::new() }
    }
}

/// What was attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum AttemptKind {
    /// A sign-in.
    SignIn,
    /// A refresh of an access token.
    Refresh,
    /// A callback that matched no sign-in; nothing was done about it.
    StrayCallback,
    /// Reading profile and sites anew.
    AccountRead,
    /// A sign-out: an account was wiped from this computer.
    SignOut,
    /// A report of stored accounts to Atlassian's personal data reporting API.
    PersonalDataReport,
    /// A request of a Backstage frontend to Trilo's provider.
    BackstageRequest,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum AttemptOutcome {
    /// It has not ended.
    UnderWay,
    /// It did what it was for.
    Succeeded,
    /// The person refused on Atlassian's page.
    Denied,
    /// The person cancelled it here.
    Cancelled,
    /// No callback came in time.
    TimedOut,
    /// It failed.
    Failed,
    /// It was noticed and had no effect.
    Ignored,
    /// Trilo ended before it did.
    Interrupted,
}

/// A step of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// The key store kept a value and gave it back.
    KeyStoreChecked,
    /// Trilo listens on the callback's port.
    Listening,
    /// The system was asked who opens Trilo's links.
    DeepLinkChecked,
    /// The browser was opened.
    BrowserOpened,
    /// The callback came.
    CallbackReceived,
    /// The code was exchanged for a token set.
    CodeExchanged,
    /// An earlier renewal turned out to be interrupted.
    InterruptionFound,
    /// What is about to be sent was written down.
    IntentNoted,
    /// The token set was renewed.
    TokenRenewed,
    /// The profile was read.
    ProfileRead,
    /// The sites were read.
    SitesRead,
    /// The session was stored.
    Stored,
    /// Atlassian was asked to revoke the refresh token.
    RevocationAsked,
    /// Atlassian was told of which accounts personal data is stored.
    PersonalDataReported,
    /// The frontend's origin was looked at; the fact names it.
    OriginChecked,
    /// The person was asked whether the origin may have tokens.
    ConsentAsked,
    /// The frontend was answered; the fact is the route and the status.
    FrontendAnswered,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Not begun.
    Todo,
    /// Under way.
    Active,
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Not reached, or not needed.
    Skipped,
}

/// The name of an enum value on the wire.
fn wire_name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
