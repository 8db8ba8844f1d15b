//! A registration as a person filled it in, and what may be wrong with it.

use std::collections::BTreeSet;

use url::Url;

use super::{CallbackUrl, Cloud, Endpoints, Environment, Registration, SecretSource, is_loopback};
use crate::identifier::RegistrationId;
use crate::scope::{Scope, ScopeSet};
use crate::secret::Secret;

/// A registration as a person filled it in.
#[derive(Debug, Clone)]
pub struct RegistrationDraft {
    /// The person's name for it.
    pub name: String,
    /// Which environment it serves.
    pub environment: Environment,
    /// Whose endpoints it uses.
    pub cloud: CloudDraft,
    /// The client id.
    pub client_id: String,
    /// Where the client secret comes from.
    pub secret_source: SecretSource,
    /// The client secret, of use only when the vault is its source; `None` keeps the one that is sealed.
    pub client_secret: Option<Secret<String>>,
    /// The callback URLs.
    pub callbacks: Vec<String>,
    /// The scopes.
    pub scopes: Vec<String>,
    /// What the person wrote down about it.
    pub notes: String,
}

/// A cloud as a person chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CloudDraft {
    /// The cloud is known.
    Known(Cloud),
    /// Endpoints as typed.
    Custom {
        /// Base that plays `https://auth.atlassian.com`.
        authorization_url: String,
        /// Base that plays `https://api.atlassian.com`.
        api_url: String,
    },
}

/// What is wrong with which field of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field:?} of the registration: {problem}")]
pub struct InvalidRegistration {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

macro_rules! wire_names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// The name on the wire.
            #[must_use]
            pub const fn wire_name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

wire_names! {
    /// A field of a registration.
    Field {
        /// The name.
        Name => "name",
        /// The client id.
        ClientId => "clientId",
        /// The client secret.
        ClientSecret => "clientSecret",
        /// Where the client secret comes from.
        SecretSource => "secretSource",
        /// A callback URL.
        CallbackUrl => "callbackUrl",
        /// The authorization base of a custom cloud.
        AuthorizationUrl => "authorizationUrl",
        /// The API base of a custom cloud.
        ApiUrl => "apiUrl",
        /// The scopes.
        Scopes => "scopes",
        /// The notes.
        Notes => "notes",
    }
}

wire_names! {
    /// What is wrong with a field.
    FieldProblem {
        /// Nothing in it.
        Empty => "empty",
        /// Too long.
        TooLong => "tooLong",
        /// No URL.
        NotAUrl => "notAUrl",
        /// Plain http to another machine.
        NotSecure => "notSecure",
        /// A scheme that Trilo cannot answer to.
        UnknownScheme => "unknownScheme",
        /// A `#…` part, which no callback may have (RFC 6749, section 3.1.2).
        HasFragment => "hasFragment",
        /// More than Trilo takes.
        TooMany => "tooMany",
        /// Characters that cannot be there.
        Malformed => "malformed",
        /// A link that means something else to Trilo than the answer of a sign-in.
        Reserved => "reserved",
    }
}

impl std::fmt::Display for FieldProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.wire_name())
    }
}

impl std::error::Error for FieldProblem {}

pub(crate) const MAX_NAME: usize = 80;
const MAX_NOTES: usize = 2_000;
pub(super) const MAX_CREDENTIAL: usize = 512;
const MAX_CALLBACKS: usize = 10;
const MAX_SCOPES: usize = 300;

impl RegistrationDraft {
    /// Checks every field, the first wrong one wins.
    pub fn into_registration(self, id: RegistrationId) -> Result<Registration, InvalidRegistration> {
        let name = text(Field::Name, &self.name, MAX_NAME)?;
        let client_id = text(Field::ClientId, &self.client_id, MAX_CREDENTIAL)?;
        visible_ascii(Field::ClientId, &client_id)?;
        if let Some(secret) = &self.client_secret {
            text(Field::ClientSecret, secret.expose(), MAX_CREDENTIAL)?;
            visible_ascii(Field::ClientSecret, secret.expose().trim())?;
        }
        let cloud = self.cloud.into_cloud()?;
        let callbacks = callbacks(&self.callbacks)?;
        let scopes = scopes(&self.scopes)?;
        let secret_source = self.secret_source.checked()?;
        let notes = notes(&self.notes)?;
        Ok(Registration {
            id,
            name,
            environment: self.environment,
            cloud,
            client_id,
            secret_source,
            source_unconfirmed: false,
            callbacks,
            scopes,
            notes,
            default_account: None,
            source: None,
            console_steps: BTreeSet::new(),
        })
    }
}

