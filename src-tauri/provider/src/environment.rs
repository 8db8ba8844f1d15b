//! The environments that are served, made of what the source says.

use std::collections::BTreeMap;
use std::time::Duration;

use trilo_core::Core;
use trilo_core::app_config::{ConfigEnvironment, ReadToServe, ServedEnvironment, read_served};
use trilo_core::error::Error;
use trilo_core::identifier::RegistrationId;
use trilo_core::registration::{
    CallbackUrl, Cloud, CloudDraft, Endpoints, Environment as Kind, Registration, RegistrationDraft, SecretSource,
    WayBack, scopes,
};
use trilo_core::scope::ScopeSet;
use trilo_core::secret::Secret;
use url::Url;

use crate::cookies::{Jar, SESSION_LIFE};
use crate::error::ServeError;
use crate::identity::Resolver;
use crate::options::{BACKSTAGE_PORT, CallbackPath, Identity, ServeOptions, Source};

/// The environment that Backstage asks for unless it is told another.
pub(crate) const DEFAULT: &str = "development";
const LONG: &str = "/api/auth/atlassian/handler/frame";
const SHORT: &str = "/api/auth/atlassian";

/// An environment that is served.
#[derive(Debug, Clone)]
pub(crate) struct Environment {
    pub name: String,
    pub registration: Registration,
    pub callback: CallbackUrl,
    /// Asked for besides what the frontend asks for and the two of every sign-in.
    pub scopes: ScopeSet,
    pub session_life: Duration,
    pub resolver: Option<Resolver>,
    pub jar: Jar,
}

/// What a source says before a port is known.
#[derive(Default)]
pub(crate) struct Sourced {
    pub environments: Vec<Planned>,
    pub broken: BTreeMap<String, String>,
    pub notes: Vec<String>,
    pub missing: Vec<String>,
    pub port: Option<u16>,
    pub app_base_url: Option<String>,
    pub extra_origins: Vec<String>,
    pub environment: Option<String>,
}

/// An environment whose callback depends on the port.
pub(crate) struct Planned {
    name: String,
    registration: RegistrationId,
    scopes: ScopeSet,
    served: ServedEnvironment,
}

/// Reads a source, and sees to it that the vault has its registrations.
pub(crate) async fn read(core: &Core, options: &ServeOptions) -> Result<Sourced, ServeError> {
    match &options.source {
        Source::Registrations(ids) => of_registrations(core, ids),
        Source::Credentials { client_id, client_secret, scopes } => {
            let environment = Wanted {
                name: DEFAULT,
                kind: Kind::Development,
                client_id,
                client_secret: Some(client_secret),
                scopes,
            };
            let planned = environment.planned(core, options, ServedEnvironment::default())?;
            Ok(Sourced { environments: vec![planned], ..Sourced::default() })
        }
        Source::AppConfig(files) => Ok(of_app_config(core, options, read_served(files.clone()).await?)),
    }
}

fn of_registrations(core: &Core, ids: &[RegistrationId]) -> Result<Sourced, ServeError> {
    let mut sourced = Sourced::default();
    for id in ids {
        let registration = core.registration(id)?;
        let name = match registration.environment {
            Kind::Development | Kind::Any => DEFAULT,
            Kind::Staging => "staging",
            Kind::Production => "production",
        };
        if sourced.environments.iter().any(|other| other.name == name) {
            sourced.notes.push(format!("{} is not served: {name} is served already", registration.name));
            continue;
        }
        let loopback = |callback: &&CallbackUrl| matches!(callback.way_back(), WayBack::Loopback { .. });
        let callback_url = registration.callbacks.iter().find(loopback).map(|callback| callback.as_str().to_owned());
        sourced.port = sourced.port.or_else(|| callback_url.as_deref().and_then(port_of));
        sourced.environments.push(Planned {
            name: name.to_owned(),
            registration: id.clone(),
            scopes: registration.scopes,
            served: ServedEnvironment { callback_url, ..ServedEnvironment::default() },
        });
    }
    Ok(sourced)
}

fn of_app_config(core: &Core, options: &ServeOptions, read: ReadToServe) -> Sourced {
    let ReadToServe { environments, served, missing, findings, .. } = read;
    let mut sourced = Sourced {
        notes: findings.iter().map(|finding| format!("{}: {}", finding.place, finding.message)).collect(),
        port: served.backend_base_url.as_deref().and_then(port_of),
        app_base_url: served.app_base_url,
        extra_origins: served.extra_origins,
        environment: served.environment,
        missing,
        ..Sourced::default()
    };
    for environment in environments {
        let beyond = served.environments.get(&environment.name).cloned().unwrap_or_default();
        sourced.missing.extend(environment.missing.iter().cloned());
        match planned_of_config(core, options, &environment, beyond) {
            Ok(planned) => sourced.environments.push(planned),
            Err(problem) => {
                sourced.broken.insert(environment.name.clone(), problem.to_string());
            }
        }
    }
    sourced.missing.sort();
    sourced.missing.dedup();
    sourced
}

