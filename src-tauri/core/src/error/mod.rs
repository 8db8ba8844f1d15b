//! The one type that unites the modules' errors, and how each is shown and kept.

mod code;
mod facts;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app_config::AppConfigError;
use crate::atlassian::{HttpError, ReportError};
use crate::authorization::CallbackRejection;
use crate::authorization::loopback::LoopbackError;
use crate::backup::BackupError;
use crate::diagnose::bundle::BundleError;
use crate::label::{Label, LabelTooLong};
use crate::passphrase::{Passphrase, PassphraseFileUnusable, PassphraseTooShort};
use crate::ports::BrowserError;
use crate::registration::{InvalidRegistration, SecretSourceFailed};
use crate::sessions::CallbackCheckFailed;
use crate::settings::SettingError;
use crate::token::TokenError;
use crate::vault::{KeyStoreError, VaultError};

pub use code::Code;

use code::{
    app_config_code, backup_code, bundle_code, callback_code, http_code, key_store_code, token_code, vault_code,
};
use facts::{
    app_config_details, backup_details, bundle_details, callback_details, details, http_details, loopback_details,
    optional, token_details, vault_details,
};

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
    /// The source of a client secret.
    #[error(transparent)]
    SecretSource(#[from] SecretSourceFailed),
    /// No such registration.
    #[error("there is no such registration")]
    RegistrationNotFound,
    /// No such account.
    #[error("there is no such account")]
    AccountNotFound,
    /// No such attempt.
    #[error("there is no such attempt")]
    AttemptNotFound,
    /// Of a bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
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
    /// A check of a callback URL.
    #[error(transparent)]
    CallbackCheck(#[from] CallbackCheckFailed),
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
    /// A renewal that others waited for failed, for this reason.
    #[error("{}", .0.message)]
    Renewal(Problem),
    /// Another process holds the account's lock.
    #[error("another Trilo on this computer is renewing this account")]
    RefreshBusy,
    /// A setting.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A new passphrase.
    #[error(transparent)]
    PassphraseTooShort(#[from] PassphraseTooShort),
    /// Of a backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Of an app-config, or of a registration that was shared.
    #[error(transparent)]
    AppConfig(#[from] AppConfigError),
    /// A file that should hold a passphrase.
    #[error(transparent)]
    PassphraseFile(#[from] PassphraseFileUnusable),
    /// The vault is locked.
    #[error("the vault is locked")]
    VaultLocked,
    /// Everything rests in memory.
    #[error("there is nothing to lock: everything rests in memory")]
    NothingToLock,
    /// A label of an account.
    #[error(transparent)]
    Label(#[from] LabelTooLong),
    /// Of the personal data reporting API.
    #[error(transparent)]
    Report(#[from] ReportError),
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
            Self::SecretSource(_) => Code::SecretSourceFailed,
            Self::RegistrationNotFound => Code::RegistrationNotFound,
            Self::AccountNotFound => Code::AccountNotFound,
            Self::AttemptNotFound => Code::AttemptNotFound,
            Self::Bundle(error) => bundle_code(error),
            Self::SignInNotFound => Code::SignInNotFound,
            Self::Browser(_) => Code::BrowserNotOpened,
            Self::Loopback(LoopbackError::Busy { .. }) => Code::PortBusy,
            Self::Loopback(LoopbackError::Refused { .. }) => Code::PortRefused,
            Self::Callback(rejection) => callback_code(rejection),
            Self::CallbackUnusable => Code::CallbackUnusable,
            Self::CallbackCheck(_) => Code::CallbackCheckFailed,
            Self::SignInTimedOut => Code::SignInTimedOut,
            Self::AuthorizationRefused { .. } => Code::AuthorizationRefused,
            Self::Token(error) => token_code(error),
            Self::Http(error) | Self::Report(ReportError::Http(error)) => http_code(error),
            Self::RefreshTokenMissing => Code::RefreshTokenMissing,
            Self::RefreshBusy => Code::RefreshBusy,
            Self::Setting(_) => Code::SettingInvalid,
            Self::PassphraseTooShort(_) => Code::PassphraseTooShort,
            Self::PassphraseFile(_) => Code::PassphraseFileUnusable,
            Self::VaultLocked => Code::VaultLocked,
            Self::NothingToLock => Code::NothingToLock,
            Self::Backup(error) => backup_code(error),
            Self::AppConfig(error) => app_config_code(error),
            Self::Label(LabelTooLong) => Code::LabelTooLong,
            Self::Report(ReportError::Refused { .. }) => Code::ReportRefused,
            Self::VaultClosed(problem) | Self::Renewal(problem) => problem.code,
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
            Self::SecretSource(failure) => details([
                ("kind", failure.kind),
                ("subject", failure.subject.as_str()),
                ("problem", failure.problem.wire_name()),
            ]),
            Self::Browser(error) => optional([("command", error.command.clone())]),
            Self::Loopback(error) => loopback_details(error),
            Self::Callback(rejection) => callback_details(rejection),
            Self::CallbackCheck(failure) => details([("problem", failure.wire_name())]),
            Self::AuthorizationRefused { error, description } => {
                details([("error", error.as_str()), ("description", description.as_str())])
            }
            Self::Token(error) => token_details(error),
            Self::Http(error) | Self::Report(ReportError::Http(error)) => http_details(error),
            Self::VaultClosed(problem) | Self::Renewal(problem) => problem.details.clone(),
            Self::Setting(error) => details([("setting", error.setting())]),
            Self::PassphraseTooShort(_) => details([("least", &Passphrase::LEAST.to_string())]),
            Self::PassphraseFile(error) => details([("path", &error.path.display().to_string())]),
            Self::Backup(error) => backup_details(error),
            Self::Bundle(error) => bundle_details(error),
            Self::AppConfig(error) => app_config_details(error),
            Self::Label(LabelTooLong) => details([("most", &Label::MOST.to_string())]),
            Self::Report(ReportError::Refused { status, kind, message }) => {
                details([("status", &status.to_string()), ("error", kind), ("description", message)])
            }
            Self::KeyStore(_)
            | Self::RegistrationNotFound
            | Self::AccountNotFound
            | Self::AttemptNotFound
            | Self::SignInNotFound
            | Self::CallbackUnusable
            | Self::SignInTimedOut
            | Self::RefreshTokenMissing
            | Self::RefreshBusy
            | Self::VaultLocked
            | Self::NothingToLock
            | Self::Internal => BTreeMap::new(),
        }
    }

    /// The error as it is shown and kept.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem { code: self.code(), message: self.to_string(), details: self.details() }
    }
}

impl From<&HttpError> for Problem {
    fn from(error: &HttpError) -> Self {
        Self { code: http_code(error), message: error.to_string(), details: http_details(error) }
    }
}
