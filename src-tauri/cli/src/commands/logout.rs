//! `trilo logout`.

use clap::Args;
use serde::Serialize;
use trilo_core::sessions::Revocation;

use crate::choice::AccountChoice;
use crate::composition;
use crate::exit::Exit;
use crate::failure::{Failure, Wire};
use crate::output::Output;

/// Signs out: wipes an account from this machine.
#[derive(Debug, Args)]
pub struct Logout {
    #[command(flatten)]
    choice: AccountChoice,
    /// Ask Atlassian to revoke the refresh token first
    #[arg(long)]
    revoke: bool,
}

#[derive(Debug, Serialize)]
struct SignedOut {
    id: String,
    name: String,
    revocation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Wire>,
}

impl Logout {
    /// Wipes the account that is meant, whatever Atlassian answers.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        let record = self.choice.record(&core)?;
        let name = core.session(&record.id).map_or_else(|_| record.atlassian_id.clone(), |one| one.name().to_owned());
        let (revocation, problem) = match core.sign_out(&record.id, self.revoke).await? {
            Revocation::NotAsked => ("not_asked", None),
            Revocation::Answered => ("answered", None),
            Revocation::Failed(problem) => {
                let failure = Failure::Recorded(problem);
                output.note("warning: Atlassian could not be asked to revoke the refresh token:");
                output.tell(&failure);
                ("failed", Some(failure.problem()))
            }
        };
        let words = format!("{name} is signed out; nothing of the account is left on this machine.");
        output.answer(&SignedOut { id: record.id.to_string(), name, revocation, problem }, &words)?;
        Ok(Exit::Done)
    }
}