fn planned_of_config(
    core: &Core,
    options: &ServeOptions,
    environment: &ConfigEnvironment,
    served: ServedEnvironment,
) -> Result<Planned, ServeError> {
    if let Some(error) = &environment.error {
        return Err(error.clone().into());
    }
    let wanted = Wanted {
        name: &environment.name,
        kind: environment.environment(),
        client_id: environment.client_id.as_deref().unwrap_or_default(),
        client_secret: environment.client_secret.as_ref(),
        scopes: &environment.scopes,
    };
    wanted.planned(core, options, served)
}

/// A registration that a source describes.
struct Wanted<'a> {
    name: &'a str,
    kind: Kind,
    client_id: &'a str,
    client_secret: Option<&'a Secret<String>>,
    scopes: &'a [String],
}

impl Wanted<'_> {
    fn planned(&self, core: &Core, options: &ServeOptions, served: ServedEnvironment) -> Result<Planned, ServeError> {
        let registration = self.registration(core, options.endpoints.as_ref())?;
        let scopes = scopes(self.scopes).map_err(Error::from)?;
        Ok(Planned { name: self.name.to_owned(), registration, scopes, served })
    }

    /// The vault's registration of this client, or a new one. Only its secret is brought up to date: the rest is the
    /// person's.
    fn registration(&self, core: &Core, endpoints: Option<&Endpoints>) -> Result<RegistrationId, Error> {
        let wanted = endpoints.cloned().unwrap_or_else(|| Cloud::Commercial.endpoints());
        let known = core.registrations()?.into_iter().find(|known| {
            known.client_id == self.client_id
                && known.cloud.endpoints() == wanted
                && matches!(known.environment, environment if environment == self.kind || environment == Kind::Any)
        });
        match known {
            Some(known) if known.secret_source.is_sealed() => {
                let id = known.id.clone();
                core.update_registration(&id, self.draft_of(known))?;
                Ok(id)
            }
            Some(known) => Ok(known.id),
            None => core.add_registration(self.draft(endpoints)),
        }
    }

    fn draft(&self, endpoints: Option<&Endpoints>) -> RegistrationDraft {
        let cloud = endpoints.map_or(CloudDraft::Known(Cloud::Commercial), |endpoints| CloudDraft::Custom {
            authorization_url: endpoints.authorization_url.to_string(),
            api_url: endpoints.api_url.to_string(),
        });
        RegistrationDraft {
            name: format!("Backstage {}", self.name),
            environment: self.kind,
            cloud,
            client_id: self.client_id.to_owned(),
            secret_source: SecretSource::Sealed,
            client_secret: self.client_secret.cloned(),
            callbacks: vec![format!("http://localhost:{BACKSTAGE_PORT}{LONG}")],
            scopes: self.scopes.to_vec(),
            notes: String::new(),
        }
    }

    fn draft_of(&self, known: Registration) -> RegistrationDraft {
        RegistrationDraft {
            name: known.name,
            environment: known.environment,
            cloud: CloudDraft::Known(known.cloud),
            client_id: known.client_id,
            secret_source: known.secret_source,
            client_secret: self.client_secret.cloned(),
            callbacks: known.callbacks.iter().map(|callback| callback.as_str().to_owned()).collect(),
            scopes: known.scopes.to_strings(),
            notes: known.notes,
        }
    }
}

impl Planned {
    /// The environment as it is served on a port, with a note where its callback leads elsewhere.
    pub(crate) fn served_on(
        self,
        core: &Core,
        port: u16,
        options: &ServeOptions,
        app_host: Option<&str>,
    ) -> Result<(Environment, Option<String>), ServeError> {
        let registration = core.registration(&self.registration)?;
        let made = |path: &str| format!("http://localhost:{port}{path}");
        let text = match options.callback {
            CallbackPath::AsConfigured => self.served.callback_url.unwrap_or_else(|| made(LONG)),
            CallbackPath::Long => made(LONG),
            CallbackPath::Short => made(SHORT),
        };
        let callback = CallbackUrl::parse(&text).map_err(|problem| {
            let field = trilo_core::registration::Field::CallbackUrl;
            Error::from(trilo_core::registration::InvalidRegistration { field, problem })
        })?;
        let elsewhere = matches!(callback.way_back(), WayBack::Loopback { port: other } if other != port);
        let note =
            elsewhere.then(|| format!("the callback of {} is {text}, which does not lead to port {port}", self.name));
        let resolver = match &options.identity {
            Identity::Off => None,
            Identity::By(resolver) => Some(resolver.clone()),
            Identity::AsConfigured => self.served.resolvers.iter().find_map(Resolver::of_config),
        };
        let environment = Environment {
            jar: Jar::of(&callback, app_host),
            name: self.name,
            registration,
            callback,
            scopes: self.scopes,
            session_life: self.served.session_duration.unwrap_or(SESSION_LIFE),
            resolver,
        };
        Ok((environment, note))
    }
}

/// The port of an address on this machine.
fn port_of(address: &str) -> Option<u16> {
    let url = Url::parse(address).ok().filter(trilo_core::registration::is_loopback)?;
    url.port_or_known_default()
}
