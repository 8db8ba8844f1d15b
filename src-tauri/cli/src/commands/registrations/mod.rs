//! `trilo registrations`.

mod add;
mod exchange;
mod findings;

use clap::Subcommand;
use serde::Serialize;
use trilo_core::Core;
use trilo_core::registration::CallbackUrl;
use trilo_core::sessions::ListedRegistration;

use self::findings::FindingShape;
use crate::choice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::shapes::RegistrationShape;

/// Adds, lists, imports, exports and checks registrations of OAuth apps.
#[derive(Debug, Subcommand)]
pub enum Registrations {
    /// Add the registration of an app in Atlassian's developer console
    Add(add::Add),
    /// List the registrations
    List,
    /// Show one registration
    Show {
        /// Its name, client id or Trilo id
        name: String,
    },
    /// Take in the environments of Backstage's app-config, or a registration that was shared
    Import(exchange::Import),
    /// Write a registration out for other programs and people, without its secret
    Export(exchange::Export),
    /// Say what is likely to go wrong with registrations; fails if a sign-in cannot work
    Lint {
        /// Only this one
        name: Option<String>,
    },
    /// Remove a registration with its secret and its accounts; Atlassian is not told
    Remove {
        /// Its name, client id or Trilo id
        name: String,
    },
}

/// A registration in a list.
#[derive(Debug, Serialize)]
struct Listed {
    #[serde(flatten)]
    registration: RegistrationShape,
    has_client_secret: bool,
    accounts: usize,
    findings: Vec<FindingShape>,
}

impl From<&ListedRegistration> for Listed {
    fn from(listed: &ListedRegistration) -> Self {
        Self {
            registration: RegistrationShape::from(&listed.registration),
            has_client_secret: listed.has_client_secret,
            accounts: listed.accounts,
            findings: listed.findings.iter().map(FindingShape::from).collect(),
        }
    }
}

impl Registrations {
    /// Does it.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        match self {
            Self::Add(add) => add.run(output).await,
            Self::Import(import) => import.run(output).await,
            Self::Export(export) => export.run(output).await,
            Self::List => list(output).await,
            Self::Show { name } => show(output, &name).await,
            Self::Lint { name } => lint(output, name.as_deref()).await,
            Self::Remove { name } => remove(output, &name).await,
        }
    }
}

async fn list(output: Output) -> Result<Exit, Failure> {
    let all = composition::open().await?.listed_registrations()?;
    let shapes: Vec<_> = all.iter().map(Listed::from).collect();
    let line = |listed: &ListedRegistration| {
        let registration = &listed.registration;
        let callbacks: Vec<_> = registration.callbacks.iter().map(CallbackUrl::as_str).collect();
        let secret = if listed.has_client_secret { "" } else { "  no client secret" };
        format!(
            "{}  {}  {} accounts  {}{secret}\n",
            registration.name,
            registration.client_id,
            listed.accounts,
            callbacks.join(" ")
        )
    };
    if all.is_empty() && !output.is_json() {
        output.note("There is no registration yet. `trilo registrations add --help` says how to add one.");
    }
    output.answer(&shapes, &all.iter().map(line).collect::<String>())?;
    Ok(Exit::Done)
}

fn listed(core: &Core, name: &str) -> Result<ListedRegistration, Failure> {
    let id = choice::registration(core, Some(name))?.id;
    let found = core.listed_registrations()?.into_iter().find(|listed| listed.registration.id == id);
    Ok(found.ok_or(trilo_core::Error::RegistrationNotFound)?)
}

async fn show(output: Output, name: &str) -> Result<Exit, Failure> {
    let core = composition::open().await?;
    let listed = listed(&core, name)?;
    let registration = &listed.registration;
    composition::note_overrides(output, &registration.cloud);
    let endpoints = registration.cloud.endpoints();
    let mut words = format!(
        "name           {}\nid             {}\nclient id      {}\nclient secret  {} ({})\nauthorization  {}\n\
         api            {}\nscopes         {}\naccounts       {}\n",
        registration.name,
        registration.id,
        registration.client_id,
        if listed.has_client_secret { "at hand" } else { "missing" },
        registration.secret_source.kind(),
        endpoints.authorization_url,
        endpoints.api_url,
        registration.scopes,
        listed.accounts,
    );
    for callback in &registration.callbacks {
        words.push_str(&format!("callback       {}\n", callback.as_str()));
    }
    words.push_str(&findings::in_words(&listed));
    output.answer(&Listed::from(&listed), &words)?;
    Ok(Exit::Done)
}

async fn lint(output: Output, name: Option<&str>) -> Result<Exit, Failure> {
    let core = composition::open().await?;
    let all = match name {
        Some(name) => vec![listed(&core, name)?],
        None => core.listed_registrations()?,
    };
    let shapes: Vec<_> = all.iter().map(Listed::from).collect();
    let words: String = all.iter().map(findings::in_words).collect();
    let nothing = if words.is_empty() { "Nothing was found.\n" } else { "" };
    output.answer(&shapes, &format!("{words}{nothing}"))?;
    let fails = all.iter().flat_map(|listed| &listed.findings).any(findings::is_error);
    Ok(if fails { Exit::Failed } else { Exit::Done })
}

async fn remove(output: Output, name: &str) -> Result<Exit, Failure> {
    let core = composition::open().await?;
    let listed = listed(&core, name)?;
    core.remove_registration(&listed.registration.id)?;
    let words = format!("{} is removed, with its secret and {} accounts.", listed.registration.name, listed.accounts);
    output.answer(&Listed::from(&listed), &words)?;
    Ok(Exit::Done)
}
