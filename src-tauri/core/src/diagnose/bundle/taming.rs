//! Taming what another machine wrote before it is shown: bounds, no characters that deceive, and the last net once more.

use std::collections::HashSet;

use super::{Bundle, Unreadable};
use crate::diagnose::redaction::Redaction;
use crate::identifier::{AccountId, AttemptId, RegistrationId};

const MOST_ATTEMPTS: usize = 2_000;
const MOST_STEPS: usize = 200;
const MOST_EXCHANGES: usize = 5_000;
const MOST_CHECKS: usize = 500;
/// The longest text that is shown, in characters.
const LONGEST_TEXT: usize = 20_000;

/// Makes a bundle fit to be shown.
pub(super) fn tame(bundle: &mut Bundle, redaction: &Redaction) -> Result<(), Unreadable> {
    let exchanges: usize = bundle.attempts.iter().map(|attempt| attempt.exchanges().count()).sum();
    let too_many = bundle.attempts.len() > MOST_ATTEMPTS
        || exchanges > MOST_EXCHANGES
        || bundle.checks.len() + bundle.settings.len() + bundle.versions.len() > MOST_CHECKS
        || bundle.attempts.iter().any(|attempt| attempt.steps.len() > MOST_STEPS);
    if too_many {
        return Err(Unreadable::TooMuch);
    }
    let mut seen = HashSet::new();
    for attempt in &mut bundle.attempts {
        // Ids are shown and compared, so each is one and has the shape of one.
        if !attempt.id.is_well_formed() || !seen.insert(attempt.id.clone()) {
            attempt.id = AttemptId::random();
        }
        attempt.account = attempt.account.take().filter(AccountId::is_well_formed);
        attempt.registration = attempt.registration.take().filter(RegistrationId::is_well_formed);
        attempt.each_own_text(|text| *text = redaction.redact(&plain(text)));
        attempt.each_exchange(|exchange| exchange.each_text(|text| *text = redacted_but_ids(redaction, &plain(text))));
    }
    for check in &mut bundle.checks {
        for text in [&mut check.check, &mut check.subject, &mut check.state, &mut check.evidence] {
            *text = redaction.redact(&plain(text));
        }
    }
    for pairs in [&mut bundle.versions, &mut bundle.settings] {
        let tamed =
            |(name, value): (String, String)| (redaction.redact(&plain(&name)), redaction.redact(&plain(&value)));
        *pairs = std::mem::take(pairs).into_iter().map(tamed).collect();
    }
    Ok(())
}

/// Trace ids have the shape of secrets, and support needs them: a value that is nothing else stays.
fn redacted_but_ids(redaction: &Redaction, text: &str) -> String {
    let is_trace = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_trace { redaction.redact_known(text) } else { redaction.redact(text) }
}

/// A text without control characters and without those that turn the direction of what follows.
fn plain(text: &str) -> String {
    let deceives = |character: char| {
        (character.is_control() && !matches!(character, '\n' | '\t'))
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().take(LONGEST_TEXT).filter(|character| !deceives(*character)).collect()
}
