//! Explanations of what Trilo recorded itself.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::diagnose::explain::rule::RULES;
use crate::diagnose::explain::{AttemptExplained, Confidence, Who, explain_attempt};
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, StepKind};
use crate::error::{Code, Problem};

const STEPS: [StepKind; 4] =
    [StepKind::BrowserOpened, StepKind::CallbackReceived, StepKind::CodeExchanged, StepKind::Stored];

fn problem(code: Code, details: &[(&str, &str)]) -> Problem {
    let details: BTreeMap<_, _> = details.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Problem { code, message: "as a developer reads it".into(), details }
}

/// An attempt that failed at a step, the ones before it being done.
fn failed_at(kind: AttemptKind, steps: &[StepKind], at: StepKind, problem: Problem) -> Attempt {
    let start = Timestamp::UNIX_EPOCH;
    let mut attempt = Attempt::begin(kind, steps, start);
    for step in steps.iter().take_while(|step| **step != at) {
        attempt.step_done(*step, None, start);
    }
    attempt.step_begins(at, start);
    attempt.end(AttemptOutcome::Failed, Some(problem), start + SignedDuration::from_millis(331));
    attempt
}

fn sign_in(at: StepKind, code: Code, details: &[(&str, &str)]) -> AttemptExplained {
    explain_attempt(&failed_at(AttemptKind::SignIn, &STEPS, at, problem(code, details)), &[]).unwrap()
}

#[test]
fn access_denied_is_told_apart_by_the_step_it_came_at() {
    let exchange = [("status", "401"), ("error", "access_denied"), ("description", "Unauthorized")];
    let secret = sign_in(StepKind::CodeExchanged, Code::ClientRejected, &exchange);
    assert_eq!(secret.candidates[0].code, "token.client-secret-rejected");
    assert_eq!((secret.candidates[0].who, secret.candidates[0].confidence), (Who::AppOwner, Confidence::Certain));
    assert_eq!(secret.answer.as_deref(), Some("401 access_denied: Unauthorized"));
    assert!(secret.question.is_none(), "the step tells where it happened");
    let refused = [("error", "access_denied"), ("description", "User did not authorize the request")];
    let denied = sign_in(StepKind::CallbackReceived, Code::AuthorizationRefused, &refused);
    assert_eq!(denied.candidates[0].code, "callback.denied");
}

#[test]
fn the_course_of_the_attempt_is_the_first_evidence() {
    let explained = sign_in(StepKind::CodeExchanged, Code::TimedOut, &[("host", "auth.atlassian.com")]);
    assert_eq!(explained.candidates[0].code, "network.timed-out");
    let evidence: Vec<_> = explained.candidates[0].evidence.iter().map(String::as_str).collect();
    let course = ["It stopped at the exchange of the code, after 331 ms", "What worked last: the callback"];
    assert_eq!(evidence, [&course[..], &["as a developer reads it"]].concat());
}

#[test]
fn a_dead_refresh_token_asks_who_else_renews_and_the_answer_decides() {
    let details = [("status", "403"), ("error", "unauthorized_client"), ("description", "refresh_token is invalid")];
    let steps = [StepKind::IntentNoted, StepKind::TokenRenewed];
    let dead = problem(Code::RefreshTokenDead, &details);
    let attempt = failed_at(AttemptKind::Refresh, &steps, StepKind::TokenRenewed, dead);
    let first = |answers: &[&str]| explain_attempt(&attempt, answers).unwrap().candidates[0].code;
    assert_eq!(explain_attempt(&attempt, &[]).unwrap().question.unwrap().id, "refresh");
    assert_eq!(first(&["refresh=elsewhere"]), "token.refresh-raced-elsewhere");
    assert_eq!(first(&["refresh=alone"]), "token.refresh-token-invalid");
}

#[test]
fn what_a_proxy_answers_is_not_atlassians() {
    let at = StepKind::CodeExchanged;
    let page = sign_in(at, Code::ProxyAnswered, &[("status", "403"), ("host", "auth.atlassian.com")]);
    assert_eq!(page.candidates[0].code, "token.proxy-answered");
    let asks = sign_in(at, Code::ProxyAnswered, &[("status", "407"), ("host", "auth.atlassian.com")]);
    assert_eq!(asks.candidates[0].code, "network.proxy-auth");
}

#[test]
fn an_attempt_that_ended_as_it_should_needs_no_explanation() {
    let mut attempt = Attempt::begin(AttemptKind::SignIn, &STEPS, Timestamp::UNIX_EPOCH);
    assert_eq!(explain_attempt(&attempt, &[]), None);
    attempt.end(AttemptOutcome::Succeeded, None, Timestamp::UNIX_EPOCH);
    assert_eq!(explain_attempt(&attempt, &[]), None);
    attempt.end(AttemptOutcome::Denied, None, Timestamp::UNIX_EPOCH);
    assert_eq!(explain_attempt(&attempt, &[]).unwrap().candidates[0].code, "callback.denied");
    attempt.interrupted();
    assert_eq!(explain_attempt(&attempt, &[]).unwrap().candidates[0].code, "machine.interrupted");
}

#[test]
fn no_answer_brings_a_secret_along() {
    let details = [("status", "400"), ("error", "invalid_grant"), ("description", "code=canary-q is not known")];
    let explained = sign_in(StepKind::CodeExchanged, Code::CodeRejected, &details);
    assert!(!format!("{explained:?}").contains("canary-q"));
}

/// Codes as the journal may hold them.
const CODES: [&str; 34] = [
    "dataFolderUnusable",
    "vaultUnavailable",
    "vaultDamaged",
    "vaultReadOnly",
    "vaultForeign",
    "vaultLocked",
    "vaultKeyChanged",
    "diskFull",
    "keyStoreMissing",
    "keyStoreLocked",
    "keyStoreNoCollection",
    "keyStoreDenied",
    "keyStoreUnresponsive",
    "keyStoreForgetful",
    "keyStoreFailed",
    "secretSourceFailed",
    "browserNotOpened",
    "portBusy",
    "portRefused",
    "callbackUnusable",
    "callbackUnreadable",
    "callbackWrongPlace",
    "callbackRepeatedParameter",
    "callbackIncomplete",
    "callbackUnmatched",
    "callbackReplayed",
    "callbackLate",
    "signInTimedOut",
    "refreshTokenMissing",
    "refreshBusy",
    "unreachable",
    "timedOut",
    "tlsFailed",
    "answerUnreadable",
];

#[test]
fn each_code_that_an_attempt_ends_with_leads_to_a_rule_of_the_table() {
    for name in CODES {
        let code: Code = serde_json::from_value(name.into()).unwrap();
        let explained = sign_in(StepKind::CodeExchanged, code, &[]);
        let first = explained.candidates[0].code;
        assert!(RULES.iter().any(|rule| rule.code == first), "{name}");
        assert_ne!(explained.candidates[0].fix, "", "{name}");
    }
}

#[test]
fn a_servers_answer_is_explained_by_its_status_alone() {
    for (code, status) in [(Code::RateLimited, None), (Code::ServerFailed, Some("503"))] {
        let details: Vec<_> = status.map(|status| ("status", status)).into_iter().collect();
        let explained = sign_in(StepKind::CodeExchanged, code, &details);
        assert!(explained.candidates[0].code.starts_with("token."), "{code:?}");
    }
}
