//! `trilo registrations import` and `export`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use trilo_core::app_config::{ConfigEnvironment, ConfigFiles, ExportFormat, FindingKind, read_shared};
use trilo_core::registration::{CloudDraft, RegistrationDraft};
use trilo_core::sessions::{ConfigReading, ReadEnvironment};
use trilo_core::{Core, Error};

use super::add::SecretArguments;
use crate::choice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::{Failure, Wire};
use crate::output::Output;
use crate::shapes::RegistrationShape;

/// Takes in registrations.
#[derive(Debug, Args)]
pub struct Import {
    /// Files of app-config in the order of Backstage's --config, one folder that holds them, or the one file of a
    /// registration that was shared
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// A .env file whose variables the app-config may use
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// Only this environment; may be given several times
    #[arg(long, value_name = "NAME")]
    environment: Vec<String>,
    /// Keep the link to the files, so that Trilo says when they change
    #[arg(long)]
    follow: bool,
    /// Only tell what is there
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    secret: SecretArguments,
}

#[derive(Debug, Serialize)]
struct ImportShape {
    files: Vec<String>,
    imported: Vec<ImportedShape>,
    skipped: Vec<SkippedShape>,
    missing: Vec<String>,
    findings: Vec<NoteShape>,
}

#[derive(Debug, Serialize)]
struct ImportedShape {
    environment: String,
    action: &'static str,
    registration: Option<RegistrationShape>,
}

#[derive(Debug, Serialize)]
struct SkippedShape {
    environment: String,
    missing: Vec<String>,
    problem: Option<Wire>,
}

#[derive(Debug, Serialize)]
struct NoteShape {
    kind: FindingKind,
    place: String,
    message: String,
}

impl Import {
    /// Takes in what can be; fails if nothing can.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        if let [path] = self.paths.as_slice()
            && path.extension().is_some_and(|extension| extension == "json" || extension == "txt")
        {
            let path = path.clone();
            return import_shared(output, &core, &path, self.secret);
        }
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let files = ConfigFiles {
            paths: self.paths.into_iter().map(absolute).collect(),
            environment_file: self.env_file.map(absolute),
        };
        let reading = core.read_app_config(files, BTreeMap::new()).await?;
        let wanted =
            |read: &&ReadEnvironment| self.environment.is_empty() || self.environment.contains(&read.environment.name);
        let (good, bad): (Vec<_>, Vec<_>) =
            reading.environments.iter().filter(wanted).partition(|read| is_whole(&read.environment));
        let names: Vec<_> = good.iter().map(|read| read.environment.name.clone()).collect();
        let registrations =
            if self.dry_run { Vec::new() } else { core.import_app_config(&reading.id, &names, self.follow)? };
        let mut imported = Vec::new();
        for (index, read) in good.iter().enumerate() {
            let registration = registrations.get(index).map(|id| core.registration(id)).transpose()?;
            imported.push(ImportedShape {
                environment: read.environment.name.clone(),
                action: if read.known.is_some() { "update" } else { "add" },
                registration: registration.as_ref().map(RegistrationShape::from),
            });
        }
        let shape = shape(&reading, imported, bad.iter().map(|read| skipped(&read.environment)).collect());
        output.answer(&shape, &in_words(&shape, self.dry_run))?;
        Ok(if shape.imported.is_empty() { Exit::Failed } else { Exit::Done })
    }
}

/// Whether an environment has what a registration needs.
fn is_whole(environment: &ConfigEnvironment) -> bool {
    environment.error.is_none() && environment.client_id.is_some() && environment.client_secret.is_some()
}

fn skipped(environment: &ConfigEnvironment) -> SkippedShape {
    let problem = environment.error.clone().map(|error| Failure::from(Error::from(error)).problem());
    SkippedShape { environment: environment.name.clone(), missing: environment.missing.clone(), problem }
}

fn shape(reading: &ConfigReading, imported: Vec<ImportedShape>, skipped: Vec<SkippedShape>) -> ImportShape {
    let note = |finding: &trilo_core::app_config::Finding| NoteShape {
        kind: finding.kind,
        place: finding.place.to_string(),
        message: finding.message.clone(),
    };
    ImportShape {
        files: reading.files.iter().map(|file| file.display().to_string()).collect(),
        imported,
        skipped,
        missing: reading.missing.clone(),
        findings: reading.findings.iter().map(note).collect(),
    }
}

