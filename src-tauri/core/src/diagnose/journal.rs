//! Looking for attempts in the journal.

use jiff::Timestamp;

use super::{Attempt, AttemptKind, AttemptOutcome, Circumstances, Exchange};
use crate::error::Code;
use crate::identifier::{AccountId, AttemptId, RegistrationId};

/// Which attempts to look for; an empty search finds all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttemptSearch {
    /// Words that all have to be in the attempt, or in the name of its account or registration. Each may be the beginning
    /// of one.
    pub text: String,
    /// What was attempted; empty for anything.
    pub kinds: Vec<AttemptKind>,
    /// How it ended; empty for any way.
    pub outcomes: Vec<AttemptOutcome>,
    /// Whose it was.
    pub account: Option<AccountId>,
    /// Under which registration.
    pub registration: Option<RegistrationId>,
    /// A site's address, name or cloud id: one that an answer named, or that the attempt's account reaches now.
    pub site: Option<String>,
    /// What went wrong.
    pub code: Option<Code>,
    /// From when on.
    pub since: Option<Timestamp>,
    /// Until when, not included.
    pub until: Option<Timestamp>,
    /// Only those older than this one, for the next page.
    pub before: Option<AttemptId>,
}

/// What a search found, the newest first; without their exchanges.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoundAttempts {
    /// The attempts.
    pub attempts: Vec<Attempt>,
    /// Whether there are more.
    pub more: bool,
}

/// How much the journal keeps; the oldest attempts go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JournalBounds {
    /// For how many days.
    pub days: u32,
    /// How many bytes.
    pub bytes: u64,
}

impl Attempt {
    /// Everything in it that a search for words should find.
    pub(crate) fn words(&self) -> String {
        let mut words = vec![self.id.to_string(), self.circumstances.callback.clone().unwrap_or_default()];
        if let Some(problem) = &self.problem {
            words.push(problem.message.clone());
            words.extend(problem.details.values().cloned());
        }
        words.extend(self.circumstances.registration.iter().map(|registration| registration.name.clone()));
        words.extend(self.steps.iter().filter_map(|step| step.fact.clone()));
        words.extend(self.exchanges().flat_map(|(_, exchange)| exchange.words()));
        words.retain(|text| !text.is_empty());
        words.join("\n")
    }

    /// Lets every text of the attempt itself be changed, those of its exchanges aside.
    pub(crate) fn each_own_text(&mut self, mut change: impl FnMut(&mut String)) {
        self.steps.iter_mut().filter_map(|step| step.fact.as_mut()).for_each(&mut change);
        if let Some(problem) = &mut self.problem {
            change(&mut problem.message);
            problem.details.values_mut().for_each(&mut change);
            // Names of facts are Trilo's own, unless somebody else wrote them.
            problem.details.retain(|name, _| name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        let Circumstances { version, program, system, registration, callback, scopes } = &mut self.circumstances;
        [version, program, system].into_iter().chain(callback).chain(scopes).for_each(&mut change);
        if let Some(registration) = registration {
            registration.each_text(change);
        }
    }

    /// Lets every exchange be changed.
    pub(crate) fn each_exchange(&mut self, change: impl FnMut(&mut Exchange)) {
        self.steps.iter_mut().flat_map(|step| &mut step.exchanges).for_each(change);
    }

    /// Lets the exchanges of every step be changed.
    pub(crate) fn each_exchanges(&mut self, change: impl FnMut(&mut Vec<Exchange>)) {
        self.steps.iter_mut().map(|step| &mut step.exchanges).for_each(change);
    }
}
