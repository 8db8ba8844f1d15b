//! The closed list of error codes, and the one type that unites the modules' errors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::atlassian::HttpError;
use crate::authorization::CallbackRejection;
use crate::authorization::loopback::LoopbackError;
use crate::ports::BrowserError;
use crate::registration::InvalidRegistration;
use crate::settings::SettingError;
use crate::token::TokenError;
use crate::vault::{KeyStoreError, VaultError};

/// What went wrong, as a closed list that every surface keeps a table of words for.
///
/// On the wire a code is its name in camel case, such as `portBusy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// The data folder cannot be made or written to.
    DataFolderUnusable,
    /// The vault file cannot be read or written.
    VaultUnavailable,
    /// The vault file is damaged.
    VaultDamaged,
    /// The vault was written by a newer Trilo.
    VaultNewer,
    /// The vault was sealed with another key than the one that the key store holds.
    VaultKeyMismatch,
    /// No key store answers on this machine.
    KeyStoreMissing,
    /// The key store is locked.
    KeyStoreLocked,
    /// The key store has no collection to keep anything in.
    KeyStoreNoCollection,
    /// The key store refused.
    KeyStoreDenied,
    /// The key store did not answer in time.
    KeyStoreUnresponsive,
    /// The key store said it kept a value and did not.
    KeyStoreForgetful,
    /// The key store failed in another way.
    KeyStoreFailed,
    /// There is no such registration.
    RegistrationNotFound,
    /// A field of a registration is wrong.
    RegistrationInvalid,
    /// There is no such account.
    AccountNotFound,
    /// There is no such sign-in under way.
    SignInNotFound,
    /// The browser could not be started.
    BrowserNotOpened,
    /// Another program listens on the callback's port.
    PortBusy,
    /// The system does not let this program listen on the callback's port.
    PortRefused,
    /// No way back is known for this callback URL.
    CallbackUnusable,
    /// A callback cannot be read as an address or a query.
    CallbackUnreadable,
    /// A callback came to another address than the one that was sent out.
    CallbackWrongPlace,
    /// A callback has a parameter twice.
    CallbackRepeatedParameter,
    /// A callback has neither a code nor an error, or no state.
    CallbackIncomplete,
    /// A callback belongs to no sign-in that this Trilo began.
    CallbackUnmatched,
    /// A callback was used before.
    CallbackReplayed,
    /// A callback came after its sign-in had ended.
    CallbackLate,
    /// No callback came in time.
    SignInTimedOut,
    /// The authorization server answered with an error other than a refusal by the person.
    AuthorizationRefused,
    /// The client id or secret was not accepted.
    ClientRejected,
    /// The authorization code was not accepted.
    CodeRejected,
    /// The refresh token is no longer accepted.
    RefreshTokenDead,
    /// There is no refresh token to renew with.
    RefreshTokenMissing,
    /// Another Trilo on this computer is renewing the same account and does not finish.
    RefreshBusy,
    /// The token endpoint answered with another error.
    TokenEndpointRefused,
    /// The access token was not accepted.
    AccessTokenRejected,
    /// The profile could not be read because the grant does not allow it.
    ProfileRefused,
    /// The server's name is not found or nothing answers there.
    Unreachable,
    /// No answer came in time.
    TimedOut,
    /// The encrypted connection could not be established.
    TlsFailed,
    /// Something between here and Atlassian answered.
    ProxyAnswered,
    /// Too many requests.
    RateLimited,
    /// The server failed.
    ServerFailed,
    /// The answer does not have the documented shape.
    AnswerUnreadable,
    /// The clipboard cannot be written.
    ClipboardUnavailable,
    /// The sandbox did not start.
    SandboxNotStarted,
    /// A setting has a value that it cannot take.
    SettingInvalid,
    /// A defect of Trilo: a task of its own ended unexpectedly.
    Internal,
}

/// An error as a surface shows it and as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// The same for developers and logs, in English; never with a secret.
    pub message: String,
    /// Facts for a surface's words.
    pub details: BTreeMap<String, String>,
}

