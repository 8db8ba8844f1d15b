//! The closed list of error codes, and which error has which.

use serde::{Deserialize, Serialize};

use crate::app_config::AppConfigError;
use crate::atlassian::HttpError;
use crate::authorization::CallbackRejection;
use crate::backup::BackupError;
use crate::diagnose::bundle::BundleError;
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
    /// The source of a client secret gave none.
    SecretSourceFailed,
    /// There is no such account.
    AccountNotFound,
    /// There is no such attempt.
    AttemptNotFound,
    /// A file is neither a bundle nor a recording of a browser, or is damaged.
    BundleUnreadable,
    /// A bundle was made by a newer Trilo.
    BundleNewer,
    /// Something in a bundle may be secret or personal, so it is not written.
    BundleUnsafe,
    /// A bundle's file cannot be read or written, or is there already.
    BundleFileUnusable,
    /// The bundle that was put together is no longer held.
    BundleGone,
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
    /// What is sent to the callback URL does not reach Trilo.
    CallbackCheckFailed,
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
    /// A new passphrase is too short.
    PassphraseTooShort,
    /// A file is no backup of Trilo's, or is damaged.
    BackupUnreadable,
    /// A backup was made by a newer Trilo.
    BackupNewer,
    /// The passphrase does not open the backup.
    BackupPassphraseWrong,
    /// There is a file already where the backup is to be written.
    BackupFileExists,
    /// The backup's file cannot be read or written.
    BackupFileUnusable,
    /// The backup that was looked into is no longer held.
    BackupGone,
    /// An app-config cannot be read.
    AppConfigUnreadable,
    /// There is no such app-config.
    AppConfigNotFound,
    /// The app-config that was read is no longer held.
    AppConfigGone,
    /// A text is no registration that was shared.
    SharedRegistrationUnreadable,
    /// A shared registration has a place for a secret.
    SharedRegistrationHoldsSecret,
    /// The vault is locked.
    VaultLocked,
    /// There is nothing to lock: everything rests in memory.
    NothingToLock,
    /// The vault's key rests under a passphrase, and none was given.
    PassphraseMissing,
    /// The passphrase does not open the vault.
    PassphraseWrong,
    /// The file that should hold the passphrase cannot be used.
    PassphraseFileUnusable,
    /// Another Trilo sealed the vault with another key.
    VaultKeyChanged,
    /// A label of an account is too long.
    LabelTooLong,
    /// The personal data reporting API refused a report.
    ReportRefused,
    /// The disk has no space left.
    DiskFull,
    /// The vault file, or the file system that it rests on, can only be read.
    VaultReadOnly,
    /// There is nothing to rescue: the vault file is as it should be.
    VaultNotDamaged,
    /// The vault belongs to another user.
    VaultForeign,
    /// A defect of Trilo: a task of its own ended unexpectedly.
    Internal,
}

pub(super) const fn key_store_code(error: &KeyStoreError) -> Code {
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

pub(super) const fn vault_code(error: &VaultError) -> Code {
    match error {
        VaultError::DataFolder { .. } => Code::DataFolderUnusable,
        VaultError::Unavailable { .. } | VaultError::Sealed => Code::VaultUnavailable,
        VaultError::Damaged | VaultError::DamagedFile { .. } => Code::VaultDamaged,
        VaultError::NotDamaged => Code::VaultNotDamaged,
        VaultError::Foreign { .. } => Code::VaultForeign,
        VaultError::ReadOnly { .. } => Code::VaultReadOnly,
        VaultError::DiskFull { .. } => Code::DiskFull,
        VaultError::Newer { .. } => Code::VaultNewer,
        VaultError::KeyMismatch => Code::VaultKeyMismatch,
        VaultError::PassphraseMissing => Code::PassphraseMissing,
        VaultError::PassphraseWrong => Code::PassphraseWrong,
        VaultError::PassphraseTooShort(_) => Code::PassphraseTooShort,
        VaultError::KeyChanged => Code::VaultKeyChanged,
        VaultError::KeyStore(error) => key_store_code(error),
    }
}

pub(super) const fn callback_code(rejection: &CallbackRejection) -> Code {
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

pub(super) const fn token_code(error: &TokenError) -> Code {
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

pub(super) const fn http_code(error: &HttpError) -> Code {
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

pub(super) const fn backup_code(error: &BackupError) -> Code {
    match error {
        BackupError::Unreadable { .. } => Code::BackupUnreadable,
        BackupError::Newer { .. } => Code::BackupNewer,
        BackupError::PassphraseWrong => Code::BackupPassphraseWrong,
        BackupError::FileExists { .. } => Code::BackupFileExists,
        BackupError::FileUnusable { .. } => Code::BackupFileUnusable,
        BackupError::Gone => Code::BackupGone,
    }
}

pub(super) const fn app_config_code(error: &AppConfigError) -> Code {
    match error {
        AppConfigError::NotFound { .. } => Code::AppConfigNotFound,
        AppConfigError::Unreadable { .. } => Code::AppConfigUnreadable,
        AppConfigError::Gone => Code::AppConfigGone,
        AppConfigError::SharedUnreadable { .. } => Code::SharedRegistrationUnreadable,
        AppConfigError::SharedSecret => Code::SharedRegistrationHoldsSecret,
    }
}

pub(super) const fn bundle_code(error: &BundleError) -> Code {
    match error {
        BundleError::Unreadable { .. } => Code::BundleUnreadable,
        BundleError::Newer { .. } => Code::BundleNewer,
        BundleError::Unsafe { .. } => Code::BundleUnsafe,
        BundleError::FileUnusable { .. } => Code::BundleFileUnusable,
        BundleError::Gone => Code::BundleGone,
    }
}
