//! The facts of an error that a surface puts into its words; never a secret.

use std::collections::BTreeMap;

use crate::app_config::AppConfigError;
use crate::atlassian::HttpError;
use crate::authorization::CallbackRejection;
use crate::authorization::loopback::LoopbackError;
use crate::backup::BackupError;
use crate::diagnose::bundle::BundleError;
use crate::passphrase::Passphrase;
use crate::token::TokenError;
use crate::vault::VaultError;

pub(super) fn details<const N: usize>(facts: [(&str, &str); N]) -> BTreeMap<String, String> {
    facts.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

pub(super) fn optional<const N: usize>(facts: [(&str, Option<String>); N]) -> BTreeMap<String, String> {
    facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

pub(super) fn vault_details(error: &VaultError) -> BTreeMap<String, String> {
    match error {
        VaultError::PassphraseTooShort(_) => details([("least", &Passphrase::LEAST.to_string())]),
        VaultError::DataFolder { path, .. }
        | VaultError::DamagedFile { path }
        | VaultError::Foreign { path }
        | VaultError::ReadOnly { path }
        | VaultError::DiskFull { path } => details([("path", &path.display().to_string())]),
        VaultError::Unavailable { .. }
        | VaultError::Damaged
        | VaultError::NotDamaged
        | VaultError::Newer { .. }
        | VaultError::KeyMismatch
        | VaultError::PassphraseMissing
        | VaultError::PassphraseWrong
        | VaultError::KeyChanged
        | VaultError::KeyStore(_)
        | VaultError::Sealed => BTreeMap::new(),
    }
}

pub(super) fn loopback_details(error: &LoopbackError) -> BTreeMap<String, String> {
    match error {
        LoopbackError::Busy { port, holder } => optional([
            ("port", Some(port.to_string())),
            ("process", holder.as_ref().map(|holder| holder.name.clone())),
            ("pid", holder.as_ref().map(|holder| holder.pid.to_string())),
        ]),
        LoopbackError::Refused { port, .. } => details([("port", &port.to_string())]),
    }
}

pub(super) fn callback_details(rejection: &CallbackRejection) -> BTreeMap<String, String> {
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

pub(super) fn token_details(error: &TokenError) -> BTreeMap<String, String> {
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

pub(super) fn http_details(error: &HttpError) -> BTreeMap<String, String> {
    match error {
        HttpError::Unreachable { host, .. } | HttpError::TimedOut { host, .. } | HttpError::Tls { host, .. } => {
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

pub(super) fn backup_details(error: &BackupError) -> BTreeMap<String, String> {
    match error {
        BackupError::Unreadable { path, .. }
        | BackupError::Newer { path, .. }
        | BackupError::FileExists { path }
        | BackupError::FileUnusable { path, .. } => details([("path", &path.display().to_string())]),
        BackupError::PassphraseWrong | BackupError::Gone => BTreeMap::new(),
    }
}

pub(super) fn app_config_details(error: &AppConfigError) -> BTreeMap<String, String> {
    match error {
        AppConfigError::NotFound { path } => details([("path", &path.display().to_string())]),
        AppConfigError::Unreadable { place, problem } => optional([
            ("path", Some(place.file.display().to_string())),
            ("line", place.line.map(|line| line.to_string())),
            ("column", place.column.map(|column| column.to_string())),
            ("problem", Some(problem.clone())),
        ]),
        AppConfigError::SharedUnreadable { problem } => details([("problem", problem)]),
        AppConfigError::Gone | AppConfigError::SharedSecret => BTreeMap::new(),
    }
}

pub(super) fn bundle_details(error: &BundleError) -> BTreeMap<String, String> {
    match error {
        BundleError::Unreadable { path, why } => {
            details([("path", &path.display().to_string()), ("problem", why.wire_name())])
        }
        BundleError::Newer { path } | BundleError::FileUnusable { path, .. } => {
            details([("path", &path.display().to_string())])
        }
        BundleError::Unsafe { item, what } => details([("item", item), ("what", what.wire_name())]),
        BundleError::Gone => BTreeMap::new(),
    }
}
