use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::app_config::{AppConfigError, ExportFormat, Exported, Finding, FindingKind, SharedRegistration};
use trilo_core::catalogue::Catalogue;
use trilo_core::registration::Environment;
use trilo_core::sessions::{ChangedConfig, ConfigReading, ReadEnvironment};

use super::{CloudView, ErrorView};

/// What app-config is to be read.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppConfigForm {
    /// Files in the order of `--config`, or one folder; `~` stands for the person's own folder.
    pub files: Vec<String>,
    /// A `.env` file.
    pub environment_file: Option<String>,
    /// Typed values of variables.
    pub values: BTreeMap<String, String>,
}

/// An app-config that was read, without its secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppConfigView {
    /// Under which it is held for ten minutes.
    pub id: String,
    /// The files that were read.
    pub files: Vec<String>,
    /// The environments.
    pub environments: Vec<AppConfigEnvironmentView>,
    /// Variables that are not set, and without which there are no environments.
    pub missing: Vec<String>,
    /// What else there is to know.
    pub findings: Vec<AppConfigFindingView>,
}

/// An environment of an app-config.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppConfigEnvironmentView {
    /// Its name.
    pub name: String,
    /// The client id.
    pub client_id: Option<String>,
    /// Whether there is a client secret.
    pub has_client_secret: bool,
    /// The callback URL that Backstage would send.
    pub callback: Option<String>,
    /// The scopes, without the two that always are asked for.
    pub scopes: Vec<String>,
    /// Variables that are not set.
    pub missing: Vec<String>,
    /// Scopes that nobody knows.
    pub unknown_scopes: Vec<String>,
    /// What is wrong with it.
    pub error: Option<ErrorView>,
    /// The registration that it would update.
    pub known: Option<String>,
}

/// Something to know of an app-config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppConfigFindingView {
    /// What it is.
    pub kind: FindingKind,
    /// The file, or the name of an `APP_CONFIG_…` variable.
    pub file: String,
    /// The line, from one.
    pub line: Option<u32>,
    /// The column, from one.
    pub column: Option<u32>,
    /// The same for developers, in English.
    pub message: String,
}

/// Which environments are to be taken in.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportAppConfigForm {
    /// The id of what was read.
    pub id: String,
    /// The names of environments.
    pub environments: Vec<String>,
    /// Whether the registrations keep the link to the files.
    pub follow: bool,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ImportedAppConfigView {
    /// The registrations that were added or updated.
    pub registrations: Vec<String>,
}

/// A registration whose followed files changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedAppConfigView {
    /// The registration.
    pub registration: String,
    /// The files, or the folder.
    pub files: Vec<String>,
    /// The `.env` file.
    pub environment_file: Option<String>,
}

/// How a registration is to be written out.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ExportRegistrationForm {
    /// The registration.
    pub registration: String,
    /// The format.
    pub format: ExportFormatView,
}

/// How a registration is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormatView {
    /// App-config with `additionalScopes`.
    AppConfig,
    /// App-config with `scopes`.
    AppConfigOlder,
    /// A `.env` file.
    Dotenv,
    /// JSON.
    Json,
    /// Trilo's own file.
    Share,
    /// Trilo's own link.
    Link,
}

/// A registration that was written out, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ExportedRegistrationView {
    /// A name for the file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A registration that another person shared; nothing is added yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SharedRegistrationView {
    /// The name.
    pub name: String,
    /// The environment.
    pub environment: Environment,
    /// Whose endpoints it uses.
    pub cloud: CloudView,
    /// The hosts that sign-ins and the client secret go to, and API calls with tokens.
    pub hosts: Vec<String>,
    /// The client id.
    pub client_id: String,
    /// The callback URLs.
    pub callbacks: Vec<String>,
    /// The scopes.
    pub scopes: Vec<String>,
}

impl AppConfigView {
    pub(crate) fn of(reading: ConfigReading, catalogue: &Catalogue) -> Self {
        let environments = reading.environments.into_iter();
        Self {
            id: reading.id.to_string(),
            files: reading.files.iter().map(|file| file.display().to_string()).collect(),
            environments: environments.map(|read| AppConfigEnvironmentView::of(read, catalogue)).collect(),
            missing: reading.missing,
            findings: reading.findings.into_iter().map(AppConfigFindingView::from).collect(),
        }
    }
}

impl AppConfigEnvironmentView {
    fn of(read: ReadEnvironment, catalogue: &Catalogue) -> Self {
        let environment = read.environment;
        let error = |error: AppConfigError| trilo_core::Error::from(error).into();
        Self {
            unknown_scopes: environment.unknown_scopes(catalogue),
            name: environment.name,
            client_id: environment.client_id,
            has_client_secret: environment.client_secret.is_some(),
            callback: environment.callback,
            scopes: environment.scopes,
            missing: environment.missing,
            error: environment.error.map(error),
            known: read.known.map(|id| id.to_string()),
        }
    }
}

impl From<Finding> for AppConfigFindingView {
    fn from(finding: Finding) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            kind: finding.kind,
            file: finding.place.file.display().to_string(),
            line: finding.place.line.map(number),
            column: finding.place.column.map(number),
            message: finding.message,
        }
    }
}

impl From<ChangedConfig> for ChangedAppConfigView {
    fn from(changed: ChangedConfig) -> Self {
        let files = changed.files.iter().map(|file| file.display().to_string()).collect();
        let environment_file = changed.environment_file.map(|file| file.display().to_string());
        Self { registration: changed.registration.to_string(), files, environment_file }
    }
}

impl From<ExportFormatView> for ExportFormat {
    fn from(format: ExportFormatView) -> Self {
        match format {
            ExportFormatView::AppConfig => Self::AppConfig,
            ExportFormatView::AppConfigOlder => Self::AppConfigOlder,
            ExportFormatView::Dotenv => Self::Dotenv,
            ExportFormatView::Json => Self::Json,
            ExportFormatView::Share => Self::Share,
            ExportFormatView::Link => Self::Link,
        }
    }
}

impl From<Exported> for ExportedRegistrationView {
    fn from(exported: Exported) -> Self {
        Self { name: exported.name, text: exported.text }
    }
}

impl From<SharedRegistration> for SharedRegistrationView {
    fn from(shared: SharedRegistration) -> Self {
        Self {
            cloud: CloudView::from(&shared.cloud),
            hosts: shared.hosts(),
            name: shared.name,
            environment: shared.environment,
            client_id: shared.client_id,
            callbacks: shared.callbacks,
            scopes: shared.scopes,
        }
    }
}
