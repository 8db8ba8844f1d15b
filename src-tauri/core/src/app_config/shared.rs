//! A registration for other people: a file or a link, without secret.

use serde::{Deserialize, Serialize};
use url::Url;

use super::AppConfigError;
use crate::error::Error;
use crate::identifier::RegistrationId;
use crate::registration::{Cloud, CloudDraft, Environment, Registration, RegistrationDraft, SecretSource};

const FORMAT: &str = "trilo-registration";
const VERSION: u64 = 1;
const LINK: &str = "trilo://registration";
/// The longest text that is read, in bytes.
const LONGEST: usize = 64 * 1024;

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
        format!("{LINK}?file={value}")
    }

    /// The registration if a person could have entered it.
    fn checked(self) -> Result<Self, Error> {
        let cloud = match &self.cloud {
            Cloud::Custom(endpoints) => CloudDraft::Custom {
                authorization_url: endpoints.authorization_url.to_string(),
                api_url: endpoints.api_url.to_string(),
            },
            Cloud::Commercial | Cloud::Government => CloudDraft::Known(self.cloud.clone()),
            Cloud::Sandbox(_) => return Err(unreadable("it is of a sandbox").into()),
        };
        let draft = RegistrationDraft {
            name: self.name,
            environment: self.environment,
            cloud,
            client_id: self.client_id,
            client_secret: None,
            secret_source: SecretSource::Sealed,
            callbacks: self.callbacks,
            scopes: self.scopes,
            notes: String::new(),
        };
        Ok(Self::from(&draft.into_registration(RegistrationId::random())?))
    }
}

/// Reads a file or a link that another person shared.
///
/// # Errors
/// [`AppConfigError::SharedUnreadable`], or which field a registration cannot have so.
pub fn read_shared(text: &str) -> Result<SharedRegistration, Error> {
    if text.len() > LONGEST {
        return Err(unreadable("it is too long").into());
    }
    let text = text.trim();
    let json = if text.starts_with("trilo:") { of_link(text)? } else { text.to_owned() };
    let shared: SharedRegistration = serde_json::from_str(&json).map_err(|_| unreadable("its form is another"))?;
    if shared.format != FORMAT || shared.version != VERSION {
        return Err(unreadable("its format or version is another").into());
    }
    shared.checked()
}

fn of_link(text: &str) -> Result<String, AppConfigError> {
    let url = Url::parse(text).map_err(|_| unreadable("it is no link"))?;
    if url.host_str() != Some("registration") || !matches!(url.path(), "" | "/") {
        return Err(unreadable("it is another link"));
    }
    let mut parameters = url.query_pairs();
    match (parameters.next(), parameters.next()) {
        (Some((name, value)), None) if name == "file" => Ok(value.into_owned()),
        _ => Err(unreadable("the link does not have the one parameter")),
    }
}

const fn unreadable(problem: &'static str) -> AppConfigError {
    AppConfigError::SharedUnreadable { problem }
}
