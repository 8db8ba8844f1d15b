//! OAuth app registrations: what a person noted of an app in Atlassian's developer console.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::identifier::RegistrationId;
use crate::scope::{Scope, ScopeSet};
use crate::secret::Secret;

/// An OAuth app registration; its secret rests in the vault, apart from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Trilo's id of it.
    pub id: RegistrationId,
    /// The person's name for it.
    pub name: String,
    /// Which environment it serves.
    pub environment: Environment,
    /// Whose endpoints it uses.
    pub cloud: Cloud,
    /// The client id (RFC 6749, section 2.2).
    pub client_id: String,
    /// The callback URLs, the preferred one first; never empty.
    pub callbacks: Vec<CallbackUrl>,
    /// The scopes that are asked for, without the two that always are.
    pub scopes: ScopeSet,
}

/// Which environment a registration serves, as Backstage's `auth.environment` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Environment {
    /// Development.
    Development,
    /// Staging.
    Staging,
    /// Production.
    Production,
    /// No environment in particular.
    Any,
}

/// Whose endpoints a registration uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Cloud {
    /// Atlassian's commercial cloud.
    Commercial,
    /// Atlassian Government Cloud.
    Government,
    /// The sandbox inside the app; its endpoints follow the port that it got.
    Sandbox(Endpoints),
    /// Endpoints that the person set.
    Custom(Endpoints),
}

/// The two bases of a cloud, and the audience that its tokens are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// Base that plays `https://auth.atlassian.com`.
    pub authorization_url: Url,
    /// Base that plays `https://api.atlassian.com`.
    pub api_url: Url,
}

impl Cloud {
    /// The `audience` of authorize requests to the commercial cloud and its stand-ins.
    const COMMERCIAL_AUDIENCE: &'static str = "api.atlassian.com";

    /// The cloud's endpoints.
    ///
    /// # Panics
    /// Never: the constants are URLs.
    #[must_use]
    pub fn endpoints(&self) -> Endpoints {
        let fixed = |authorization: &str, api: &str| Endpoints {
            authorization_url: Url::parse(authorization).expect("a constant URL"),
            api_url: Url::parse(api).expect("a constant URL"),
        };
        match self {
            Self::Commercial => fixed("https://auth.atlassian.com", "https://api.atlassian.com"),
            Self::Government => fixed("https://auth.atlassian-us-gov-mod.com", "https://api.atlassian-us-gov-mod.com"),
            Self::Sandbox(endpoints) | Self::Custom(endpoints) => endpoints.clone(),
        }
    }

    /// The `audience` parameter of authorize requests.
    #[must_use]
    pub const fn audience(&self) -> &'static str {
        match self {
            Self::Government => "api.atlassian-us-gov-mod.com",
            Self::Commercial | Self::Sandbox(_) | Self::Custom(_) => Self::COMMERCIAL_AUDIENCE,
        }
    }

    /// Whether it is the sandbox.
    #[must_use]
    pub const fn is_sandbox(&self) -> bool {
        matches!(self, Self::Sandbox(_))
    }
}

impl Endpoints {
    /// A URL below the authorization base.
    #[must_use]
    pub fn authorization(&self, path: &str) -> Url {
        below(&self.authorization_url, path)
    }

    /// A URL below the API base.
    #[must_use]
    pub fn api(&self, path: &str) -> Url {
        below(&self.api_url, path)
    }
}

fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{}", base.path().trim_end_matches('/'), path));
    url
}

/// A callback URL: kept and sent byte for byte as written, because Atlassian compares it so.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CallbackUrl {
    text: String,
    url: Url,
}

/// How the browser's answer reaches Trilo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WayBack {
    /// The system opens the link with Trilo.
    DeepLink,
    /// Trilo listens on the URL's port of this machine.
    Loopback {
        /// The port.
        port: u16,
    },
    /// The person pastes the address.
    Paste,
}

impl CallbackUrl {
    /// The deep link that Trilo's installer registers.
    pub const DEEP_LINK: &'static str = "trilo://oauth/callback";
    /// Trilo's loopback callback, which is also the short one of Backstage's documentation.
    pub const LOOPBACK: &'static str = "http://localhost:7007/api/auth/atlassian";
    /// Trilo's URL scheme.
    pub const SCHEME: &'static str = "trilo";

    /// Reads a callback URL.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let url = Url::parse(text).map_err(|_| FieldProblem::NotAUrl)?;
        if url.fragment().is_some() {
            return Err(FieldProblem::HasFragment);
        }
        match url.scheme() {
            "https" | Self::SCHEME => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(FieldProblem::NotSecure),
            _ => return Err(FieldProblem::UnknownScheme),
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// The URL as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL in parts.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// How an answer to this URL reaches Trilo.
    #[must_use]
    pub fn way_back(&self) -> WayBack {
        match self.url.scheme() {
            Self::SCHEME => WayBack::DeepLink,
            "http" if is_loopback(&self.url) => {
                self.url.port_or_known_default().map_or(WayBack::Paste, |port| WayBack::Loopback { port })
            }
            _ => WayBack::Paste,
        }
    }
}

impl TryFrom<String> for CallbackUrl {
    type Error = FieldProblem;

    fn try_from(text: String) -> Result<Self, FieldProblem> {
        Self::parse(&text)
    }
}

impl From<CallbackUrl> for String {
    fn from(callback: CallbackUrl) -> Self {
        callback.text
    }
}

/// Whether a URL names this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}

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
    /// The client secret; `None` keeps the one that is sealed.
    pub client_secret: Option<Secret<String>>,
    /// The callback URLs.
    pub callbacks: Vec<String>,
    /// The scopes.
    pub scopes: Vec<String>,
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
        /// A callback URL.
        CallbackUrl => "callbackUrl",
        /// The authorization base of a custom cloud.
        AuthorizationUrl => "authorizationUrl",
        /// The API base of a custom cloud.
        ApiUrl => "apiUrl",
        /// The scopes.
        Scopes => "scopes",
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
    }
}

impl std::fmt::Display for FieldProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.wire_name())
    }
}

impl std::error::Error for FieldProblem {}

const MAX_NAME: usize = 80;
const MAX_CREDENTIAL: usize = 512;
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
        Ok(Registration { id, name, environment: self.environment, cloud, client_id, callbacks, scopes })
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

fn text(field: Field, value: &str, max: usize) -> Result<String, InvalidRegistration> {
    let value = value.trim();
    let problem = match value.chars().count() {
        0 => FieldProblem::Empty,
        length if length > max => FieldProblem::TooLong,
        _ if value.chars().any(char::is_control) => FieldProblem::Malformed,
        _ => return Ok(value.to_owned()),
    };
    Err(InvalidRegistration { field, problem })
}

fn visible_ascii(field: Field, value: &str) -> Result<(), InvalidRegistration> {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(InvalidRegistration { field, problem: FieldProblem::Malformed })
    }
}

fn base_url(field: Field, value: &str) -> Result<Url, InvalidRegistration> {
    let invalid = |problem| InvalidRegistration { field, problem };
    let url = Url::parse(&text(field, value, MAX_CREDENTIAL)?).map_err(|_| invalid(FieldProblem::NotAUrl))?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
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
