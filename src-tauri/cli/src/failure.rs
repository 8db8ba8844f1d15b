//! How a command fails: the core's errors, and those that only a command line can have.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use trilo_core::error::Problem;
use trilo_core::{Code, Error};
use trilo_provider::ServeError;

use crate::exit::Exit;
use crate::words;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// An error of the core.
    #[error(transparent)]
    Core(#[from] Error),
    /// An error that the core recorded.
    #[error("{}", .0.message)]
    Recorded(Problem),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NobodySignedIn,
    /// Several accounts may be meant.
    #[error("several accounts may be meant: {}", .0.join(", "))]
    AccountAmbiguous(Vec<String>),
    /// Several registrations may be meant.
    #[error("several registrations may be meant: {}", .0.join(", "))]
    RegistrationAmbiguous(Vec<String>),
    /// No site of that name.
    #[error("there is no such site; there are: {}", .0.join(", "))]
    SiteNotFound(Vec<String>),
    /// Several sites may be meant.
    #[error("several sites may be meant: {}", .0.join(", "))]
    SiteAmbiguous(Vec<String>),
    /// The grant lacks scopes.
    #[error("the grant lacks {0}")]
    ScopesMissing(String),
    /// The token does not live as long as it should.
    #[error("the token is good for {left} seconds, not for {wanted}")]
    LifeTooShort {
        /// What is left of its life, in seconds.
        left: i64,
        /// What was asked for.
        wanted: i64,
    },
    /// A setting forbids tokens on a terminal.
    #[error("tokens are not written to a terminal")]
    TerminalRefused,
    /// A variable of the environment is not set.
    #[error("the variable {0} is not set")]
    VariableUnset(String),
    /// The person refused on Atlassian's page.
    #[error("the person refused on Atlassian's page")]
    Denied,
    /// The sign-in was cancelled.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// What was given cannot be used.
    #[error("{what} cannot be used: {why}")]
    Unusable {
        /// What it is.
        what: String,
        /// Why.
        why: String,
    },
    /// A program could not be started.
    #[error("{program} could not be started: {source}")]
    NotStarted {
        /// The program.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Nothing can be served.
    #[error("{0}")]
    Serve(ServeError),
    /// Standard output takes no more.
    #[error("the output cannot be written: {0}")]
    Output(#[source] io::Error),
    /// The system gave no runtime.
    #[error("the system gave no event queue: {0}")]
    Runtime(#[source] io::Error),
}

/// A failure on the wire.
#[derive(Debug, Serialize)]
pub struct Wire {
    /// A closed list of codes.
    pub code: String,
    /// The same for developers.
    pub message: String,
    /// Facts.
    pub details: BTreeMap<String, String>,
}

/// A failure in words.
#[derive(Debug)]
pub struct Told {
    /// What happened.
    pub title: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
}

impl Failure {
    /// The failure on the wire.
    #[must_use]
    pub fn problem(&self) -> Wire {
        let (code, details) = match self {
            Self::Core(error) => (name(error.code()), error.details()),
            Self::Recorded(problem) => (name(problem.code), problem.details.clone()),
            Self::NobodySignedIn => own("nobodySignedIn", []),
            Self::AccountAmbiguous(known) => own("accountAmbiguous", [("accounts", known.join(", "))]),
            Self::RegistrationAmbiguous(known) => own("registrationAmbiguous", [("registrations", known.join(", "))]),
            Self::SiteNotFound(known) => own("siteNotFound", [("sites", known.join(", "))]),
            Self::SiteAmbiguous(known) => own("siteAmbiguous", [("sites", known.join(", "))]),
            Self::ScopesMissing(scopes) => own("scopesMissing", [("scopes", scopes.clone())]),
            Self::LifeTooShort { left, wanted } => {
                own("lifeTooShort", [("left", left.to_string()), ("wanted", wanted.to_string())])
            }
            Self::TerminalRefused => own("terminalRefused", []),
            Self::VariableUnset(variable) => own("variableUnset", [("variable", variable.clone())]),
            Self::Denied => own("denied", []),
            Self::Cancelled => own("cancelled", []),
            Self::Unusable { what, why } => own("argumentUnusable", [("what", what.clone()), ("why", why.clone())]),
            Self::NotStarted { program, .. } => own("programNotStarted", [("program", program.clone())]),
            Self::Serve(error) => own("serveFailed", [("why", error.to_string())]),
            Self::Output(_) => own("outputFailed", []),
            Self::Runtime(_) => own("runtimeFailed", []),
        };
        Wire { code, message: self.to_string(), details }
    }

    /// The failure in words.
    #[must_use]
    pub fn told(&self) -> Told {
        let (title, why, next) = match self {
            Self::Core(error) => return in_words(error.code(), &error.details()),
            Self::Recorded(problem) => return in_words(problem.code, &problem.details),
            Self::NobodySignedIn => ("Nobody is signed in", String::new(), "Run `trilo login`."),
            Self::AccountAmbiguous(known) => {
                ("Several accounts may be meant", known.join(", "), "Name one with --account, or run `trilo switch`.")
            }
            Self::RegistrationAmbiguous(known) => {
                ("Several registrations may be meant", known.join(", "), "Name one with --registration.")
            }
            Self::SiteNotFound(known) => {
                ("There is no such site in the grant", format!("There are: {}", known.join(", ")), "Name one of them.")
            }
            Self::SiteAmbiguous(known) => ("Several sites may be meant", known.join(", "), "Name one with --site."),
            Self::ScopesMissing(scopes) => (
                "The grant lacks a scope",
                format!("Not granted: {scopes}"),
                "Add it to the app in the developer console, then run `trilo login --scopes`.",
            ),
            Self::LifeTooShort { .. } => {
                ("The token does not live as long as that", self.to_string(), "Ask for less with --min-ttl.")
            }
            Self::TerminalRefused => (
                "Tokens are not written to a terminal",
                "The setting tokens.terminal is `refuse`.".to_owned(),
                "Pipe the token to where it is needed, use --copy, or `trilo config set tokens.terminal allow`.",
            ),
            Self::VariableUnset(_) => (
                "A variable is not set",
                self.to_string(),
                "Set it for this command, without writing it into the line.",
            ),
            Self::Denied => ("The consent was refused", self.to_string(), "Nothing was changed."),
            Self::Cancelled => ("The sign-in was cancelled", String::new(), "Nothing was changed."),
            Self::Unusable { what, why } => ("That cannot be used", format!("{what}: {why}"), "Correct it."),
            Self::NotStarted { .. } => ("The program could not be started", self.to_string(), "Look at its name."),
            Self::Serve(_) => ("Nothing can be served", self.to_string(), "`trilo serve --help` says what it takes."),
            Self::Output(_) => ("The output cannot be written", self.to_string(), "Look where it goes."),
            Self::Runtime(_) => ("trilo could not start", self.to_string(), "Try again."),
        };
        Told { title: title.to_owned(), why, next: next.to_owned() }
    }

    /// How the process ends.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Core(error) => exit_of(error.code()),
            Self::Recorded(problem) => exit_of(problem.code),
            Self::NobodySignedIn => Exit::SignInNeeded,
            Self::AccountAmbiguous(_)
            | Self::RegistrationAmbiguous(_)
            | Self::SiteNotFound(_)
            | Self::SiteAmbiguous(_) => Exit::NotFound,
            Self::ScopesMissing(_) => Exit::ScopeMissing,
            Self::Denied => Exit::Declined,
            Self::Cancelled => Exit::Interrupted,
            Self::VariableUnset(_) | Self::Unusable { .. } => Exit::Usage,
            Self::NotStarted { .. } => Exit::Of(127),
            Self::LifeTooShort { .. } | Self::TerminalRefused | Self::Serve(_) | Self::Output(_) | Self::Runtime(_) => {
                Exit::Failed
            }
        }
    }

    /// Whether there is nobody to tell: the reader of the output has gone away.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Core(error) => error.into(),
            ServeError::AppConfig(error) => Error::from(error).into(),
            ServeError::PortRefused(error) => Error::from(error).into(),
            // Its words name the program that listens, and how to serve beside Backstage's own back end.
            error @ (ServeError::Busy { .. }
            | ServeError::VariablesUnset(_)
            | ServeError::NoEndpoint(_)
            | ServeError::NothingToServe { .. }
            | ServeError::Origin(_)) => Self::Serve(error),
        }
    }
}

