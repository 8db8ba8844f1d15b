use serde::Serialize;
use specta::Type;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome, StepKind, StepState};

use super::{ErrorView, Milliseconds};

/// One step of an attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// Which step.
    pub kind: StepKind,
    /// How far it is.
    pub state: StepState,
    /// A fact about it, such as the addresses listened on or the browser's name.
    pub fact: Option<String>,
    /// When it began.
    pub started_at: Option<Milliseconds>,
    /// How long it took.
    pub duration: Option<Milliseconds>,
}

/// A recorded attempt: a sign-in, a refresh, or a callback that matched none.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptView {
    /// Trilo's id of it.
    pub id: String,
    /// What was attempted.
    pub kind: AttemptKind,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The registration's name, when one is known.
    pub registration_name: Option<String>,
    /// The account's id, when one is known.
    pub account: Option<String>,
    /// When it began.
    pub started_at: Milliseconds,
    /// How long it took.
    pub duration: Option<Milliseconds>,
    /// Its steps, in order.
    pub steps: Vec<StepView>,
    /// Why it failed.
    pub error: Option<ErrorView>,
}
