//! What a bundle holds, for people and tickets, in Markdown.

use std::fmt::Write;

use super::{Bundle, wire_name};
use crate::diagnose::{Attempt, Exchange, Step, StepState};

/// The text.
pub(super) fn written(bundle: &Bundle) -> String {
    let mut text = format!("# Trilo bundle\n\nMade {}.", bundle.made_at);
    for (name, value) in &bundle.versions {
        let _ = write!(text, " {}: {}.", quoted(name), quoted(value));
    }
    text.push_str("\n\nWhat stands between ‹ and › was removed; equal marks stand for equal values.\n");
    bundle.attempts.iter().for_each(|attempt| write_attempt(&mut text, attempt));
    if !bundle.checks.is_empty() {
        text.push_str("\n## Checks\n\n");
        for check in &bundle.checks {
            let _ = writeln!(
                text,
                "- {}: {} {}: {}",
                quoted(&check.state),
                quoted(&check.check),
                quoted(&check.subject),
                quoted(&check.evidence)
            );
        }
    }
    if !bundle.settings.is_empty() {
        text.push_str("\n## Settings\n\n");
        for (name, value) in &bundle.settings {
            let _ = writeln!(text, "- {}: {}", quoted(name), quoted(value));
        }
    }
    text
}

fn write_attempt(text: &mut String, attempt: &Attempt) {
    let (kind, outcome) = (wire_name(&attempt.kind), wire_name(&attempt.outcome));
    let _ = writeln!(text, "\n## {kind}, {outcome}\n\nAttempt `{}`, began {}.", attempt.id, attempt.started_at);
    if let Some(problem) = &attempt.problem {
        let _ = writeln!(text, "\nProblem `{}`: {}", wire_name(&problem.code), quoted(&problem.message));
    }
    if let Some(registration) = &attempt.circumstances.registration {
        let _ = writeln!(
            text,
            "\nRegistration {} with client id {} at {}.",
            quoted(&registration.name),
            quoted(&registration.client_id),
            quoted(&registration.authorization_url)
        );
    }
    text.push('\n');
    attempt.steps.iter().for_each(|step| write_step(text, step));
}

fn write_step(text: &mut String, step: &Step) {
    let mark = if step.state == StepState::Done { "x" } else { " " };
    let fact = step.fact.as_deref().map(|fact| format!(" ({})", quoted(fact))).unwrap_or_default();
    let _ = writeln!(text, "- [{mark}] {} {}{fact}", wire_name(&step.kind), wire_name(&step.state));
    step.exchanges.iter().for_each(|exchange| write_exchange(text, exchange));
}

fn write_exchange(text: &mut String, exchange: &Exchange) {
    let status = exchange.response.as_ref().map_or_else(|| "no answer".to_owned(), |answer| answer.status.to_string());
    let took = exchange.timings.total / 1_000;
    let _ = writeln!(text, "  - {} {}: {status} in {took} ms", quoted(&exchange.method), quoted(&exchange.url));
    let body = exchange.response.as_ref().and_then(|answer| answer.message.body.as_ref()?.text.as_deref());
    if let (false, Some(body)) = (exchange.went_well(), body) {
        let _ = writeln!(text, "    - {}", quoted(&body.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if let Some(failure) = &exchange.failure {
        let _ = writeln!(text, "    - {}", quoted(failure));
    }
}

/// A value as code, so that nothing in it is taken for Markdown or HTML.
fn quoted(value: &str) -> String {
    format!("`{}`", value.replace('`', "'").replace(['\n', '\r'], " "))
}
