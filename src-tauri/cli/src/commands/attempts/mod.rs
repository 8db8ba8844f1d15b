//! `trilo attempts`: what Trilo tried, how it ended, and what was sent for it.

mod compare;
mod search;
pub mod shapes;
mod show;

use clap::{Args, Subcommand};

use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

use search::Search;
use shapes::AttemptShape;

/// Shows what Trilo tried lately; without a subcommand, a list.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Attempts {
    #[command(subcommand)]
    command: Option<AttemptsCommand>,
    #[command(flatten)]
    search: Search,
}

#[derive(Debug, Subcommand)]
enum AttemptsCommand {
    /// Show one attempt with its steps and what was sent and answered; secrets are marks
    Show(show::Show),
    /// Tell what differs between two attempts
    Compare(compare::Compare),
}

impl Attempts {
    /// Tells of attempts.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let core = composition::open().await?;
        match self.command {
            None => {
                let found = core.search_attempts(&self.search.search(&core)?, self.search.limit)?;
                let shapes: Vec<_> = found.attempts.iter().map(AttemptShape::from).collect();
                let mut words: String = found.attempts.iter().map(shapes::line).collect();
                if found.more {
                    words.push_str("There are older ones: -n shows more.\n");
                }
                output.answer(&shapes, &words)?;
            }
            Some(AttemptsCommand::Show(show)) => show.run(&core, output)?,
            Some(AttemptsCommand::Compare(compare)) => compare.run(&core, output)?,
        }
        Ok(Exit::Done)
    }
}