impl CloudDraft {
    fn into_cloud(self) -> Result<Cloud, InvalidRegistration> {
        match self {
            Self::Known(cloud) => Ok(cloud),
            Self::Custom { authorization_url, api_url } => Ok(Cloud::Custom(Endpoints {
                authorization_url: base_url(Field::AuthorizationUrl, &authorization_url)?,
                api_url: base_url(Field::ApiUrl, &api_url)?,
            })),
        }
    }
}

impl From<&Cloud> for CloudDraft {
    /// The choice that leads to a cloud.
    fn from(cloud: &Cloud) -> Self {
        match cloud {
            Cloud::Custom(endpoints) => Self::Custom {
                authorization_url: endpoints.authorization_url.to_string(),
                api_url: endpoints.api_url.to_string(),
            },
            known @ (Cloud::Commercial | Cloud::Government | Cloud::Sandbox(_)) => Self::Known(known.clone()),
        }
    }
}

/// Notes may have lines of their own, and nothing else that does not show.
fn notes(value: &str) -> Result<String, InvalidRegistration> {
    let invalid = |problem| Err(InvalidRegistration { field: Field::Notes, problem });
    let value = value.trim();
    if value.chars().count() > MAX_NOTES {
        return invalid(FieldProblem::TooLong);
    }
    if value.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return invalid(FieldProblem::Malformed);
    }
    Ok(value.to_owned())
}

pub(super) fn text(field: Field, value: &str, max: usize) -> Result<String, InvalidRegistration> {
    let value = value.trim();
    let problem = match value.chars().count() {
        0 => FieldProblem::Empty,
        length if length > max => FieldProblem::TooLong,
        _ if value.chars().any(|character| character.is_control() || is_direction(character)) => {
            FieldProblem::Malformed
        }
        _ => return Ok(value.to_owned()),
    };
    Err(InvalidRegistration { field, problem })
}

/// Whether a character turns the writing around it, and so could show a text as another one.
const fn is_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn visible_ascii(field: Field, value: &str) -> Result<(), InvalidRegistration> {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(InvalidRegistration { field, problem: FieldProblem::Malformed })
    }
}

pub(super) fn base_url(field: Field, value: &str) -> Result<Url, InvalidRegistration> {
    let invalid = |problem| InvalidRegistration { field, problem };
    let url = Url::parse(&text(field, value, MAX_CREDENTIAL)?).map_err(|_| invalid(FieldProblem::NotAUrl))?;
    if url.query().is_some() || url.fragment().is_some() || has_credentials(&url) {
        return Err(invalid(FieldProblem::Malformed));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(invalid(FieldProblem::NotSecure)),
        _ => Err(invalid(FieldProblem::UnknownScheme)),
    }
}

fn callbacks(texts: &[String]) -> Result<Vec<CallbackUrl>, InvalidRegistration> {
    let invalid = |problem| InvalidRegistration { field: Field::CallbackUrl, problem };
    if texts.len() > MAX_CALLBACKS {
        return Err(invalid(FieldProblem::TooMany));
    }
    let mut urls = Vec::new();
    for value in texts {
        let url = CallbackUrl::parse(&text(Field::CallbackUrl, value, MAX_CREDENTIAL)?).map_err(invalid)?;
        if url.is_reserved() {
            return Err(invalid(FieldProblem::Reserved));
        }
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    if urls.is_empty() { Err(invalid(FieldProblem::Empty)) } else { Ok(urls) }
}

/// Checks scopes as a person chose them.
pub fn scopes(texts: &[String]) -> Result<ScopeSet, InvalidRegistration> {
    let invalid = |problem| InvalidRegistration { field: Field::Scopes, problem };
    if texts.len() > MAX_SCOPES {
        return Err(invalid(FieldProblem::TooMany));
    }
    texts
        .iter()
        .map(|text| Scope::parse(text.trim()))
        .collect::<Result<_, _>>()
        .map_err(|_| invalid(FieldProblem::Malformed))
}

/// Whether a URL carries a user's name or password, which would be sent and shown in the clear.
pub(super) fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}
