//! OAuth app registrations: what a person noted of an app in Atlassian's developer console.

mod authorize_url;
mod console_step;
mod draft;
mod lint;
mod mixed_up;
mod overrides;
mod secret_source;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::identifier::{AccountId, RegistrationId};
use crate::scope::ScopeSet;

pub use authorize_url::AuthorizeUrl;
pub use console_step::ConsoleStep;
pub use draft::{CloudDraft, Field, FieldProblem, InvalidRegistration, RegistrationDraft, scopes};
pub use lint::{FindingKind, Fix, RegistrationFinding, Severity, lint};
pub use overrides::{API_URL_VARIABLE, AUTHORIZATION_URL_VARIABLE, commercial_override};
pub use secret_source::{SecretSource, SecretSourceFailed, SecretSourceProblem};

pub(crate) use draft::MAX_NAME;
use draft::has_credentials;
pub(crate) use mixed_up::of_sharing;

/// An OAuth app registration; its secret is apart from it, wherever it comes from.
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
    /// Where the client secret comes from.
    #[serde(default)]
    pub secret_source: SecretSource,
    /// Whether the source came with a backup and no person has confirmed it on this computer.
    ///
    /// A stranger's backup must neither run a command here nor have a file read.
    #[serde(default)]
    pub source_unconfirmed: bool,
    /// The callback URLs, the preferred one first; never empty.
    pub callbacks: Vec<CallbackUrl>,
    /// The scopes that are asked for, without the two that always are.
    pub scopes: ScopeSet,
    /// What the person wrote down about it.
    #[serde(default)]
    pub notes: String,
    /// The account that is meant when none is named, while it is signed in.
    #[serde(default)]
    pub default_account: Option<AccountId>,
    /// The app-config that it follows.
    #[serde(default)]
    pub source: Option<ConfigSource>,
    /// What the person says is done in the developer console.
    #[serde(default)]
    pub console_steps: BTreeSet<ConsoleStep>,
}

/// The environment of an app-config that a registration follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigSource {
    /// The files in their order, or one folder.
    pub paths: Vec<PathBuf>,
    /// The `.env` file.
    pub environment_file: Option<PathBuf>,
    /// The name of the environment.
    pub environment: String,
    /// Typed values of variables that no secret needs.
    pub values: BTreeMap<String, String>,
    /// A digest of what the environment said when it was imported, without its secret.
    pub digest: String,
    /// The file in which its client secret stands, where others may read it too.
    #[serde(default)]
    pub secret_in: Option<PathBuf>,
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

impl Environment {
    /// The environment of a name as app-configs use them; `None` for any other name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "development" => Some(Self::Development),
            "staging" => Some(Self::Staging),
            "production" => Some(Self::Production),
            _ => None,
        }
    }
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

    /// The cloud's endpoints; the commercial cloud's are those of [`commercial_override`] where the environment has some.
    ///
    /// # Panics
    /// Never: the constants are URLs.
    #[must_use]
    pub fn endpoints(&self) -> Endpoints {
        match self {
            Self::Commercial => overrides::commercial(),
            Self::Government => {
                Endpoints::fixed("https://auth.atlassian-us-gov-mod.com", "https://api.atlassian-us-gov-mod.com")
            }
            Self::Sandbox(endpoints) | Self::Custom(endpoints) => endpoints.clone(),
        }
    }

    /// The commercial cloud's endpoints, whatever this process' environment says.
    fn commercial_as_documented() -> Endpoints {
        Endpoints::fixed("https://auth.atlassian.com", "https://api.atlassian.com")
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
    fn fixed(authorization: &str, api: &str) -> Self {
        Self {
            authorization_url: Url::parse(authorization).expect("a constant URL"),
            api_url: Url::parse(api).expect("a constant URL"),
        }
    }

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
    /// The host of links that only check whether links arrive.
    pub(crate) const CHECK_HOST: &'static str = "check";
    /// The host of links that offer a registration.
    pub(crate) const REGISTRATION_HOST: &'static str = "registration";

    /// Reads a callback URL.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let url = Url::parse(text).map_err(|_| FieldProblem::NotAUrl)?;
        if url.fragment().is_some() {
            return Err(FieldProblem::HasFragment);
        }
        if has_credentials(&url) {
            return Err(FieldProblem::Malformed);
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

    /// Whether Trilo takes links to this URL for something else than an answer: an offered registration or a check.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.url.scheme() == Self::SCHEME
            && self.url.host_str().is_some_and(|host| {
                [Self::CHECK_HOST, Self::REGISTRATION_HOST].iter().any(|reserved| host.eq_ignore_ascii_case(reserved))
            })
    }

    /// How an answer to this URL reaches Trilo.
    #[must_use]
    pub fn way_back(&self) -> WayBack {
        match self.url.scheme() {
            Self::SCHEME => WayBack::DeepLink,
            // Trilo listens on these three; other names and addresses of this machine would not reach it.
            "http" if matches!(self.url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")) => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_url_is_kept_as_written_and_says_its_way_back() {
        let way_back = |text: &str| CallbackUrl::parse(text).map(|callback| callback.way_back());
        assert_eq!(way_back(CallbackUrl::DEEP_LINK), Ok(WayBack::DeepLink));
        assert_eq!(way_back(CallbackUrl::LOOPBACK), Ok(WayBack::Loopback { port: 7007 }));
        assert_eq!(way_back("http://[::1]:31415/x"), Ok(WayBack::Loopback { port: 31415 }));
        assert_eq!(way_back("http://127.0.0.2:31415/x"), Ok(WayBack::Paste), "nothing listens there");
        assert_eq!(way_back("https://tools.example/back"), Ok(WayBack::Paste));
        let odd = "http://LOCALHOST:7007/a//b?x=y";
        assert_eq!(CallbackUrl::parse(odd).map(|callback| callback.as_str().to_owned()), Ok(odd.to_owned()));
    }

    #[test]
    fn a_callback_url_that_cannot_work_is_refused_with_the_reason() {
        let problem = |text: &str| CallbackUrl::parse(text).err();
        assert_eq!(problem("not a url"), Some(FieldProblem::NotAUrl));
        assert_eq!(problem("http://example.com/back"), Some(FieldProblem::NotSecure));
        assert_eq!(problem("https://example.com/back#x"), Some(FieldProblem::HasFragment));
        assert_eq!(problem("ftp://localhost/back"), Some(FieldProblem::UnknownScheme));
        assert_eq!(problem("https://:password@example.com/back"), Some(FieldProblem::Malformed));
    }
}
