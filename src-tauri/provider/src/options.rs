//! What there is to choose before serving.

use std::path::PathBuf;
use std::sync::Arc;

use trilo_core::app_config::ConfigFiles;
use trilo_core::identifier::RegistrationId;
use trilo_core::registration::Endpoints;
use trilo_core::secret::Secret;
use url::Url;

use crate::consent::{AllowOrigins, Consent};
use crate::error::ServeError;
use crate::identity::Resolver;
use crate::origins::{InvalidOrigin, Origins};
use crate::sessions::KeptSessions;

/// Backstage's own port, which is in every registered callback.
pub(crate) const BACKSTAGE_PORT: u16 = 7007;
/// Where `yarn start` serves a frontend.
const FRONTEND: &str = "http://localhost:3000";

/// What to serve, where, and to whom.
#[derive(Clone)]
pub struct ServeOptions {
    /// Where registrations come from.
    pub source: Source,
    /// The port on both loopback addresses; 0 is any free one. `None`: the port of `backend.baseUrl` if that is this
    /// machine, else 7007.
    pub port: Option<u16>,
    /// Which callback goes out as `redirect_uri`.
    pub callback: CallbackPath,
    /// Where the frontend is; `None`: `app.baseUrl`, else the first origin that was allowed, else `http://localhost:3000`.
    pub app_base_url: Option<Url>,
    /// Further origins and patterns that may ask, besides those of the app-config.
    pub origins: Origins,
    /// Origins for which nobody is asked.
    pub allowed: AllowOrigins,
    /// Who decides about every other origin; `None`: they are refused.
    pub consent: Option<Arc<dyn Consent>>,
    /// Whether people become users of Backstage. For development only: no real back end trusts the keys.
    pub identity: Identity,
    /// Whose endpoints registrations of an app-config or of variables use; `None`: Atlassian's.
    pub endpoints: Option<Endpoints>,
    /// What a provider before this one kept, which [`Provider::stop`](crate::Provider::stop) gives.
    pub kept: KeptSessions,
}

/// Where registrations come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The vault: each serves the environment that it is for.
    Registrations(Vec<RegistrationId>),
    /// An app-config, all of its layers. Registrations are made of its environments where the vault has none.
    AppConfig(ConfigFiles),
    /// A client id and secret, for the environment `development`.
    Credentials {
        /// The client id.
        client_id: String,
        /// The client secret.
        client_secret: Secret<String>,
        /// Scopes that are always asked for, besides the two of every sign-in.
        scopes: Vec<String>,
    },
}

/// Which callback goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CallbackPath {
    /// The one that is configured, else the long one.
    #[default]
    AsConfigured,
    /// `…/api/auth/atlassian/handler/frame`, which today's Backstage registers.
    Long,
    /// `…/api/auth/atlassian`, which older pages of Backstage's documentation name.
    Short,
}

/// How people become users of Backstage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Identity {
    /// As each environment's `signIn.resolvers` say.
    #[default]
    AsConfigured,
    /// Not at all: `getAccessToken` and `getProfile` work, the sign-in page does not.
    Off,
    /// By this resolver, in every environment.
    By(Resolver),
}

impl ServeOptions {
    /// Serves a source with everything else as Backstage has it.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            port: None,
            callback: CallbackPath::default(),
            app_base_url: None,
            origins: Origins::default(),
            allowed: AllowOrigins::default(),
            consent: None,
            identity: Identity::default(),
            endpoints: None,
            kept: KeptSessions::default(),
        }
    }

    /// Lets an origin, or a pattern of origins, have tokens without asking anybody.
    pub fn allow_origin(&mut self, text: &str) -> Result<(), InvalidOrigin> {
        self.origins.add(text)?;
        self.allowed.add(text)
    }

    /// Where the frontend is.
    pub(crate) fn frontend(&self, configured: Option<&str>) -> String {
        let chosen = self.app_base_url.as_ref().map(Url::as_str).or(configured);
        let chosen = chosen.or_else(|| self.origins.first()).unwrap_or(FRONTEND);
        chosen.to_owned()
    }
}

impl Source {
    /// An app-config by its file or its folder.
    #[must_use]
    pub fn app_config(path: impl Into<PathBuf>) -> Self {
        Self::AppConfig(ConfigFiles { paths: vec![path.into()], environment_file: None })
    }

    /// The client that `AUTH_ATLASSIAN_CLIENT_ID` and `AUTH_ATLASSIAN_CLIENT_SECRET` name, with the scopes of
    /// `AUTH_ATLASSIAN_SCOPES`, separated by blanks.
    ///
    /// # Errors
    /// [`ServeError::VariablesUnset`] names those that are not set.
    pub fn of_process() -> Result<Self, ServeError> {
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let (id, secret) = ("AUTH_ATLASSIAN_CLIENT_ID", "AUTH_ATLASSIAN_CLIENT_SECRET");
        match (read(id), read(secret)) {
            (Some(client_id), Some(client_secret)) => Ok(Self::Credentials {
                client_id,
                client_secret: Secret::new(client_secret),
                scopes: read("AUTH_ATLASSIAN_SCOPES")
                    .map(|scopes| scopes.split_whitespace().map(ToOwned::to_owned).collect())
                    .unwrap_or_default(),
            }),
            (id_read, secret_read) => {
                let unset = [(id, id_read.is_none()), (secret, secret_read.is_none())];
                let unset = unset.into_iter().filter(|(_, unset)| *unset).map(|(name, _)| name.to_owned());
                Err(ServeError::VariablesUnset(unset.collect()))
            }
        }
    }
}
