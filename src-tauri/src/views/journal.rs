//! The journal: searching it, one attempt with its exchanges, and comparing two.

use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::diagnose::comparison::Area;
use trilo_core::diagnose::exchange::Sender;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome, StepKind};
use trilo_core::error::Code;

use super::{AttemptView, Milliseconds};

/// Which attempts to look for.
#[derive(Debug, Clone, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptSearchForm {
    /// Words that all have to be in the attempt, or in the name of its account or registration.
    pub text: String,
    /// What was attempted; empty for anything.
    pub kinds: Vec<AttemptKind>,
    /// How it ended; empty for any way.
    pub outcomes: Vec<AttemptOutcome>,
    /// What went wrong.
    pub code: Option<Code>,
    /// From when on.
    pub since: Option<Milliseconds>,
    /// Only those older than this attempt, for the next page.
    pub before: Option<String>,
}

/// What a search found, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundAttemptsView {
    /// The attempts.
    pub attempts: Vec<AttemptView>,
    /// Whether there are more.
    pub more: bool,
}

/// An attempt with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WholeAttemptView {
    /// The attempt.
    pub attempt: AttemptView,
    /// What was sent and answered, in the order of the steps.
    pub exchanges: Vec<ExchangeView>,
    /// The version of Trilo, its program, and the system that it ran on; empty when not known.
    pub ran_on: Vec<String>,
    /// The callback URL that went out.
    pub callback: Option<String>,
    /// The scopes that were asked for.
    pub scopes: Vec<String>,
}

/// A request and its answer; removed values are marks such as `‹token#3f9a2c›`.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeView {
    /// The step that it belongs to.
    pub step: StepKind,
    /// Who sent it.
    pub sender: Sender,
    /// The method.
    pub method: String,
    /// The address.
    pub url: String,
    /// When it was sent.
    pub started_at: Milliseconds,
    /// What was sent.
    pub request: MessageView,
    /// The status of the answer; `null` when none came.
    pub status: Option<u16>,
    /// What was answered.
    pub response: Option<MessageView>,
    /// Why no answer came, or not a whole one.
    pub failure: Option<String>,
    /// The address that answered; `null` is unknown, as in what follows.
    pub address: Option<String>,
    /// The HTTP version.
    pub http_version: Option<String>,
    /// The TLS version.
    pub tls_version: Option<String>,
    /// Whether the connection stood already.
    pub reused: Option<bool>,
    /// The parts of its time.
    pub timings: TimingsView,
}

/// Headers and body.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What is kept of the body; `null` when there is none, or none that may be kept.
    pub body: Option<String>,
    /// Whether there was more of it.
    pub cut: bool,
    /// The body's size in bytes.
    pub size: u32,
}

/// Microseconds; `null` is unknown, or did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimingsView {
    /// Finding the name's address.
    pub dns: Option<u32>,
    /// Connecting, with TLS unless that was measured apart.
    pub connect: Option<u32>,
    /// Agreeing on encryption.
    pub tls: Option<u32>,
    /// Waiting for the first byte.
    pub wait: Option<u32>,
    /// Reading the body.
    pub receive: Option<u32>,
    /// All of it.
    pub total: u32,
}

/// What differs between two attempts.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonView {
    /// What differs, by area.
    pub differences: Vec<DifferenceView>,
    /// The areas in which nothing does.
    pub same: Vec<Area>,
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    /// What it is about.
    pub area: Area,
    /// What exactly.
    pub subject: String,
    /// In the first attempt; `null` when it is not there.
    pub first: Option<String>,
    /// In the second.
    pub second: Option<String>,
}
