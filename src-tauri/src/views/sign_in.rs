use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::registration::Environment;

use super::{CallbackView, ErrorView, Milliseconds, StepView};

/// What a person chose before signing in.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInForm {
    /// The registration's id.
    pub registration: String,
    /// Which of the registration's callback URLs goes out.
    pub callback_url: String,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
}

/// The authorize URL that a sign-in would open, in parts, before it is begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationPreviewView {
    /// The URL; `state` and `code_challenge` are made at the start, and shown as `…`.
    pub url: String,
    /// Endpoint and parameters, decoded, in the order in which they are sent.
    pub parameters: Vec<ParameterView>,
}

/// A parameter of an authorize URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ParameterView {
    /// Its name.
    pub name: String,
    /// Its value, decoded; `…` for a value that is made at the start.
    pub value: String,
}

/// A sign-in under way, or just ended.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// Trilo's id of the attempt.
    pub id: String,
    /// The registration's id.
    pub registration: String,
    /// The registration's name.
    pub registration_name: String,
    /// The registration's environment.
    pub environment: Environment,
    /// Whether it goes to the sandbox.
    pub sandbox: bool,
    /// The callback URL that went out.
    pub callback: CallbackView,
    /// The scopes that were asked for, with the two that always are.
    pub scopes: Vec<String>,
    /// When it began.
    pub started_at: Milliseconds,
    /// Until when a callback is accepted.
    pub deadline: Milliseconds,
    /// What was done and what is still to do, in order.
    pub steps: Vec<StepView>,
    /// Where it stands.
    pub state: SignInStateView,
    /// Why it failed, when `state` is `failed` or `timedOut`.
    pub error: Option<ErrorView>,
    /// The account, once there is one.
    pub account: Option<String>,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SignInStateView {
    /// Trilo prepares: key store, listener, browser.
    Preparing,
    /// The person is in the browser.
    Waiting,
    /// The callback came; code exchange, profile and sites are under way.
    Completing,
    /// Signed in.
    Done,
    /// The person pressed Cancel on Atlassian's page.
    Denied,
    /// The person cancelled here.
    Cancelled,
    /// No callback came in time.
    TimedOut,
    /// It failed.
    Failed,
}

/// What became of a pasted address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PasteOutcomeView {
    /// It belongs to this sign-in, which goes on.
    Accepted,
    /// It belongs to another sign-in of this Trilo, which goes on instead.
    OtherSignIn,
}
