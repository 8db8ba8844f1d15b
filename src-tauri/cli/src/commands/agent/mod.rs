//! `trilo agent`: a vault that stays open for other commands, without a window.

mod programs;
mod units;

use clap::{Args, Subcommand};
use trilo_agent::{Agent, NotListening, Vault, socket};
use trilo_core::sessions::VaultState;
use trilo_core::{Core, machine};

use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::obtain::vault_of_agent;
use crate::output::Output;

/// Holds the vault open for other commands.
#[derive(Debug, Args)]
pub struct AgentCommand {
    /// What to do; without it, be the agent until Ctrl-C
    #[command(subcommand)]
    task: Option<Task>,
}

/// What there is to do about the agent.
#[derive(Debug, Clone, Subcommand)]
enum Task {
    /// Show whether an agent answers, and where
    Status,
    /// Write systemd units that start the agent when a command first asks it
    InstallUnits,
    /// List what was decided about programs
    Programs,
    /// Let a program have tokens without asking
    Allow {
        /// The program as `trilo agent programs` and `trilo attempts` name it
        program: String,
    },
    /// Let a program have no tokens
    Refuse {
        /// The program as `trilo agent programs` and `trilo attempts` name it
        program: String,
    },
    /// Forget what was decided about a program
    Forget {
        /// The program as `trilo agent programs` names it
        program: String,
    },
}

impl AgentCommand {
    /// Does it.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        match self.task {
            None => serve(output).await,
            Some(Task::Status) => status(output),
            Some(Task::InstallUnits) => units::install(output),
            Some(Task::Programs) => programs::list(output).await,
            Some(Task::Allow { program }) => programs::decide(output, &program, Some(true)).await,
            Some(Task::Refuse { program }) => programs::decide(output, &program, Some(false)).await,
            Some(Task::Forget { program }) => programs::decide(output, &program, None).await,
        }
    }
}

/// Answers until it is interrupted, keeps tokens fresh, and locks as the settings say.
async fn serve(output: Output) -> Result<Exit, Failure> {
    let core = composition::open_for_agent().await?;
    let agent = Agent::listen(core.clone(), &machine::data_folder(), None).map_err(|error| unusable(&error))?;
    announce(output, &core)?;
    tokio::select! {
        _ = agent.serve() => {}
        () = core.lock_when_idle() => {}
        () = core.keep_fresh() => {}
        () = trilo_provider::interrupted() => {}
    }
    Ok(Exit::Done)
}

fn announce(output: Output, core: &Core) -> Result<(), Failure> {
    let (vault, words) = match core.vault_status().state {
        VaultState::Open | VaultState::MemoryOnly => (Vault::Open, "The agent answers"),
        VaultState::Locked | VaultState::Unavailable(_) => {
            (Vault::Closed, "The agent listens; `trilo vault unlock` opens its vault")
        }
    };
    let socket = socket(&machine::data_folder()).display().to_string();
    output.answer(&serde_json::json!({ "socket": socket, "vault": vault }), &format!("{words}: {socket}"))
}

fn status(output: Output) -> Result<Exit, Failure> {
    let vault = vault_of_agent();
    let socket = socket(&machine::data_folder()).display().to_string();
    let words = match vault {
        Some(Vault::Open) => "An agent answers, and its vault is open",
        Some(Vault::Locked) => "An agent answers, and its vault was locked",
        Some(Vault::Closed) => "An agent answers, and its vault was not opened yet",
        None => "No agent answers, so that every command opens the vault itself",
    };
    output.answer(&serde_json::json!({ "socket": socket, "vault": vault }), &format!("{words}: {socket}"))?;
    Ok(if vault.is_some() { Exit::Done } else { Exit::NotFound })
}

fn unusable(error: &NotListening) -> Failure {
    let socket = socket(&machine::data_folder()).display().to_string();
    Failure::Unusable { what: socket, why: error.to_string() }
}
