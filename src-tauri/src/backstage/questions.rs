//! Questions of frontends that wait for the person.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use trilo_core::ports::{Event, EventSink};
use trilo_provider::{Consent, ConsentAnswer, ConsentChoice, ConsentQuestion};

/// How long a frontend waits for its answer; its popup tells then that nobody answered.
const PATIENCE: Duration = Duration::from_mins(2);
/// How many different questions may wait: a page can ask for many sets of scopes.
const MOST: usize = 10;

/// Asks the person in Trilo's window. Whoever asks the same thing at the same time shares the question and its answer.
pub struct Questions {
    waiting: Mutex<Vec<Waiting>>,
    /// No number is given twice: an answer that comes late is for nothing else.
    next: AtomicU32,
    patience: Duration,
    events: Arc<dyn EventSink>,
}

/// A question that waits.
struct Waiting {
    id: u32,
    question: ConsentQuestion,
    answer: watch::Sender<Option<ConsentAnswer>>,
    /// How many wait for the answer; the question goes with the last of them.
    asking: usize,
}

/// One that waits for the answer to a question; dropped when the popup is closed.
struct Asking<'a> {
    questions: &'a Questions,
    id: u32,
    answer: watch::Receiver<Option<ConsentAnswer>>,
}

impl Questions {
    /// No questions yet; the sink is told of each.
    pub fn new(events: Arc<dyn EventSink>) -> Self {
        Self { waiting: Mutex::default(), next: AtomicU32::default(), patience: PATIENCE, events }
    }

    /// The questions that wait, the oldest first, with the numbers to answer them by.
    pub fn all(&self) -> Vec<(u32, ConsentQuestion)> {
        let waiting = self.waiting();
        let unanswered = waiting.iter().filter(|waiting| waiting.answer.borrow().is_none());
        unanswered.map(|waiting| (waiting.id, waiting.question.clone())).collect()
    }

    /// Answers a question. One that is gone, or an account that was not to be chosen, changes nothing.
    pub fn answer(&self, id: u32, answer: &ConsentAnswer) {
        if let Some(waiting) = self.waiting().iter().find(|waiting| waiting.id == id && waiting.offers(answer)) {
            waiting.answer.send_replace(Some(answer.clone()));
        }
    }

    /// Ends all questions without an answer.
    pub fn end(&self) {
        for waiting in self.waiting().iter() {
            waiting.answer.send_replace(Some(ConsentAnswer::Unanswered));
        }
    }

    fn begin(&self, question: ConsentQuestion) -> Option<Asking<'_>> {
        let mut waiting = self.waiting();
        let (id, answer) = match waiting.iter().position(|waiting| waiting.question == question) {
            Some(at) => {
                waiting[at].asking += 1;
                (waiting[at].id, waiting[at].answer.subscribe())
            }
            None if waiting.len() < MOST => {
                let id = self.next.fetch_add(1, Ordering::Relaxed);
                let (sender, answer) = watch::channel(None);
                waiting.push(Waiting { id, question, answer: sender, asking: 1 });
                (id, answer)
            }
            None => return None,
        };
        drop(waiting);
        self.events.emit(Event::ConsentAsked);
        Some(Asking { questions: self, id, answer })
    }

    fn leave(&self, id: u32) {
        let mut waiting = self.waiting();
        let Some(at) = waiting.iter().position(|waiting| waiting.id == id) else { return };
        waiting[at].asking -= 1;
        if waiting[at].asking == 0 {
            waiting.remove(at);
            drop(waiting);
            self.events.emit(Event::BackstageChanged);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // What is waiting stays valid even if a holder panicked.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Consent for Questions {
    fn ask(&self, question: ConsentQuestion) -> Pin<Box<dyn Future<Output = ConsentAnswer> + Send + '_>> {
        Box::pin(async move {
            let Some(mut asking) = self.begin(question) else { return ConsentAnswer::Refused };
            let answered = tokio::time::timeout(self.patience, asking.answer.wait_for(Option::is_some)).await;
            let answer = answered.ok().and_then(Result::ok).and_then(|answer| answer.clone());
            answer.unwrap_or(ConsentAnswer::Unanswered)
        })
    }
}

