//! `trilo registrations add`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trilo_core::registration::{CallbackUrl, Cloud, CloudDraft, Environment, RegistrationDraft, SecretSource};
use trilo_core::secret::Secret;

use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::shapes::RegistrationShape;

/// Adds the registration of an app.
#[derive(Debug, Args)]
pub struct Add {
    /// Your name for it
    name: String,
    /// The client id, from the app's Settings in the developer console
    #[arg(long, value_name = "ID")]
    client_id: String,
    #[command(flatten)]
    secret: SecretArguments,
    /// A callback URL that the developer console lists; may be given several times, the preferred one first
    #[arg(long, value_name = "URL", default_value = CallbackUrl::LOOPBACK)]
    callback: Vec<String>,
    /// The scopes to ask for, separated by blanks or commas, besides offline_access and read:me
    #[arg(long, value_name = "SCOPES", num_args = 1..)]
    scopes: Vec<String>,
    /// Whose endpoints it uses
    #[arg(long, value_enum, default_value_t = KnownCloud::Commercial, conflicts_with = "authorization_url")]
    cloud: KnownCloud,
    /// Base that plays https://auth.atlassian.com
    #[arg(long, value_name = "BASE", requires = "api_url")]
    authorization_url: Option<String>,
    /// Base that plays https://api.atlassian.com
    #[arg(long, value_name = "BASE", requires = "authorization_url")]
    api_url: Option<String>,
    /// Which environment it serves
    #[arg(long, value_enum, default_value_t = ServedEnvironment::Any)]
    environment: ServedEnvironment,
    /// What you want to note of it
    #[arg(long, default_value = "", hide_default_value = true)]
    notes: String,
}

/// Where the client secret is, which never is an argument itself: other programs see command lines.
#[derive(Debug, Args)]
#[group(required = false, multiple = false)]
pub(super) struct SecretArguments {
    /// Read the client secret from this variable now, and seal it in the vault
    #[arg(long, value_name = "VAR")]
    client_secret_env: Option<String>,
    /// Read the client secret from this file now, and seal it in the vault
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// Seal nothing: ask this variable each time the secret is needed
    #[arg(long, value_name = "VAR")]
    secret_from_env: Option<String>,
    /// Seal nothing: read this file, which only you may read, each time the secret is needed
    #[arg(long, value_name = "FILE")]
    secret_from_file: Option<PathBuf>,
    /// Seal nothing: run this command line, such as a password manager's, each time the secret is needed
    #[arg(long, value_name = "COMMAND")]
    secret_from_command: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KnownCloud {
    Commercial,
    Government,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ServedEnvironment {
    Development,
    Staging,
    Production,
    Any,
}

impl From<ServedEnvironment> for Environment {
    fn from(environment: ServedEnvironment) -> Self {
        match environment {
            ServedEnvironment::Development => Self::Development,
            ServedEnvironment::Staging => Self::Staging,
            ServedEnvironment::Production => Self::Production,
            ServedEnvironment::Any => Self::Any,
        }
    }
}

impl SecretArguments {
    /// Where the secret comes from, and the secret itself where it is sealed; asked for at a terminal if nothing says.
    pub(super) fn resolve(self) -> Result<(SecretSource, Option<Secret<String>>), Failure> {
        if let Some(variable) = self.secret_from_env {
            return Ok((SecretSource::Environment { variable }, None));
        }
        if let Some(path) = self.secret_from_file {
            let path = std::path::absolute(&path).unwrap_or(path);
            return Ok((SecretSource::File { path }, None));
        }
        if let Some(command) = self.secret_from_command {
            return Ok((SecretSource::Command { command }, None));
        }
        let secret = match (self.client_secret_env, self.client_secret_file) {
            (Some(variable), _) => match std::env::var(&variable) {
                Ok(value) if !value.is_empty() => Secret::new(value),
                Ok(_) | Err(_) => return Err(Failure::VariableUnset(variable)),
            },
            (None, Some(file)) => trilo_core::passphrase::read_file(&file).map_err(trilo_core::Error::from)?,
            (None, None) if composition::may_ask() => composition::ask("Client secret: ")?,
            (None, None) => {
                return Err(Failure::Unusable {
                    what: "the client secret".to_owned(),
                    why: "nothing says where it is; name a variable with --client-secret-env".to_owned(),
                });
            }
        };
        Ok((SecretSource::Sealed, Some(secret)))
    }
}

impl Add {
    /// Adds it.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let (secret_source, client_secret) = self.secret.resolve()?;
        let cloud = match (self.authorization_url, self.api_url) {
            (Some(authorization_url), Some(api_url)) => CloudDraft::Custom { authorization_url, api_url },
            (_, _) => CloudDraft::Known(match self.cloud {
                KnownCloud::Commercial => Cloud::Commercial,
                KnownCloud::Government => Cloud::Government,
            }),
        };
        let scopes = self.scopes.iter().flat_map(|scopes| scopes.split([' ', ','])).filter(|scope| !scope.is_empty());
        let draft = RegistrationDraft {
            name: self.name,
            environment: self.environment.into(),
            cloud,
            client_id: self.client_id,
            secret_source,
            client_secret,
            callbacks: self.callback,
            scopes: scopes.map(ToOwned::to_owned).collect(),
            notes: self.notes,
        };
        let core = composition::open().await?;
        if core.registrations()?.iter().any(|known| known.name == draft.name.trim()) {
            let why = "there is a registration of that name".to_owned();
            return Err(Failure::Unusable { what: draft.name, why });
        }
        let registration = core.registration(&core.add_registration(draft)?)?;
        composition::note_overrides(output, &registration.cloud);
        let name = &registration.name;
        let words =
            format!("{name} is added. `trilo login --registration {}` signs in under it.", shell_words::quote(name));
        output.answer(&RegistrationShape::from(&registration), &words)?;
        Ok(Exit::Done)
    }
}
