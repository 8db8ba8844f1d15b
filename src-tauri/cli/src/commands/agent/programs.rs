//! What was decided about the programs that ask the agent.

use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Lists the decisions.
pub(super) async fn list(output: Output) -> Result<Exit, Failure> {
    let settings = composition::open().await?.settings()?;
    let words = settings.programs.iter().map(|known| {
        let decision = if known.allowed { "allowed" } else { "refused" };
        format!("{decision}  {}\n", known.program)
    });
    if !settings.ask_programs {
        output.note("Nobody is asked: `trilo config set agent.ask-programs true` changes that.");
    }
    output.answer(&settings.programs, &words.collect::<String>())?;
    Ok(Exit::Done)
}

/// Decides about a program, or forgets what was decided.
pub(super) async fn decide(output: Output, program: &str, allowed: Option<bool>) -> Result<Exit, Failure> {
    let core = composition::open().await?;
    let settings = core.put_settings(core.settings()?.with_decision(program, allowed))?;
    let words = match allowed {
        Some(true) => format!("{program} gets tokens."),
        Some(false) => format!("{program} gets no tokens from the agent."),
        None => format!("{program} is asked about again."),
    };
    output.answer(&settings.programs, &words)?;
    Ok(Exit::Done)
}
