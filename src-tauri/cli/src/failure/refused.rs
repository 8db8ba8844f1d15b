//! Requests for a token that are not met: their facts, their words and how `trilo` ends.

use std::collections::BTreeMap;

use trilo_core::token_request::Refusal;

use super::Told;
use crate::exit::Exit;

/// The facts for a script.
pub(super) fn facts(refusal: &Refusal) -> BTreeMap<String, String> {
    let list = |name: &str, known: &[String]| BTreeMap::from([(name.to_owned(), known.join(", "))]);
    let one = |name: &str, fact: &str| BTreeMap::from([(name.to_owned(), fact.to_owned())]);
    match refusal {
        Refusal::NobodySignedIn => BTreeMap::new(),
        Refusal::AccountAmbiguous(known) => list("accounts", known),
        Refusal::RegistrationAmbiguous(known) => list("registrations", known),
        Refusal::SiteNotFound(known) | Refusal::SiteAmbiguous(known) => list("sites", known),
        Refusal::ScopesMissing(scopes) => one("scopes", scopes),
        Refusal::LifeTooShort { left, wanted } => {
            BTreeMap::from([("left".to_owned(), left.to_string()), ("wanted".to_owned(), wanted.to_string())])
        }
        Refusal::ProgramRefused(program) | Refusal::NobodyToAsk(program) => one("program", program),
        Refusal::Problem(problem) => problem.details.clone(),
    }
}

/// The words for a person.
pub(super) fn told(refusal: &Refusal) -> Told {
    let (title, why, next) = match refusal {
        Refusal::NobodySignedIn => ("Nobody is signed in", String::new(), "Run `trilo login`."),
        Refusal::AccountAmbiguous(known) => {
            ("Several accounts may be meant", known.join(", "), "Name one with --account, or run `trilo switch`.")
        }
        Refusal::RegistrationAmbiguous(known) => {
            ("Several registrations may be meant", known.join(", "), "Name one with --registration.")
        }
        Refusal::SiteNotFound(known) => {
            ("There is no such site in the grant", format!("There are: {}", known.join(", ")), "Name one of them.")
        }
        Refusal::SiteAmbiguous(known) => ("Several sites may be meant", known.join(", "), "Name one with --site."),
        Refusal::ScopesMissing(scopes) => (
            "The grant lacks a scope",
            format!("Not granted: {scopes}"),
            "Add it to the app in the developer console, then run `trilo login --scopes`.",
        ),
        Refusal::LifeTooShort { .. } => {
            ("The token does not live as long as that", refusal.to_string(), "Ask for less with --min-ttl.")
        }
        Refusal::ProgramRefused(program) => (
            "This program may not have tokens",
            format!("{program} was refused in Trilo's window, now or earlier, or nobody answered there."),
            "Ask again and allow it, or `trilo agent programs` shows what was decided and `trilo agent allow` changes it.",
        ),
        Refusal::NobodyToAsk(program) => (
            "Nobody can be asked whether this program may have tokens",
            format!("{program} asked, the setting agent.ask-programs is on, and the agent has no window."),
            "Open Trilo's window in place of `trilo agent`, or run `trilo agent allow PROGRAM`.",
        ),
        Refusal::Problem(problem) => return super::in_words(problem.code, &problem.details),
    };
    Told { title: title.to_owned(), why, next: next.to_owned() }
}

/// How the process ends.
pub(super) const fn exit(refusal: &Refusal) -> Exit {
    match refusal {
        Refusal::NobodySignedIn => Exit::SignInNeeded,
        Refusal::AccountAmbiguous(_)
        | Refusal::RegistrationAmbiguous(_)
        | Refusal::SiteNotFound(_)
        | Refusal::SiteAmbiguous(_) => Exit::NotFound,
        Refusal::ScopesMissing(_) => Exit::ScopeMissing,
        Refusal::LifeTooShort { .. } => Exit::Failed,
        Refusal::ProgramRefused(_) | Refusal::NobodyToAsk(_) => Exit::Declined,
        Refusal::Problem(problem) => super::exit_of(problem.code),
    }
}
