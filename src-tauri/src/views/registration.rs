use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::registration::{ConsoleStep, Environment, FindingKind, Severity};
use trilo_core::sessions::CallbackFactKind;

use super::ErrorView;

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
    /// Whether a client secret is sealed in the vault, or can be asked for where it comes from.
    pub has_client_secret: bool,
    /// Where the client secret comes from.
    pub secret_source: SecretSourceView,
    /// The callback URLs, the preferred one first.
    pub callbacks: Vec<CallbackView>,
    /// The scopes that are asked for, without the two that always are.
    pub scopes: Vec<String>,
    /// What the person wrote down about it.
    pub notes: String,
    /// How many accounts are signed in under it.
    pub accounts: u32,
    /// Its place in the list, from zero.
    pub position: u32,
    /// What is likely to go wrong with it, the worst first.
    pub findings: Vec<RegistrationFindingView>,
    /// What the person has checked off in the developer console.
    pub console_steps: Vec<ConsoleStep>,
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
    /// Where the client secret comes from.
    pub secret_source: SecretSourceView,
    /// The client secret, of use only when the vault is its source; `null` keeps the one that is sealed.
    pub client_secret: Option<String>,
    /// The callback URLs, the preferred one first.
    pub callbacks: Vec<String>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// What the person wrote down about it, at most 2,000 characters.
    pub notes: String,
}

/// Where a client secret comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum SecretSourceView {
    /// It is sealed in the vault.
    Sealed,
    /// An environment variable of Trilo's process.
    Environment {
        /// The variable's name.
        variable: String,
    },
    /// The first line of a file that only its owner may read.
    File {
        /// The whole path.
        path: String,
    },
    /// The first line that a command writes; no shell runs it.
    Command {
        /// The command line, in a shell's quoting.
        command: String,
    },
}

/// A client secret, because the person asked to see it.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RevealedClientSecretView {
    /// The client secret.
    pub client_secret: String,
}

/// Where a registration is put in the list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MoveRegistrationForm {
    /// The registration.
    pub registration: String,
    /// The one that it comes before; `null` for the end.
    pub before: Option<String>,
}

/// What is checked off in the developer console.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleStepsForm {
    /// The registration.
    pub registration: String,
    /// All steps that are done, in place of those noted before.
    pub steps: Vec<ConsoleStep>,
}

/// Something that a person should look at, in a registration or an authorize URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationFindingView {
    /// What it is.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about, such as a scope or a callback URL; empty when the kind says it all.
    pub subject: String,
    /// What would mend it.
    pub fix: Option<FixView>,
}

/// A change that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum FixView {
    /// Another callback URL.
    ReplaceCallback {
        /// The one that is there.
        from: String,
        /// The one to put in its place.
        to: String,
    },
    /// A scope less.
    RemoveScope {
        /// The scope.
        scope: String,
    },
    /// A scope more.
    AddScope {
        /// The scope.
        scope: String,
    },
    /// Another environment.
    SetEnvironment {
        /// The environment.
        environment: Environment,
    },
}

/// What an authorize URL says, without its state and challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizeUrlView {
    /// The host and path that it leads to.
    pub endpoint: String,
    /// The client id.
    pub client_id: Option<String>,
    /// The scopes that it asks for.
    pub scopes: Vec<String>,
    /// The `redirect_uri`, as it is written.
    pub callback: Option<String>,
    /// Whether it carries a `state`.
    pub state: bool,
    /// Whether it carries a PKCE challenge by S256.
    pub pkce: bool,
    /// The `audience`.
    pub audience: Option<String>,
    /// The `prompt`.
    pub prompt: Option<String>,
    /// What is likely to go wrong with it, the worst first.
    pub findings: Vec<RegistrationFindingView>,
}

/// Which callback URL is checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallbackCheckForm {
    /// The registration.
    pub registration: String,
    /// One of its callback URLs.
    pub callback_url: String,
}

/// What came of checking a callback URL.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallbackCheckView {
    /// The way back that the URL means.
    pub way_back: WayBackView,
    /// Whether a browser's answer would reach this Trilo.
    pub works: bool,
    /// What was found, in the order in which it was looked at.
    pub facts: Vec<CallbackFactView>,
    /// Why it does not work.
    pub error: Option<ErrorView>,
}

/// Something that was found while checking a callback URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallbackFactView {
    /// What it is.
    pub kind: CallbackFactKind,
    /// The address or name that it is about; empty when none is known.
    pub value: String,
    /// Whether it is as it should be.
    pub ok: bool,
}
