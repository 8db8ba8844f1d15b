//! What an attempt ran under: enough to compare it with one that ended otherwise.

use serde::{Deserialize, Serialize};

use crate::registration::{CallbackUrl, Environment, Registration};
use crate::scope::ScopeSet;

/// What an attempt ran under, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Circumstances {
    /// The version of Trilo.
    pub version: String,
    /// The program of Trilo's that ran it, such as `trilo-desktop`.
    pub program: String,
    /// System and processor, such as `linux x86_64`.
    pub system: String,
    /// The registration as it was.
    pub registration: Option<RegistrationFacts>,
    /// The callback URL that went out.
    pub callback: Option<String>,
    /// The scopes that were asked for.
    pub scopes: Vec<String>,
}

/// A registration as it was during an attempt; nothing of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationFacts {
    /// The person's name for it.
    pub name: String,
    /// Which environment it serves.
    pub environment: Environment,
    /// The beginning of its client id.
    pub client_id: String,
    /// Where its client secret comes from.
    pub secret_source: String,
    /// The address of the authorization server.
    pub authorization_url: String,
    /// The address of the APIs.
    pub api_url: String,
    /// The callback URLs.
    pub callbacks: Vec<String>,
    /// The scopes that are asked for, without the two that always are.
    pub scopes: Vec<String>,
}

impl Circumstances {
    /// What is known of this process.
    #[must_use]
    pub fn here() -> Self {
        let program = std::env::current_exe().ok();
        let program = program.as_deref().and_then(std::path::Path::file_stem).and_then(std::ffi::OsStr::to_str);
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            program: program.unwrap_or_default().to_owned(),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            ..Self::default()
        }
    }

    /// Notes what a sign-in asks for.
    pub(crate) fn asking(&mut self, registration: &Registration, callback: &CallbackUrl, scopes: &ScopeSet) {
        self.registration = Some(registration.into());
        self.callback = Some(callback.as_str().to_owned());
        self.scopes = scopes.to_strings();
    }
}

impl From<&Registration> for RegistrationFacts {
    fn from(registration: &Registration) -> Self {
        let endpoints = registration.cloud.endpoints();
        let beginning: String = registration.client_id.chars().take(5).collect();
        Self {
            name: registration.name.clone(),
            environment: registration.environment,
            client_id: format!("{beginning}…"),
            secret_source: registration.secret_source.kind().to_owned(),
            authorization_url: endpoints.authorization_url.to_string(),
            api_url: endpoints.api_url.to_string(),
            callbacks: registration.callbacks.iter().map(|callback| callback.as_str().to_owned()).collect(),
            scopes: registration.scopes.to_strings(),
        }
    }
}

impl RegistrationFacts {
    pub(super) fn each_text(&mut self, change: impl FnMut(&mut String)) {
        let Self { name, environment: _, client_id, secret_source, authorization_url, api_url, callbacks, scopes } =
            self;
        let one = [name, client_id, secret_source, authorization_url, api_url];
        one.into_iter().chain(callbacks).chain(scopes).for_each(change);
    }
}
