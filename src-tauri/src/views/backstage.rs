use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ErrorView, Milliseconds};

/// The provider for Backstage frontends.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackstageView {
    /// What the person set.
    pub settings: BackstageSettingsView,
    /// Whether it serves.
    pub state: BackstageStateView,
}

/// How the window serves Backstage frontends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackstageSettingsView {
    /// Whether it serves, now and after each start.
    pub on: bool,
    /// The port on this machine.
    pub port: u16,
    /// Where registrations come from.
    pub source: BackstageSourceView,
    /// Origins, and patterns of origins, that may ask.
    pub origins: Vec<String>,
    /// How people become users of Backstage; for development only.
    pub identity: BackstageIdentityView,
}

/// Where registrations come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum BackstageSourceView {
    /// The vault.
    Registrations {
        /// Which.
        ids: Vec<String>,
    },
    /// An app-config.
    AppConfig {
        /// A folder, or files in the order of Backstage's `--config`.
        files: Vec<String>,
        /// A `.env` file whose variables it may use.
        environment_file: Option<String>,
    },
}

/// How people become users of Backstage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum BackstageIdentityView {
    /// Not at all.
    Off,
    /// As the resolvers of the app-config say.
    AsConfigured,
    /// By the part of the e-mail address before `@`.
    EmailLocalPart,
    /// By the e-mail address.
    Email,
    /// Always the same user.
    Fixed {
        /// Such as `user:default/guest`.
        entity: String,
    },
}

/// Whether the provider serves.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum BackstageStateView {
    /// It is off.
    Off,
    /// It serves.
    On {
        /// What.
        served: ServedView,
    },
    /// Another program listens on its port.
    PortBusy {
        /// The port.
        port: u16,
        /// The other program's name, where the system tells.
        holder: Option<String>,
    },
    /// There is no environment to serve.
    NothingToServe {
        /// What is wrong with each.
        problems: Vec<String>,
        /// Variables that are not set.
        missing: Vec<String>,
    },
    /// It cannot serve for another reason.
    Failed {
        /// Why.
        error: ErrorView,
    },
}

/// What is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServedView {
    /// The base that the frontend's discovery has to give for `auth`.
    pub base_url: String,
    /// The port on this machine.
    pub port: u16,
    /// The environment that the frontend should name.
    pub environment: String,
    /// Each environment that is served.
    pub environments: Vec<ServedEnvironmentView>,
    /// All origins and patterns that may ask.
    pub origins: Vec<String>,
    /// What else there is to know.
    pub notes: Vec<String>,
    /// The browsers that are signed in, the latest first.
    pub sessions: Vec<BrowserSessionView>,
    /// What is no longer asked about.
    pub consents: Vec<RememberedConsentView>,
    /// The latest requests, the newest first.
    pub requests: Vec<ServedRequestView>,
}

/// An environment that is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServedEnvironmentView {
    /// Its name.
    pub name: String,
    /// The client id.
    pub client_id: String,
    /// The callback to register in Atlassian's developer console.
    pub callback: String,
    /// How people become users; `null` when they do not.
    pub identity: Option<String>,
}

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BrowserSessionView {
    /// By what it is ended; opens nothing.
    pub digest: String,
    /// The environment.
    pub environment: String,
    /// The account behind it.
    pub account: String,
    /// The person's name; `null` when the account is gone.
    pub name: Option<String>,
    /// The origin that signed in.
    pub origin: String,
    /// When that was.
    pub signed_in_at: Milliseconds,
    /// When it last got a token.
    pub used_at: Milliseconds,
}

/// A yes that is not asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RememberedConsentView {
    /// The origin.
    pub origin: String,
    /// The environment.
    pub environment: String,
    /// The scopes.
    pub scopes: Vec<String>,
    /// The name of the account that was chosen; `null`: whoever signs in on Atlassian's page.
    pub name: Option<String>,
    /// When.
    pub given_at: Milliseconds,
}

/// A request of a frontend and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServedRequestView {
    /// When it was answered.
    pub at: Milliseconds,
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

/// “`http://localhost:3000` wants tokens of … with these scopes.”
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsentQuestionView {
    /// By what it is answered.
    pub id: u32,
    /// The origin that wants tokens.
    pub origin: String,
    /// The environment that it named.
    pub environment: String,
    /// The registration's name.
    pub registration: String,
    /// The scopes that the tokens would have.
    pub scopes: Vec<String>,
    /// Accounts that can be chosen, by their ids, with their names: those that are signed in with all of these scopes.
    pub accounts: Vec<ConsentAccountView>,
}

/// An account that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsentAccountView {
    /// The account.
    pub id: String,
    /// The person's name.
    pub name: String,
}

/// What the person decided.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ConsentAnswerForm {
    /// The origin gets nothing.
    Refuse,
    /// The origin gets tokens.
    Allow {
        /// Of which account; `null`: of whoever signs in on Atlassian's page.
        account: Option<String>,
        /// Whether the same is no longer asked about.
        remember: bool,
    },
}
