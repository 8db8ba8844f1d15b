//! The explanation of a recorded attempt. Trilo saw it itself, so it knows where a pasted text could only hint.

use serde::Serialize;

use super::observation::Observation;
use super::question::{Answer, Question};
use super::{Candidate, Stage, ranking};
use crate::diagnose::redaction::Redaction;
use crate::diagnose::{Attempt, AttemptKind, AttemptOutcome, Step, StepKind, StepState};
use crate::error::{Code, Problem};

/// What explains how an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttemptExplained {
    /// What the other side answered, word for word and without secrets, such as `403 unauthorized_client: …`.
    pub answer: Option<String>,
    /// The explanations, the best first; at least one.
    pub candidates: Vec<Candidate>,
    /// The one question whose answer would decide between the first of them.
    pub question: Option<Question>,
}

/// Explains how an attempt ended, after questions were answered as in [`super::explain_with`].
///
/// `None` for an attempt that needs no explanation, and for one whose failure the table does not know.
///
/// # Panics
/// When the operating system has no random numbers for the key of the fingerprints.
#[must_use]
pub fn explain_attempt(attempt: &Attempt, answers: &[&str]) -> Option<AttemptExplained> {
    let observation = observe(attempt)?;
    let answers: Vec<Answer> = answers.iter().filter_map(|text| Answer::parse(text)).collect();
    let redaction = Redaction::ephemeral();
    let (mut candidates, question) = ranking::rank(&[observation], &answers, &redaction);
    let course = course(attempt);
    for text in course.into_iter().rev() {
        candidates.first_mut()?.evidence.insert(0, redaction.redact(&text));
    }
    let answer = attempt.problem.as_ref().and_then(answered).map(|answer| redaction.redact(&answer));
    (!candidates.is_empty()).then_some(AttemptExplained { answer, candidates, question })
}

/// What went wrong, in the terms of the table.
fn observe(attempt: &Attempt) -> Option<Observation> {
    let known = match (&attempt.problem, attempt.outcome) {
        (Some(problem), _) => return seen(attempt, problem),
        (None, AttemptOutcome::Denied) if attempt.kind == AttemptKind::SignIn => "callback.denied",
        (None, AttemptOutcome::TimedOut) => "callback.never-came",
        (None, AttemptOutcome::Interrupted) => "machine.interrupted",
        (
            None,
            AttemptOutcome::UnderWay
            | AttemptOutcome::Succeeded
            | AttemptOutcome::Denied
            | AttemptOutcome::Cancelled
            | AttemptOutcome::Failed
            | AttemptOutcome::Ignored,
        ) => return None,
    };
    Some(Observation { known: Some(known), ..Observation::at(Stage::Machine) })
}

fn seen(attempt: &Attempt, problem: &Problem) -> Option<Observation> {
    let fact = |name: &str| problem.details.get(name).cloned();
    let known = match told(problem.code) {
        Told::Nothing => return None,
        Told::Answer => None,
        // Two of a proxy's statuses have explanations of their own.
        Told::Rule(_) if fact("status").as_deref() == Some("407") => Some("network.proxy-auth"),
        Told::Rule(rule) => Some(rule),
    };
    let mut observation = Observation::at(stage(attempt, problem.code));
    observation.known = known;
    observation.status = match problem.code {
        Code::RateLimited => Some(429),
        _ => fact("status").and_then(|status| status.parse().ok()),
    };
    observation.error = fact("error").filter(|error| !error.is_empty());
    observation.words = match known {
        Some(_) => problem.message.clone(),
        None => fact("description").unwrap_or_default(),
    };
    Some(observation)
}

