//! `trilo attempts`.

use clap::{Args, Subcommand};
use serde::Serialize;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind, StepState};

use super::attempt::Show;
use crate::composition;
use crate::exit::Exit;
use crate::failure::{Failure, Wire};
use crate::output::Output;

/// Shows what Trilo tried lately.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Attempts {
    #[command(subcommand)]
    command: Option<AttemptsCommand>,
    /// How many, the newest first
    #[arg(long, short = 'n', default_value_t = 20)]
    limit: usize,
}

#[derive(Debug, Subcommand)]
enum AttemptsCommand {
    Show(Show),
}

#[derive(Debug, Serialize)]
pub(super) struct AttemptShape {
    id: String,
    kind: AttemptKind,
    outcome: AttemptOutcome,
    registration_id: Option<String>,
    account: Option<String>,
    started_at: String,
    ended_at: Option<String>,
    steps: Vec<StepShape>,
    problem: Option<Wire>,
}

#[derive(Debug, Serialize)]
struct StepShape {
    kind: StepKind,
    state: StepState,
    fact: Option<String>,
}

impl From<&Attempt> for AttemptShape {
    fn from(attempt: &Attempt) -> Self {
        let step = |step: &trilo_core::diagnose::Step| StepShape {
            kind: step.kind,
            state: step.state,
            fact: step.fact.clone(),
        };
        Self {
            id: attempt.id.to_string(),
            kind: attempt.kind,
            outcome: attempt.outcome,
            registration_id: attempt.registration.as_ref().map(ToString::to_string),
            account: attempt.account.as_ref().map(ToString::to_string),
            started_at: attempt.started_at.to_string(),
            ended_at: attempt.ended_at.map(|end| end.to_string()),
            steps: attempt.steps.iter().map(step).collect(),
            problem: attempt.problem.clone().map(|problem| Failure::Recorded(problem).problem()),
        }
    }
}

impl Attempts {
    /// Tells of the newest attempts.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        if let Some(AttemptsCommand::Show(show)) = self.command {
            return show.run(output).await;
        }
        let attempts = composition::open().await?.attempts(self.limit)?;
        let shapes: Vec<_> = attempts.iter().map(AttemptShape::from).collect();
        output.answer(&shapes, &attempts.iter().map(line).collect::<String>())?;
        Ok(Exit::Done)
    }
}

pub(super) fn line(attempt: &Attempt) -> String {
    let kind = match attempt.kind {
        AttemptKind::SignIn => "sign-in",
        AttemptKind::Refresh => "refresh",
        AttemptKind::StrayCallback => "stray callback",
        AttemptKind::SignOut => "sign-out",
        AttemptKind::PersonalDataReport => "personal data report",
        AttemptKind::BackstageRequest => "Backstage request",
        AttemptKind::ProgramRequest => "program request",
    };
    let outcome = match attempt.outcome {
        AttemptOutcome::UnderWay => "under way",
        AttemptOutcome::Succeeded => "succeeded",
        AttemptOutcome::Denied => "denied",
        AttemptOutcome::Cancelled => "cancelled",
        AttemptOutcome::TimedOut => "timed out",
        AttemptOutcome::Failed => "failed",
        AttemptOutcome::Ignored => "ignored",
        AttemptOutcome::Interrupted => "interrupted",
    };
    let why = attempt.problem.as_ref().map(|problem| format!(": {}", problem.message)).unwrap_or_default();
    let asked = attempt.steps.iter().find(|step| step.kind == StepKind::ProgramRecognised);
    let by = asked.and_then(|step| step.fact.as_deref()).map(|program| format!(" by {program}")).unwrap_or_default();
    format!("{}  {}  {kind}{by}  {outcome}{why}\n", attempt.started_at, attempt.id)
}
