use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::diagnose::explain::{Confidence, Who};
use trilo_core::inspect::probe::Outcome;

use super::{ErrorView, Milliseconds};

/// What is to be probed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeForm {
    /// Trilo's id of the account.
    pub account: String,
    /// The sites, by cloud id; all of them without.
    pub sites: Option<Vec<String>>,
    /// The file of a suite of the person's own; a leading `~` stands for their own folder.
    pub suite: Option<String>,
}

/// What would be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbePlanView {
    /// How many calls.
    pub calls: u32,
    /// Scopes that no safe call shows.
    pub uncovered: Vec<String>,
}

/// A run of probes.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeRunView {
    /// How it is going.
    pub state: ProbeRunStateView,
    /// When it began.
    pub started_at: Milliseconds,
    /// How many calls there are.
    pub calls: u32,
    /// What came so far, in the order of the plan.
    pub results: Vec<ProbeResultView>,
    /// Scopes that no safe call shows.
    pub uncovered: Vec<String>,
}

/// How a run is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ProbeRunStateView {
    /// Calls are under way.
    Running,
    /// Every call was made.
    Done,
    /// The person stopped it.
    Cancelled,
    /// Atlassian asked for a longer pause than anybody waits for.
    HeldOff,
}

/// A call with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeResultView {
    /// What it is called.
    pub name: String,
    /// The product's own path.
    pub path: String,
    /// The product that answers.
    pub product: String,
    /// The site; `null` where the call needs none.
    pub site: Option<String>,
    /// The scope that it was chosen for.
    pub covers: Option<String>,
    /// What it should come to, in a word.
    pub expected: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether that is what was expected; `null` when it was not made.
    pub as_expected: Option<bool>,
    /// The answer's status.
    pub status: Option<u16>,
    /// How long it took.
    pub duration: Milliseconds,
    /// How often it was made once more because Atlassian asked to wait.
    pub retries: u32,
    /// Request and answer without secrets.
    pub exchange: String,
    /// Why it is no success.
    pub explanation: Option<ProbeExplanationView>,
    /// Why nobody answered.
    pub error: Option<ErrorView>,
}

/// Why a call is no success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProbeExplanationView {
    /// What happened.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// Who can do it.
    pub who: Who,
    /// How sure it is.
    pub confidence: Confidence,
}
