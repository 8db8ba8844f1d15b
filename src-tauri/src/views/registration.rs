use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::registration::Environment;

/// An OAuth app registration, without its secret.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationView {
    /// Trilo's id of it.
    pub id: String,
    /// The person's name for it.
    pub name: String,
    /// Which environment it serves.
    pub environment: Environment,
    /// Whose endpoints it uses.
    pub cloud: CloudView,
    /// The client id.
    pub client_id: String,
    /// Whether a client secret is sealed in the vault.
    pub has_client_secret: bool,
    /// The callback URLs, the preferred one first.
    pub callbacks: Vec<CallbackView>,
    /// The scopes that are asked for, without the two that always are.
    pub scopes: Vec<String>,
    /// How many accounts are signed in under it.
    pub accounts: u32,
}

/// A callback URL and the way back that it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallbackView {
    /// The URL as the developer console has to list it.
    pub url: String,
    /// How an answer to it reaches Trilo.
    pub way_back: WayBackView,
}

/// How the browser's answer reaches Trilo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WayBackView {
    /// The system opens the link with Trilo.
    DeepLink,
    /// Trilo listens on the callback's port.
    Loopback,
    /// The person pastes the address; the only way for other URLs.
    Paste,
}

/// Whose endpoints a registration uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum CloudView {
    /// Atlassian's commercial cloud.
    Commercial,
    /// Atlassian Government Cloud.
    Government,
    /// The sandbox inside this app.
    Sandbox,
    /// Endpoints that the person set.
    #[serde(rename_all = "camelCase")]
    Custom {
        /// Base that plays `https://auth.atlassian.com`.
        authorization_url: String,
        /// Base that plays `https://api.atlassian.com`.
        api_url: String,
    },
}

/// A registration as a person filled it in.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationForm {
    /// The person's name for it.
    pub name: String,
    /// Which environment it serves.
    pub environment: Environment,
    /// Whose endpoints it uses; `sandbox` cannot be chosen by hand.
    pub cloud: CloudView,
    /// The client id.
    pub client_id: String,
    /// The client secret; `null` keeps the one that is sealed.
    pub client_secret: Option<String>,
    /// The callback URLs, the preferred one first.
    pub callbacks: Vec<String>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
}

/// A scope that can be picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScopeView {
    /// The scope as it goes over the wire.
    pub scope: String,
    /// The API of the developer console that lists it.
    pub api: String,
    /// What it lets the app do, in a sentence.
    pub summary: String,
    /// Whether every sign-in asks for it.
    pub always: bool,
}