fn in_words(code: Code, facts: &BTreeMap<String, String>) -> Told {
    let words = words::of(code);
    let filled = |text| words::filled(text, facts);
    Told { title: filled(words.title), why: filled(words.why), next: filled(words.next) }
}

fn own<const N: usize>(code: &str, facts: [(&str, String); N]) -> (String, BTreeMap<String, String>) {
    (code.to_owned(), facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A code's name on the wire.
fn name(code: Code) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

const fn exit_of(code: Code) -> Exit {
    match code {
        Code::RefreshTokenDead | Code::RefreshTokenMissing | Code::AccessTokenRejected => Exit::SignInNeeded,
        Code::DataFolderUnusable
        | Code::VaultUnavailable
        | Code::VaultDamaged
        | Code::VaultNewer
        | Code::VaultKeyMismatch
        | Code::VaultLocked
        | Code::VaultKeyChanged
        | Code::VaultReadOnly
        | Code::VaultForeign
        | Code::KeyStoreMissing
        | Code::KeyStoreLocked
        | Code::KeyStoreNoCollection
        | Code::KeyStoreDenied
        | Code::KeyStoreUnresponsive
        | Code::KeyStoreForgetful
        | Code::KeyStoreFailed
        | Code::PassphraseMissing
        | Code::PassphraseWrong
        | Code::PassphraseFileUnusable => Exit::VaultClosed,
        Code::Unreachable
        | Code::TimedOut
        | Code::TlsFailed
        | Code::ProxyAnswered
        | Code::RateLimited
        | Code::ServerFailed
        | Code::AnswerUnreadable => Exit::Network,
        Code::ProfileRefused => Exit::ScopeMissing,
        Code::RegistrationNotFound | Code::AccountNotFound | Code::AttemptNotFound | Code::SignInNotFound => {
            Exit::NotFound
        }
        Code::SignInTimedOut => Exit::Declined,
        Code::RegistrationInvalid
        | Code::SecretSourceFailed
        | Code::BrowserNotOpened
        | Code::PortBusy
        | Code::PortRefused
        | Code::CallbackUnusable
        | Code::CallbackCheckFailed
        | Code::CallbackUnreadable
        | Code::CallbackWrongPlace
        | Code::CallbackRepeatedParameter
        | Code::CallbackIncomplete
        | Code::CallbackUnmatched
        | Code::CallbackReplayed
        | Code::CallbackLate
        | Code::AuthorizationRefused
        | Code::ClientRejected
        | Code::CodeRejected
        | Code::RefreshBusy
        | Code::TokenEndpointRefused
        | Code::ClipboardUnavailable
        | Code::SandboxNotStarted
        | Code::SettingInvalid
        | Code::PassphraseTooShort
        | Code::BackupUnreadable
        | Code::BackupNewer
        | Code::BackupPassphraseWrong
        | Code::BackupFileExists
        | Code::BackupFileUnusable
        | Code::BackupGone
        | Code::BundleUnreadable
        | Code::BundleNewer
        | Code::BundleUnsafe
        | Code::BundleFileUnusable
        | Code::BundleGone
        | Code::AppConfigUnreadable
        | Code::AppConfigNotFound
        | Code::AppConfigGone
        | Code::SharedRegistrationHoldsSecret
        | Code::SharedRegistrationUnreadable
        | Code::NothingToLock
        | Code::LabelTooLong
        | Code::ReportRefused
        | Code::DiskFull
        | Code::VaultNotDamaged
        | Code::Internal => Exit::Failed,
    }
}
