//! Every request of a program as an attempt in the core's journal.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use trilo_core::Core;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use trilo_core::identifier::AttemptId;
use trilo_core::token_request::{Refusal, TokenFacts};

use crate::permission::Decision;
use crate::program::Program;

/// For how long like requests of a program are one entry: a script in a loop must not push out the rest.
const TOGETHER: SignedDuration = SignedDuration::from_mins(1);

/// Records requests.
#[derive(Default)]
pub(crate) struct Journal {
    /// Held while an entry is written, so that a count is never replaced by a smaller one.
    recent: Arc<Mutex<Vec<Recent>>>,
}

/// A request that was answered.
pub(crate) struct Entry {
    pub(crate) program: Program,
    /// What the person said, if they were asked.
    pub(crate) asked: Option<Decision>,
    pub(crate) answer: Result<TokenFacts, Refusal>,
    pub(crate) began: Timestamp,
}

struct Recent {
    id: AttemptId,
    program: Program,
    answer: String,
    began: Timestamp,
    times: u32,
}

impl Journal {
    /// Records a request, apart from whoever waits for an answer.
    pub(crate) fn record(&self, core: Core, entry: Entry) {
        let recent = Arc::clone(&self.recent);
        tokio::task::spawn_blocking(move || {
            let mut recent = recent.lock().unwrap_or_else(PoisonError::into_inner);
            let attempt = attempt(&mut recent, &entry, core.now());
            core.record(&attempt);
        });
    }
}

fn attempt(recent: &mut Vec<Recent>, entry: &Entry, now: Timestamp) -> Attempt {
    let answer = answer(&entry.answer);
    let steps = [StepKind::ProgramRecognised, StepKind::ConsentAsked, StepKind::ProgramAnswered];
    let mut attempt = Attempt::begin(AttemptKind::ProgramRequest, &steps, entry.began);
    recent.retain(|known| entry.began.duration_since(known.began) < TOGETHER);
    let alike = recent.iter_mut().find(|known| known.program == entry.program && known.answer == answer);
    let times = if let Some(known) = alike {
        known.times = known.times.saturating_add(1);
        attempt.id = known.id.clone();
        attempt.started_at = known.began;
        known.times
    } else {
        recent.push(Recent {
            id: attempt.id.clone(),
            program: entry.program.clone(),
            answer: answer.clone(),
            began: entry.began,
            times: 1,
        });
        1
    };
    attempt.step_done(StepKind::ProgramRecognised, Some(entry.program.to_string()), entry.began);
    match entry.asked {
        Some(decision) if decision.allows() => attempt.step_done(StepKind::ConsentAsked, None, now),
        Some(_) => attempt.step_failed(StepKind::ConsentAsked, now),
        None => {}
    }
    let fact = if times == 1 { answer } else { format!("{answer}, {times} times within a minute") };
    attempt.step_done(StepKind::ProgramAnswered, Some(fact), now);
    let (outcome, problem) = match &entry.answer {
        Ok(facts) => {
            attempt.account = Some(facts.account.clone());
            attempt.registration = Some(facts.registration_id.clone());
            (AttemptOutcome::Succeeded, None)
        }
        Err(Refusal::ProgramRefused(_) | Refusal::NobodyToAsk(_)) => (AttemptOutcome::Denied, None),
        Err(Refusal::Problem(problem)) => (AttemptOutcome::Failed, Some(problem.clone())),
        Err(_) => (AttemptOutcome::Failed, None),
    };
    attempt.end(outcome, problem, now);
    attempt
}

/// What was answered, without anything secret or personal.
fn answer(answer: &Result<TokenFacts, Refusal>) -> String {
    match answer {
        Ok(facts) => format!("a token for {}", facts.registration),
        Err(refusal) => refusal.name().unwrap_or("a problem").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, began: Timestamp) -> Entry {
        let program = Program { name: name.to_owned(), file: None };
        Entry { program, asked: None, answer: Err(Refusal::NobodySignedIn), began }
    }

    #[test]
    fn like_requests_within_a_minute_are_one_entry_that_counts_them() {
        let (mut recent, now) = (Vec::new(), Timestamp::UNIX_EPOCH);
        let first = attempt(&mut recent, &entry("loop", now), now);
        let second = attempt(&mut recent, &entry("loop", now), now);
        let other = attempt(&mut recent, &entry("other", now), now);
        let later = now + TOGETHER;
        let third = attempt(&mut recent, &entry("loop", later), later);
        assert_eq!(first.id, second.id);
        assert!(second.steps.iter().any(|step| step.fact.as_deref().is_some_and(|fact| fact.contains("2 times"))));
        assert!(other.id != first.id && third.id != first.id);
    }
}
