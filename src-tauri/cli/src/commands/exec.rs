//! `trilo exec`: a program with a token in its environment, and in nobody else's.

use clap::Args;
use tokio::process::Command;
use trilo_core::token_request::GoodToken;

use super::token::Demands;
use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::obtain::obtain;
use crate::output::Output;

/// Runs a program with a token in variables of its own.
#[derive(Debug, Args)]
pub struct Exec {
    #[command(flatten)]
    choice: AccountChoice,
    #[command(flatten)]
    demands: Demands,
    /// A variable that gets the token, in place of TRILO_TOKEN and ATLASSIAN_ACCESS_TOKEN; may be given several times
    #[arg(long, value_name = "VAR")]
    var: Vec<String>,
    /// The program and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<String>,
}

const VARIABLES: [&str; 2] = ["TRILO_TOKEN", trilo_core::token::TokenFormat::VARIABLE];
/// The variables that open the vault or name its secrets stay here.
const OURS: [&str; 1] = [trilo_core::machine::PASSPHRASE_FILE_VARIABLE];

impl Exec {
    /// Waits for the program, and ends as it does.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let GoodToken { token, facts } = obtain(&self.demands.of(&self.choice)?, output).await?;
        composition::note_overrides(output, &facts.cloud);
        let (program, arguments) = self.command.split_first().ok_or(Failure::Cancelled)?;
        let mut command = Command::new(program);
        command.args(arguments);
        for variable in OURS {
            command.env_remove(variable);
        }
        let named = self.var.iter().map(String::as_str);
        let variables: Vec<_> = if self.var.is_empty() { VARIABLES.to_vec() } else { named.collect() };
        for variable in variables {
            command.env(variable, token.expose());
        }
        command.env("ATLASSIAN_API_URL", facts.cloud.endpoints().api_url.as_str());
        if let Some(cloud_id) = &facts.cloud_id {
            command.env("ATLASSIAN_CLOUD_ID", cloud_id);
        }
        let interruptions = tokio::spawn(ignore_interruptions());
        let status = command.status().await;
        interruptions.abort();
        let status = status.map_err(|source| Failure::NotStarted { program: program.clone(), source })?;
        Ok(Exit::Of(number(status)))
    }
}

/// The terminal interrupts the program as well, and that decides what it means.
async fn ignore_interruptions() {
    while tokio::signal::ctrl_c().await.is_ok() {}
}

/// The number that a shell would tell of how a program ended.
fn number(status: std::process::ExitStatus) -> u8 {
    const OF_SIGNAL: i32 = 128;
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = status.code().or_else(|| signal.map(|signal| OF_SIGNAL + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