/// Any error of the core.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Of the vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Of the key store.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// A wrong field of a registration.
    #[error(transparent)]
    InvalidRegistration(#[from] InvalidRegistration),
    /// No such registration.
    #[error("there is no such registration")]
    RegistrationNotFound,
    /// No such account.
    #[error("there is no such account")]
    AccountNotFound,
    /// No such sign-in.
    #[error("there is no such sign-in under way")]
    SignInNotFound,
    /// The browser could not be started.
    #[error(transparent)]
    Browser(#[from] BrowserError),
    /// The callback's port.
    #[error(transparent)]
    Loopback(#[from] LoopbackError),
    /// A callback that changes nothing.
    #[error(transparent)]
    Callback(#[from] CallbackRejection),
    /// A callback URL that is not one of the registration's.
    #[error("the callback URL is not one of the registration's")]
    CallbackUnusable,
    /// No callback came in time.
    #[error("no callback came in time")]
    SignInTimedOut,
    /// An error answer of the authorization server (RFC 6749, section 4.1.2.1).
    #[error("the authorization server answered {error}: {description}")]
    AuthorizationRefused {
        /// The `error` parameter.
        error: String,
        /// The `error_description` parameter.
        description: String,
    },
    /// Of the token endpoint.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Of another endpoint.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// No refresh token to renew with.
    #[error("there is no refresh token")]
    RefreshTokenMissing,
    /// Another process holds the account's lock.
    #[error("another Trilo on this computer is renewing this account")]
    RefreshBusy,
    /// A setting.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The vault could not be opened, for this reason.
    #[error("{}", .0.message)]
    VaultClosed(Problem),
    /// A task of Trilo's ended unexpectedly.
    #[error("a task ended unexpectedly")]
    Internal,
}

impl Error {
    /// The error's code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Vault(error) => vault_code(error),
            Self::KeyStore(error) => key_store_code(error),
            Self::InvalidRegistration(_) => Code::RegistrationInvalid,
            Self::RegistrationNotFound => Code::RegistrationNotFound,
            Self::AccountNotFound => Code::AccountNotFound,
            Self::SignInNotFound => Code::SignInNotFound,
            Self::Browser(_) => Code::BrowserNotOpened,
            Self::Loopback(LoopbackError::Busy { .. }) => Code::PortBusy,
            Self::Loopback(LoopbackError::Refused { .. }) => Code::PortRefused,
            Self::Callback(rejection) => callback_code(rejection),
            Self::CallbackUnusable => Code::CallbackUnusable,
            Self::SignInTimedOut => Code::SignInTimedOut,
            Self::AuthorizationRefused { .. } => Code::AuthorizationRefused,
            Self::Token(error) => token_code(error),
            Self::Http(error) => http_code(error),
            Self::RefreshTokenMissing => Code::RefreshTokenMissing,
            Self::RefreshBusy => Code::RefreshBusy,
            Self::Setting(_) => Code::SettingInvalid,
            Self::VaultClosed(problem) => problem.code,
            Self::Internal => Code::Internal,
        }
    }

    /// Facts for a surface's words; never a secret.
    #[must_use]
    pub fn details(&self) -> BTreeMap<String, String> {
        match self {
            Self::Vault(error) => vault_details(error),
            Self::InvalidRegistration(error) => {
                details([("field", error.field.wire_name()), ("problem", error.problem.wire_name())])
            }
            Self::Browser(error) => optional([("command", error.command.clone())]),
            Self::Loopback(error) => loopback_details(error),
            Self::Callback(rejection) => callback_details(rejection),
            Self::AuthorizationRefused { error, description } => {
                details([("error", error.as_str()), ("description", description.as_str())])
            }
            Self::Token(error) => token_details(error),
            Self::Http(error) => http_details(error),
            Self::VaultClosed(problem) => problem.details.clone(),
            Self::Setting(error) => details([("setting", error.setting())]),
            Self::KeyStore(_)
            | Self::RegistrationNotFound
            | Self::AccountNotFound
            | Self::SignInNotFound
            | Self::CallbackUnusable
            | Self::SignInTimedOut
            | Self::RefreshTokenMissing
            | Self::RefreshBusy
            | Self::Internal => BTreeMap::new(),
        }
    }

    /// The error as it is shown and kept.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem { code: self.code(), message: self.to_string(), details: self.details() }
    }
}

const fn key_store_code(error: &KeyStoreError) -> Code {
    match error {
        KeyStoreError::Missing { .. } => Code::KeyStoreMissing,
        KeyStoreError::Locked => Code::KeyStoreLocked,
        KeyStoreError::NoCollection => Code::KeyStoreNoCollection,
        KeyStoreError::Denied => Code::KeyStoreDenied,
        KeyStoreError::Unresponsive => Code::KeyStoreUnresponsive,
        KeyStoreError::Forgetful => Code::KeyStoreForgetful,
        KeyStoreError::Failed(_) => Code::KeyStoreFailed,
    }
}

const fn vault_code(error: &VaultError) -> Code {
    match error {
        VaultError::DataFolder { .. } => Code::DataFolderUnusable,
        VaultError::Unavailable { .. } | VaultError::Sealed => Code::VaultUnavailable,
        VaultError::Damaged => Code::VaultDamaged,
        VaultError::Newer { .. } => Code::VaultNewer,
        VaultError::KeyMismatch => Code::VaultKeyMismatch,
        VaultError::KeyStore(error) => key_store_code(error),
    }
}

