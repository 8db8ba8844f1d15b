//! A registration for other people: a file or a link, without secret.

use serde::{Deserialize, Serialize};
use url::Url;

use super::AppConfigError;
use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::identifier::RegistrationId;
use crate::registration::{
    CallbackUrl, Cloud, CloudDraft, Environment, Registration, RegistrationDraft, RegistrationFinding, SecretSource,
    lint,
};

const FORMAT: &str = "trilo-registration";
const VERSION: u64 = 1;
/// The beginning of a link.
const SCHEME: &str = "trilo:";
/// The longest text that is read, in bytes.
pub(crate) const LONGEST: usize = 64 * 1024;

/// A registration that was shared. Whoever made it may be anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharedRegistration {
    format: String,
    version: u64,
    /// The name.
    pub name: String,
    /// The environment.
    pub environment: Environment,
    /// Whose endpoints it uses; never the sandbox.
    pub cloud: Cloud,
    /// The client id.
    pub client_id: String,
    /// The callback URLs.
    pub callbacks: Vec<String>,
    /// The scopes.
    pub scopes: Vec<String>,
}

impl From<&Registration> for SharedRegistration {
    fn from(registration: &Registration) -> Self {
        let cloud = match &registration.cloud {
            // Elsewhere there is no such sandbox, only what it listens on here.
            Cloud::Sandbox(endpoints) => Cloud::Custom(endpoints.clone()),
            known @ (Cloud::Commercial | Cloud::Government | Cloud::Custom(_)) => known.clone(),
        };
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            name: registration.name.clone(),
            environment: registration.environment,
            cloud,
            client_id: registration.client_id.clone(),
            callbacks: registration.callbacks.iter().map(|callback| callback.as_str().to_owned()).collect(),
            scopes: registration.scopes.to_strings(),
        }
    }
}

impl SharedRegistration {
    pub(super) fn to_json(&self) -> String {
        format!("{:#}\n", serde_json::json!(self))
    }

    /// The link: the JSON of the file in one parameter.
    pub(super) fn to_link(&self) -> String {
        let json = serde_json::json!(self).to_string();
        let value: String = url::form_urlencoded::byte_serialize(json.as_bytes()).collect();
        format!("{SCHEME}//{}?file={value}", CallbackUrl::REGISTRATION_HOST)
    }

    /// The hosts that sign-ins and the client secret go to, and API calls with tokens, each with a port that is not usual.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let endpoints = self.cloud.endpoints();
        let host = |url: &Url| {
            let name = url.host_str().unwrap_or_default();
            url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
        };
        let mut hosts = vec![host(&endpoints.authorization_url), host(&endpoints.api_url)];
        hosts.dedup();
        hosts
    }

    /// What is likely to go wrong with it, the worst first; that its secret is not here is none.
    pub fn findings(&self, catalogue: &Catalogue) -> Result<Vec<RegistrationFinding>, Error> {
        Ok(lint(&self.registration()?, true, &[], catalogue))
    }

    /// The registration if a person could have entered it.
    fn registration(&self) -> Result<Registration, Error> {
        if self.cloud.is_sandbox() {
            return Err(unreadable("it is of a sandbox").into());
        }
        let shared = self.clone();
        let draft = RegistrationDraft {
            cloud: CloudDraft::from(&shared.cloud),
            name: shared.name,
            environment: shared.environment,
            client_id: shared.client_id,
            client_secret: None,
            secret_source: SecretSource::Sealed,
            callbacks: shared.callbacks,
            scopes: shared.scopes,
            notes: String::new(),
        };
        Ok(draft.into_registration(RegistrationId::random())?)
    }
}

/// Reads a file or a link that another person shared.
///
/// # Errors
/// [`AppConfigError::SharedUnreadable`], [`AppConfigError::SharedSecret`], or which field a registration cannot have so.
pub fn read_shared(text: &str) -> Result<SharedRegistration, Error> {
    if text.len() > LONGEST {
        return Err(unreadable("it is too long").into());
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let json = if text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME)) {
        of_link(&Url::parse(text).map_err(|_| unreadable("it is no link"))?)?
    } else {
        text.to_owned()
    };
    let value: serde_json::Value = serde_json::from_str(&json).map_err(|_| unreadable("its form is another"))?;
    if holds_secret(&value) {
        return Err(AppConfigError::SharedSecret.into());
    }
    let shared: SharedRegistration = serde_json::from_value(value).map_err(|_| unreadable("its form is another"))?;
    if shared.format != FORMAT || shared.version != VERSION {
        return Err(unreadable("its format or version is another").into());
    }
    Ok(SharedRegistration::from(&shared.registration()?))
}

/// Whether a link offers a registration; it is never a callback, whatever it carries.
#[must_use]
pub fn is_registration_link(link: &Url) -> bool {
    link.scheme() == CallbackUrl::SCHEME
        && link.host_str().is_some_and(|host| host.eq_ignore_ascii_case(CallbackUrl::REGISTRATION_HOST))
}

fn of_link(link: &Url) -> Result<String, AppConfigError> {
    if !is_registration_link(link) || !matches!(link.path(), "" | "/") {
        return Err(unreadable("it is another link"));
    }
    let mut parameters = link.query_pairs();
    match (parameters.next(), parameters.next()) {
        (Some((name, value)), None) if name == "file" => Ok(value.into_owned()),
        _ if link.query_pairs().any(|(name, _)| names_secret(&name)) => Err(AppConfigError::SharedSecret),
        _ => Err(unreadable("the link does not have the one parameter")),
    }
}

/// Whether a key at any depth names a secret; said with words of its own, for a secret that was shared is known to others.
fn holds_secret(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Object(entries) => {
            entries.iter().any(|(name, entry)| names_secret(name) || holds_secret(entry))
        }
        serde_json::Value::Array(elements) => elements.iter().any(holds_secret),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => false,
    }
}

fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["secret", "password", "token"].iter().any(|word| name.contains(word))
}

const fn unreadable(problem: &'static str) -> AppConfigError {
    AppConfigError::SharedUnreadable { problem }
}
