//! `trilo sandbox`.

use std::path::PathBuf;

use clap::Subcommand;
use trilo_core::Code;
use trilo_core::error::Problem;
use trilo_sandbox::{Sandbox, stock};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Runs a strict stand-in for Atlassian Cloud on this machine.
#[derive(Debug, Subcommand)]
pub enum SandboxCommand {
    /// Run until Ctrl-C. Faults, the clock and the rest are set by its control API, which GET `control_url` describes
    Start {
        /// Port on 127.0.0.1; 0 takes a free one
        #[arg(long, default_value_t = 7008)]
        port: u16,
        /// Keep the world here, so that tokens survive a restart
        #[arg(long, value_name = "FILE")]
        state_file: Option<PathBuf>,
    },
}

impl SandboxCommand {
    /// Serves until it is interrupted.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let Self::Start { port, state_file } = self;
        let builder = Sandbox::builder().port(port);
        let builder = match state_file {
            Some(file) => builder.state_file(file),
            None => builder,
        };
        let sandbox = builder.start().await.map_err(|error| {
            Failure::Recorded(Problem {
                code: Code::SandboxNotStarted,
                message: error.to_string(),
                details: std::collections::BTreeMap::from([("port".to_owned(), port.to_string())]),
            })
        })?;
        introduce(output, &sandbox)?;
        // Where Ctrl-C cannot be listened for, the process ends with its parent's signal.
        let _ = tokio::signal::ctrl_c().await;
        sandbox.shutdown().await;
        Ok(Exit::Done)
    }
}

fn introduce(output: Output, sandbox: &Sandbox) -> Result<(), Failure> {
    let (authorization, api, control) = (sandbox.authorization_url(), sandbox.api_url(), sandbox.control_url());
    let callbacks = [stock::DEEP_LINK_CALLBACK, stock::LOOPBACK_CALLBACK];
    let shape = serde_json::json!({
        "authorization_url": authorization,
        "api_url": api,
        "control_url": control,
        "client_id": stock::CLIENT_ID,
        "client_secret": stock::CLIENT_SECRET,
        "callbacks": callbacks,
    });
    let words = format!(
        "authorization  {authorization}\napi            {api}\ncontrol        {control}\nclient id      {}\n\
         client secret  {}  (opens nothing but a sandbox)\ncallback       {}\ncallback       {}\nstop           Ctrl-C\n",
        stock::CLIENT_ID,
        stock::CLIENT_SECRET,
        callbacks[0],
        callbacks[1],
    );
    output.answer(&shape, &words)
}