const fn callback_code(rejection: &CallbackRejection) -> Code {
    match rejection {
        CallbackRejection::Unreadable => Code::CallbackUnreadable,
        CallbackRejection::Incomplete => Code::CallbackIncomplete,
        CallbackRejection::RepeatedParameter { .. } => Code::CallbackRepeatedParameter,
        CallbackRejection::WrongPlace { .. } => Code::CallbackWrongPlace,
        CallbackRejection::Unmatched => Code::CallbackUnmatched,
        CallbackRejection::Replayed => Code::CallbackReplayed,
        CallbackRejection::Late => Code::CallbackLate,
    }
}

const fn token_code(error: &TokenError) -> Code {
    match error {
        TokenError::ClientRejected(_) => Code::ClientRejected,
        TokenError::CodeRejected(_) => Code::CodeRejected,
        TokenError::RefreshTokenDead(_) => Code::RefreshTokenDead,
        TokenError::Refused(_) | TokenError::Http(HttpError::Refused { .. } | HttpError::TokenRejected { .. }) => {
            Code::TokenEndpointRefused
        }
        TokenError::Http(error) => http_code(error),
    }
}

const fn http_code(error: &HttpError) -> Code {
    match error {
        HttpError::Unreachable { .. } => Code::Unreachable,
        HttpError::TimedOut { .. } => Code::TimedOut,
        HttpError::Tls { .. } => Code::TlsFailed,
        HttpError::ProxyAnswered { .. } => Code::ProxyAnswered,
        HttpError::RateLimited { .. } => Code::RateLimited,
        HttpError::ServerFailed { .. } => Code::ServerFailed,
        HttpError::TokenRejected { .. } => Code::AccessTokenRejected,
        HttpError::Refused { .. } => Code::ProfileRefused,
        HttpError::Unreadable { .. } => Code::AnswerUnreadable,
    }
}

fn details<const N: usize>(facts: [(&str, &str); N]) -> BTreeMap<String, String> {
    facts.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn optional<const N: usize>(facts: [(&str, Option<String>); N]) -> BTreeMap<String, String> {
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn vault_details(error: &VaultError) -> BTreeMap<String, String> {
    match error {
        VaultError::DataFolder { path, .. } => details([("path", &path.display().to_string())]),
        VaultError::Unavailable { .. }
        | VaultError::Damaged
        | VaultError::Newer { .. }
        | VaultError::KeyMismatch
        | VaultError::KeyStore(_)
        | VaultError::Sealed => BTreeMap::new(),
    }
}

fn loopback_details(error: &LoopbackError) -> BTreeMap<String, String> {
    match error {
        LoopbackError::Busy { port, holder } => optional([
            ("port", Some(port.to_string())),
            ("process", holder.as_ref().map(|holder| holder.name.clone())),
            ("pid", holder.as_ref().map(|holder| holder.pid.to_string())),
        ]),
        LoopbackError::Refused { port, .. } => details([("port", &port.to_string())]),
    }
}

fn callback_details(rejection: &CallbackRejection) -> BTreeMap<String, String> {
    match rejection {
        CallbackRejection::RepeatedParameter { parameter } => details([("parameter", parameter)]),
        CallbackRejection::WrongPlace { expected, received } => {
            details([("expected", expected), ("received", received)])
        }
        CallbackRejection::Unreadable
        | CallbackRejection::Incomplete
        | CallbackRejection::Unmatched
        | CallbackRejection::Replayed
        | CallbackRejection::Late => BTreeMap::new(),
    }
}

fn token_details(error: &TokenError) -> BTreeMap<String, String> {
    match error {
        TokenError::ClientRejected(refusal)
        | TokenError::CodeRejected(refusal)
        | TokenError::RefreshTokenDead(refusal)
        | TokenError::Refused(refusal) => details([
            ("status", &refusal.status.to_string()),
            ("error", &refusal.error),
            ("description", &refusal.description),
        ]),
        TokenError::Http(error) => http_details(error),
    }
}

fn http_details(error: &HttpError) -> BTreeMap<String, String> {
    match error {
        HttpError::Unreachable { host, .. } | HttpError::TimedOut { host } | HttpError::Tls { host, .. } => {
            details([("host", host)])
        }
        HttpError::ProxyAnswered { status, host } => details([("status", &status.to_string()), ("host", host)]),
        HttpError::RateLimited { retry_after } => optional([("retryAfter", retry_after.map(|wait| wait.to_string()))]),
        HttpError::ServerFailed { status } | HttpError::TokenRejected { status } | HttpError::Refused { status } => {
            details([("status", &status.to_string())])
        }
        HttpError::Unreadable { what } => details([("what", what)]),
    }
}