impl Waiting {
    /// Whether an answer is one that the person was offered.
    fn offers(&self, answer: &ConsentAnswer) -> bool {
        match answer {
            ConsentAnswer::Allowed { choice: ConsentChoice::Account(account), .. } => {
                self.question.accounts.iter().any(|offered| offered.id == *account)
            }
            ConsentAnswer::Allowed { choice: ConsentChoice::AtlassianPage, .. }
            | ConsentAnswer::Refused
            | ConsentAnswer::Unanswered => true,
        }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.questions.leave(self.id);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use trilo_core::scope::ScopeSet;

    use super::*;

    struct Unheard;

    impl EventSink for Unheard {
        fn emit(&self, _: Event) {}
    }

    fn questions() -> Arc<Questions> {
        Arc::new(Questions::new(Arc::new(Unheard)))
    }

    fn question(origin: &str) -> ConsentQuestion {
        ConsentQuestion {
            origin: origin.to_owned(),
            environment: "development".to_owned(),
            registration: "Backstage".to_owned(),
            scopes: ScopeSet::default(),
            accounts: Vec::new(),
        }
    }

    fn yes(choice: ConsentChoice) -> ConsentAnswer {
        ConsentAnswer::Allowed { choice, remember: false }
    }

    /// Asks on a task of its own, and waits until the question is there.
    async fn asked(questions: &Arc<Questions>, origin: &str) -> tokio::task::JoinHandle<ConsentAnswer> {
        let (asking, question) = (questions.clone(), question(origin));
        let task = tokio::spawn(async move { asking.ask(question).await });
        tokio::task::yield_now().await;
        task
    }

    #[tokio::test]
    async fn two_who_ask_the_same_share_the_answer() {
        let questions = questions();
        let (one, two) = (asked(&questions, "http://a.test").await, asked(&questions, "http://a.test").await);
        assert_eq!(questions.all().len(), 1);
        questions.answer(questions.all()[0].0, &yes(ConsentChoice::AtlassianPage));
        assert_eq!(one.await.unwrap(), yes(ConsentChoice::AtlassianPage));
        assert_eq!(two.await.unwrap(), yes(ConsentChoice::AtlassianPage));
        assert_eq!(questions.all(), []);
    }

    #[tokio::test]
    async fn a_question_goes_with_the_popup_that_asked_it() {
        let questions = questions();
        let popup = asked(&questions, "http://a.test").await;
        popup.abort();
        let _ = popup.await;
        assert_eq!(questions.all(), []);
    }

    #[tokio::test]
    async fn a_question_that_nobody_answers_ends_in_time() {
        let hurried = Questions { patience: Duration::from_millis(20), ..Questions::new(Arc::new(Unheard)) };
        let questions = Arc::new(hurried);
        assert_eq!(asked(&questions, "http://a.test").await.await.unwrap(), ConsentAnswer::Unanswered);
        assert_eq!(questions.all(), []);
    }

    #[tokio::test]
    async fn only_an_account_that_was_offered_is_taken() {
        let questions = questions();
        let popup = asked(&questions, "http://a.test").await;
        let [(id, _)] = questions.all().try_into().unwrap();
        questions.answer(id, &yes(ConsentChoice::Account("somebody".into())));
        assert_eq!(questions.all().len(), 1, "it still waits");
        questions.answer(id, &ConsentAnswer::Refused);
        assert_eq!(popup.await.unwrap(), ConsentAnswer::Refused);
    }

    #[tokio::test]
    async fn so_many_questions_wait_and_no_more() {
        let questions = questions();
        let mut popups = Vec::new();
        for at in 0..MOST {
            popups.push(asked(&questions, &format!("http://{at}.test")).await);
        }
        assert_eq!(questions.ask(question("http://more.test")).await, ConsentAnswer::Refused);
        questions.end();
        for popup in popups {
            assert_eq!(popup.await.unwrap(), ConsentAnswer::Unanswered);
        }
    }
}