fn in_words(shape: &ImportShape, dry_run: bool) -> String {
    let mut words = String::new();
    for imported in &shape.imported {
        let action = match (dry_run, imported.action) {
            (true, action) => format!("would {action}"),
            (false, "update") => "updated".to_owned(),
            (false, _) => "added".to_owned(),
        };
        words.push_str(&format!("{action}  {}\n", imported.environment));
    }
    for skipped in &shape.skipped {
        let why = match (&skipped.problem, skipped.missing.is_empty()) {
            (Some(problem), _) => problem.message.clone(),
            (None, true) => "it has no client id or no client secret".to_owned(),
            (None, false) => format!("not set: {}", skipped.missing.join(", ")),
        };
        words.push_str(&format!("skipped  {}: {why}\n", skipped.environment));
    }
    for name in &shape.missing {
        words.push_str(&format!("not set  {name}\n"));
    }
    for finding in &shape.findings {
        words.push_str(&format!("note  {}: {}\n", finding.place, finding.message));
    }
    if shape.imported.is_empty() && shape.skipped.is_empty() {
        words.push_str("There is no environment under auth.providers.atlassian.\n");
    }
    words
}

fn import_shared(output: Output, core: &Core, path: &Path, secret: SecretArguments) -> Result<Exit, Failure> {
    let unusable =
        |error: std::io::Error| Failure::Unusable { what: path.display().to_string(), why: error.to_string() };
    let shared = read_shared(&fs::read_to_string(path).map_err(unusable)?)?;
    let (secret_source, client_secret) = secret.resolve()?;
    let id = core.add_registration(RegistrationDraft {
        name: shared.name,
        environment: shared.environment,
        cloud: CloudDraft::Known(shared.cloud),
        client_id: shared.client_id,
        secret_source,
        client_secret,
        callbacks: shared.callbacks,
        scopes: shared.scopes,
        notes: String::new(),
    })?;
    let registration = core.registration(&id)?;
    let shape = ImportedShape {
        environment: String::new(),
        action: "add",
        registration: Some(RegistrationShape::from(&registration)),
    };
    let shape = ImportShape {
        files: vec![path.display().to_string()],
        imported: vec![shape],
        skipped: Vec::new(),
        missing: Vec::new(),
        findings: Vec::new(),
    };
    output.answer(&shape, &format!("added  {}", registration.name))?;
    Ok(Exit::Done)
}

/// Writes a registration out.
#[derive(Debug, Args)]
pub struct Export {
    /// Its name, client id or Trilo id
    name: String,
    /// For whom
    #[arg(long, value_enum, default_value_t = Written::AppConfig)]
    format: Written,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    /// Backstage's app-config of today
    AppConfig,
    /// Backstage's app-config until 2024
    AppConfigOlder,
    /// A .env file; the secret stays empty
    Dotenv,
    /// JSON with the name of a variable in place of the secret
    Json,
    /// Trilo's own file for others
    Share,
    /// The same as a link
    Link,
}

impl From<Written> for ExportFormat {
    fn from(format: Written) -> Self {
        match format {
            Written::AppConfig => Self::AppConfig,
            Written::AppConfigOlder => Self::AppConfigOlder,
            Written::Dotenv => Self::Dotenv,
            Written::Json => Self::Json,
            Written::Share => Self::Share,
            Written::Link => Self::Link,
        }
    }
}

impl Export {
    /// Writes it out, never with a secret.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let registration = choice::registration(&core, Some(&self.name))?;
        let exported = core.export_registration(&registration.id, self.format.into())?;
        match self.output {
            None => {
                output.answer(&serde_json::json!({ "name": exported.name, "text": exported.text }), &exported.text)?;
            }
            Some(path) => {
                let what = path.display().to_string();
                fs::write(&path, &exported.text)
                    .map_err(|error| Failure::Unusable { what: what.clone(), why: error.to_string() })?;
                output.answer(&serde_json::json!({ "path": what }), &what)?;
            }
        }
        Ok(Exit::Done)
    }
}
