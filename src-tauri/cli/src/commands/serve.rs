//! `trilo serve`: Backstage's auth contract on this machine, with Trilo's accounts behind it.

use std::path::PathBuf;

use clap::Args;
use trilo_core::app_config::ConfigFiles;
use trilo_core::registration::Cloud;
use trilo_provider::{ServeOptions, Source, serve};

use crate::choice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Serves auth.providers.atlassian to Backstage frontends.
#[derive(Debug, Args)]
pub struct Serve {
    /// Backstage's app-config: a file, a folder, or several files in the order of Backstage's --config. Without it and
    /// --registration, AUTH_ATLASSIAN_CLIENT_ID and AUTH_ATLASSIAN_CLIENT_SECRET
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// A .env file whose variables the app-config may use
    #[arg(long, value_name = "FILE", requires = "config")]
    env_file: Option<PathBuf>,
    /// A registration of the vault; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "config")]
    registration: Vec<String>,
    /// The port on this machine; 0 takes a free one [default: that of backend.baseUrl, or 7007]
    #[arg(long)]
    port: Option<u16>,
    /// An origin whose frontend may have tokens without anybody being asked; may be given several times
    #[arg(long, value_name = "ORIGIN", default_value = "http://localhost:3000")]
    allow_origin: Vec<String>,
    /// Keep everything in memory until it ends, and open no vault
    #[arg(long)]
    memory: bool,
}

impl Serve {
    /// Serves until it is interrupted.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = if self.memory { composition::in_memory().await? } else { composition::open().await? };
        composition::note_overrides(output, &Cloud::Commercial);
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let source = if !self.config.is_empty() {
            let paths = self.config.into_iter().map(absolute).collect();
            Source::AppConfig(ConfigFiles { paths, environment_file: self.env_file.map(absolute) })
        } else if self.registration.is_empty() {
            Source::of_process()?
        } else {
            let id = |name: &String| Ok(choice::registration(&core, Some(name))?.id);
            Source::Registrations(self.registration.iter().map(id).collect::<Result<_, Failure>>()?)
        };
        let mut options = ServeOptions::new(source);
        options.port = self.port;
        for origin in &self.allow_origin {
            options.allow_origin(origin).map_err(trilo_provider::ServeError::from)?;
        }
        let provider = serve(core, options).await?;
        let announcement = provider.announcement();
        let environments = announcement.environments.iter().map(|served| {
            serde_json::json!({
                "name": served.name,
                "client_id": served.client_id,
                "callback": served.callback,
                "scopes": served.scopes,
                "identity": served.identity,
            })
        });
        let shape = serde_json::json!({
            "base_url": announcement.base_url,
            "environment": announcement.environment,
            "environments": environments.collect::<Vec<_>>(),
            "origins": announcement.origins,
            "notes": announcement.notes,
            "frontend": announcement.frontend_lines(),
        });
        output.answer(&shape, &announcement.to_string())?;
        provider.until_interrupted().await;
        Ok(Exit::Done)
    }
}
