//! Asking the person whether a program may have tokens, and keeping the answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use trilo_core::identifier::QuestionId;

use crate::program::Program;

/// How long a question waits for the person.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a person says about a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It gets this token.
    AllowOnce,
    /// It gets tokens from now on.
    AllowAlways,
    /// It does not get this token.
    RefuseOnce,
    /// It gets no tokens from now on.
    RefuseAlways,
}

impl Decision {
    /// Whether the program gets the token.
    #[must_use]
    pub const fn allows(self) -> bool {
        match self {
            Self::AllowOnce | Self::AllowAlways => true,
            Self::RefuseOnce | Self::RefuseAlways => false,
        }
    }

    /// Whether it holds for later requests too.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        match self {
            Self::AllowAlways | Self::RefuseAlways => true,
            Self::AllowOnce | Self::RefuseOnce => false,
        }
    }
}

/// A question that waits for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Under which it waits.
    pub id: QuestionId,
    /// The program that asks.
    pub program: Program,
}

/// The questions that wait for the person; cheap to clone.
#[derive(Clone)]
pub struct Questions {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    changed: Arc<dyn Fn() + Send + Sync>,
}

struct Waiting {
    question: Question,
    answer: watch::Sender<Option<Decision>>,
}

impl Questions {
    /// No questions yet; `changed` is called whenever one comes or goes, and shows them to the person.
    #[must_use]
    pub fn new(changed: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { waiting: Arc::default(), changed }
    }

    /// The questions, the oldest first.
    #[must_use]
    pub fn waiting(&self) -> Vec<Question> {
        self.lock().iter().map(|waiting| waiting.question.clone()).collect()
    }

    /// Answers a question, for all who wait for it; one that is gone needs no answer.
    pub fn answer(&self, id: &QuestionId, decision: Decision) {
        let mut waiting = self.lock();
        if let Some(position) = waiting.iter().position(|waiting| waiting.question.id == *id) {
            waiting.remove(position).answer.send_replace(Some(decision));
        }
        drop(waiting);
        (self.changed)();
    }

    /// Asks the person about a program; no answer in time refuses once. Who stops waiting withdraws the question.
    pub(crate) async fn ask(&self, program: &Program) -> Decision {
        let answer = self.subscribe(program);
        let mut asking = Asking { questions: self, program, answer };
        let answered = tokio::time::timeout(PATIENCE, asking.answer.wait_for(Option::is_some)).await;
        let answered = answered.ok().and_then(Result::ok).and_then(|answer| *answer);
        answered.unwrap_or(Decision::RefuseOnce)
    }

    /// One question stands for all requests of a program.
    fn subscribe(&self, program: &Program) -> watch::Receiver<Option<Decision>> {
        let mut waiting = self.lock();
        if let Some(known) = waiting.iter().find(|waiting| waiting.question.program == *program) {
            return known.answer.subscribe();
        }
        let (answer, receiver) = watch::channel(None);
        let question = Question { id: QuestionId::random(), program: program.clone() };
        waiting.push(Waiting { question, answer });
        drop(waiting);
        (self.changed)();
        receiver
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that waits for an answer.
struct Asking<'a> {
    questions: &'a Questions,
    program: &'a Program,
    answer: watch::Receiver<Option<Decision>>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        const THIS_ONE: usize = 1;
        let mut waiting = self.questions.lock();
        let before = waiting.len();
        let is_last = |other: &Waiting| other.answer.receiver_count() <= THIS_ONE;
        waiting.retain(|other| other.question.program != *self.program || !is_last(other));
        let gone = waiting.len() < before;
        drop(waiting);
        if gone {
            (self.questions.changed)();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> Questions {
        Questions::new(Arc::new(|| {}))
    }

    fn curl() -> Program {
        Program { name: "curl".to_owned(), file: Some("/usr/bin/curl".to_owned()) }
    }

    #[tokio::test]
    async fn one_answer_is_for_all_who_wait_for_it() {
        let (questions, curl) = (questions(), curl());
        let answer = async {
            tokio::task::yield_now().await;
            let waiting = questions.waiting();
            assert_eq!(waiting.len(), 1, "one question for each program");
            questions.answer(&waiting[0].id, Decision::AllowAlways);
        };
        let (first, second, ()) = tokio::join!(questions.ask(&curl), questions.ask(&curl), answer);
        assert_eq!((first, second), (Decision::AllowAlways, Decision::AllowAlways));
        assert_eq!(questions.waiting(), []);
    }

    #[tokio::test]
    async fn who_stops_waiting_takes_the_question_away() {
        let (questions, curl) = (questions(), curl());
        let mut asking = Box::pin(questions.ask(&curl));
        assert!(tokio::time::timeout(Duration::ZERO, &mut asking).await.is_err());
        assert_eq!(questions.waiting().len(), 1);
        drop(asking);
        assert_eq!(questions.waiting(), []);
    }
}