/// What the code of an error tells about the rule.
enum Told {
    /// The rule itself.
    Rule(&'static str),
    /// That a server answered, whose words decide.
    Answer,
    /// Nothing that the table knows.
    Nothing,
}

const fn told(code: Code) -> Told {
    match code {
        Code::DataFolderUnusable => Told::Rule("machine.folder-unusable"),
        Code::VaultUnavailable => Told::Rule("machine.vault-unreadable"),
        Code::VaultDamaged => Told::Rule("machine.vault-damaged"),
        Code::VaultReadOnly => Told::Rule("machine.read-only"),
        Code::VaultForeign => Told::Rule("machine.vault-foreign"),
        Code::VaultLocked | Code::VaultKeyChanged => Told::Rule("machine.vault-locked"),
        Code::DiskFull => Told::Rule("machine.disk-full"),
        Code::KeyStoreMissing => Told::Rule("key-store.missing"),
        Code::KeyStoreLocked => Told::Rule("key-store.locked"),
        Code::KeyStoreNoCollection => Told::Rule("key-store.no-collection"),
        Code::KeyStoreDenied => Told::Rule("key-store.denied"),
        Code::KeyStoreUnresponsive => Told::Rule("key-store.unresponsive"),
        Code::KeyStoreForgetful => Told::Rule("key-store.forgetful"),
        Code::KeyStoreFailed => Told::Rule("key-store.failed"),
        Code::SecretSourceFailed => Told::Rule("machine.secret-source"),
        Code::BrowserNotOpened => Told::Rule("callback.browser-not-opened"),
        Code::PortBusy => Told::Rule("callback.port-busy"),
        Code::PortRefused => Told::Rule("callback.port-refused"),
        Code::CallbackUnusable => Told::Rule("callback.not-registered-here"),
        Code::CallbackUnreadable => Told::Rule("callback.unreadable"),
        Code::CallbackWrongPlace => Told::Rule("callback.wrong-place"),
        Code::CallbackRepeatedParameter => Told::Rule("callback.repeated-parameter"),
        Code::CallbackIncomplete => Told::Rule("callback.empty"),
        Code::CallbackUnmatched => Told::Rule("callback.state-mismatch"),
        Code::CallbackReplayed => Told::Rule("callback.replayed"),
        Code::CallbackLate => Told::Rule("callback.late"),
        Code::SignInTimedOut => Told::Rule("callback.never-came"),
        Code::RefreshTokenMissing => Told::Rule("token.no-refresh-token"),
        Code::RefreshBusy => Told::Rule("machine.file-locked"),
        Code::Unreachable => Told::Rule("network.not-reached"),
        Code::TimedOut => Told::Rule("network.timed-out"),
        Code::TlsFailed => Told::Rule("network.tls-inspected"),
        Code::ProxyAnswered => Told::Rule("token.proxy-answered"),
        Code::AnswerUnreadable => Told::Rule("network.answer-unreadable"),
        Code::AuthorizationRefused
        | Code::ClientRejected
        | Code::CodeRejected
        | Code::RefreshTokenDead
        | Code::TokenEndpointRefused
        | Code::AccessTokenRejected
        | Code::ProfileRefused
        | Code::RateLimited
        | Code::ServerFailed
        | Code::ReportRefused => Told::Answer,
        Code::VaultNewer
        | Code::VaultKeyMismatch
        | Code::VaultNotDamaged
        | Code::NothingToLock
        | Code::PassphraseMissing
        | Code::PassphraseWrong
        | Code::PassphraseTooShort
        | Code::PassphraseFileUnusable
        | Code::RegistrationNotFound
        | Code::RegistrationInvalid
        | Code::AccountNotFound
        | Code::SignInNotFound
        | Code::CallbackCheckFailed
        | Code::ClipboardUnavailable
        | Code::SandboxNotStarted
        | Code::SettingInvalid
        | Code::BackupUnreadable
        | Code::BackupNewer
        | Code::BackupPassphraseWrong
        | Code::BackupFileExists
        | Code::BackupFileUnusable
        | Code::BackupGone
        | Code::AppConfigUnreadable
        | Code::AppConfigNotFound
        | Code::AppConfigGone
        | Code::SharedRegistrationUnreadable
        | Code::SharedRegistrationHoldsSecret
        | Code::LabelTooLong
        | Code::FileUnreadable
        | Code::CatalogueTableRefused
        | Code::GrantReportExists
        | Code::GrantReportUnusable
        | Code::SuiteUnreadable
        | Code::Internal => Told::Nothing,
    }
}

/// Where an attempt failed: the error tells in one case, else the step that failed, else what was attempted.
fn stage(attempt: &Attempt, code: Code) -> Stage {
    if code == Code::AuthorizationRefused {
        return Stage::Callback;
    }
    match (failed(attempt).map(|step| step.kind), attempt.kind) {
        (Some(StepKind::KeyStoreChecked), _) => Stage::KeyStore,
        (
            Some(
                StepKind::Listening | StepKind::DeepLinkChecked | StepKind::BrowserOpened | StepKind::CallbackReceived,
            ),
            _,
        )
        | (_, AttemptKind::StrayCallback) => Stage::Callback,
        (Some(StepKind::ProfileRead), _) => Stage::Profile,
        (Some(StepKind::SitesRead), _) => Stage::Sites,
        (Some(StepKind::PersonalDataReported), _) | (None, AttemptKind::PersonalDataReport) => Stage::PersonalData,
        (
            Some(
                StepKind::CodeExchanged
                | StepKind::InterruptionFound
                | StepKind::IntentNoted
                | StepKind::TokenRenewed
                | StepKind::Stored
                | StepKind::RevocationAsked
                | StepKind::OriginChecked
                | StepKind::ConsentAsked
                | StepKind::FrontendAnswered
                | StepKind::ProgramRecognised
                | StepKind::ProgramAnswered,
            )
            | None,
            _,
        ) => Stage::Token,
    }
}

/// The step that failed last.
fn failed(attempt: &Attempt) -> Option<&Step> {
    attempt.steps.iter().rev().find(|step| step.state == StepState::Failed)
}

/// How far it came: where it stopped, and what had worked until then.
fn course(attempt: &Attempt) -> Vec<String> {
    let stopped = failed(attempt).map(|step| {
        let took = step.started_at.zip(step.ended_at).map(|(start, end)| end.duration_since(start).as_millis());
        let after = took.map(|took| format!(", after {took} ms")).unwrap_or_default();
        format!("It stopped at {}{after}", noun(step.kind))
    });
    let worked = attempt.steps.iter().rev().find(|step| step.state == StepState::Done);
    let worked = worked.map(|step| format!("What worked last: {}", noun(step.kind)));
    stopped.into_iter().chain(worked).collect()
}

const fn noun(step: StepKind) -> &'static str {
    match step {
        StepKind::KeyStoreChecked => "the check of the key store",
        StepKind::Listening => "listening on the callback's port",
        StepKind::DeepLinkChecked => "the check of who opens the links",
        StepKind::BrowserOpened => "opening the browser",
        StepKind::CallbackReceived => "the callback",
        StepKind::CodeExchanged => "the exchange of the code",
        StepKind::InterruptionFound => "taking up an interrupted renewal",
        StepKind::IntentNoted => "writing down what is about to be sent",
        StepKind::TokenRenewed => "the renewal of the token",
        StepKind::ProfileRead => "reading the profile",
        StepKind::SitesRead => "reading the sites",
        StepKind::Stored => "storing the session",
        StepKind::RevocationAsked => "asking to revoke the token",
        StepKind::PersonalDataReported => "the report of personal data",
        StepKind::OriginChecked => "the check of the frontend's origin",
        StepKind::ConsentAsked => "asking whether the origin may have tokens",
        StepKind::FrontendAnswered => "the answer to the frontend",
        StepKind::ProgramRecognised => "finding out which program asks",
        StepKind::ProgramAnswered => "the answer to the program",
    }
}

fn answered(problem: &Problem) -> Option<String> {
    let fact = |name: &str| problem.details.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let said: Vec<_> = [fact("error"), fact("description")].into_iter().flatten().collect();
    let line: Vec<_> = fact("status").map(ToOwned::to_owned).into_iter().chain([said.join(": ")]).collect();
    let line = line.join(" ").trim().to_owned();
    (!line.is_empty()).then_some(line)
}
