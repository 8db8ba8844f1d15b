//! `trilo attempts show`.

use clap::Args;
use serde::Serialize;
use trilo_core::diagnose::Attempt;
use trilo_core::diagnose::explain::{AttemptExplained, explain_attempt};

use super::attempts::{AttemptShape, line};
use super::explain::{candidates, question};
use crate::composition;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Where an id is looked for.
const MOST: usize = 10_000;

/// Shows one attempt and explains how it ended: why, what that rests on, what to do, and by whom.
#[derive(Debug, Args)]
pub struct Show {
    /// Its id, or the end of it; without one, the newest.
    id: Option<String>,
    /// The answer to a question that an earlier explanation asked, such as `refresh=elsewhere`.
    #[arg(long = "answer", value_name = "QUESTION=ANSWER")]
    answers: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Shown {
    attempt: AttemptShape,
    explanation: Option<AttemptExplained>,
}

impl Show {
    /// Tells of the attempt; one that needs no explanation is no failure.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let attempts = composition::open().await?.attempts(if self.id.is_some() { MOST } else { 1 })?;
        let end = self.id.as_deref().unwrap_or_default();
        let found: Vec<_> = attempts.iter().filter(|attempt| attempt.id.as_str().ends_with(end)).collect();
        let [attempt] = found[..] else {
            let why = if found.is_empty() { "there is none" } else { "several end so" };
            return Err(Failure::Unusable { what: format!("the attempt {end}"), why: why.to_owned() });
        };
        let answers: Vec<_> = self.answers.iter().map(String::as_str).collect();
        let explanation = explain_attempt(attempt, &answers);
        let words = in_words(attempt, explanation.as_ref());
        output.answer(&Shown { attempt: AttemptShape::from(attempt), explanation }, &words)?;
        Ok(Exit::Done)
    }
}

fn in_words(attempt: &Attempt, explanation: Option<&AttemptExplained>) -> String {
    let mut words = vec![line(attempt)];
    if let Some(explained) = explanation {
        words.extend(explained.answer.as_ref().map(|answer| format!("It was answered: {answer}\n")));
        words.extend(candidates(&explained.candidates));
        words.extend(explained.question.as_ref().map(question));
    }
    words.join("\n")
}
