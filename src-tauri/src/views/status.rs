use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ErrorView, Milliseconds, PresetView};

/// The state of the whole app: vault, key store, way back, sandbox.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// Trilo's version.
    pub version: String,
    /// The operating system, as `linux`, `macos` or `windows`.
    pub os: String,
    /// Where and how secrets rest.
    pub vault: VaultView,
    /// Whether links with Trilo's scheme reach this app.
    pub deep_link: DeepLinkView,
    /// This machine's clock beside Atlassian's.
    pub clock: ClockView,
    /// Whether other machines are reached.
    pub network: NetworkView,
    /// The sandbox, when it runs inside this app.
    pub sandbox: Option<SandboxView>,
    /// Overrides of the environment that are at work, such as `TRILO_BROWSER`.
    pub overrides: Vec<String>,
}

/// This machine's clock beside Atlassian's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClockView {
    /// Atlassian's time minus this machine's; `null` before the first measurement.
    pub skew: Option<Milliseconds>,
    /// When it was measured.
    pub measured_at: Option<Milliseconds>,
}

/// Whether this machine reaches others, by its own latest experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum NetworkView {
    /// Nothing was asked for yet.
    Unknown,
    /// Somebody answered.
    Online,
    /// Nobody could be reached.
    Offline,
}

/// Where and how secrets rest.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultView {
    /// Whether secrets rest in the vault, in memory, or nowhere yet.
    pub state: VaultStateView,
    /// Where the key of the vault rests.
    pub key_store: KeyStoreKindView,
    /// The name of the system's key store, such as `Secret Service`.
    pub system_key_store: String,
    /// How long the last round trip through the key store took.
    pub checked_in: Option<Milliseconds>,
    /// The folder of the vault.
    pub data_folder: String,
    /// Why the vault is not open.
    pub error: Option<ErrorView>,
    /// Whether there is a vault in the folder, which a passphrase then opens rather than begins.
    pub exists: bool,
    /// Whether `TRILO_PASSPHRASE_FILE` names a file with the passphrase.
    pub passphrase_file: bool,
    /// How many rows of the vault could not be read since it was opened.
    pub damaged_rows: u32,
}

/// Where the key of the vault rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyStoreKindView {
    /// In the system's key store.
    System,
    /// In the vault, sealed with a passphrase.
    Passphrase,
    /// In memory, as everything else.
    Memory,
}

/// A passphrase for the vault.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewPassphraseForm {
    /// The passphrase that the vault is under now, where it is under one.
    pub current: Option<String>,
    /// The new one.
    pub passphrase: String,
}

/// What replacing the vault's key needs.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultKeyForm {
    /// The passphrase that the vault is under, where it is under one.
    pub current: Option<String>,
}

/// The vault's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum VaultStateView {
    /// Secrets are sealed on disk; the key rests in the key store.
    Open,
    /// Secrets are kept in memory until Trilo ends, as the person chose.
    MemoryOnly,
    /// Sealed on disk and closed: the person locked it, or its passphrase was not given yet.
    Locked,
    /// The vault could not be opened; `error` says why.
    Unavailable,
}

/// What became of a damaged vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RescueView {
    /// The damaged file under its new name.
    pub set_aside: String,
    /// How many registrations the new vault has.
    pub registrations: u32,
    /// How many accounts it has.
    pub accounts: u32,
    /// How many attempts it has.
    pub attempts: u32,
    /// How many rows are known to be lost.
    pub lost: u32,
}

/// Whether `trilo://` links reach this app.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeepLinkView {
    /// The callback URL of this way back.
    pub callback_url: String,
    /// Whether the system hands such links to this app.
    pub registered: bool,
    /// What the system would open such a link with, where it tells.
    pub handler: Option<String>,
}

/// The sandbox that runs inside this app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SandboxView {
    /// Its port on loopback.
    pub port: u16,
    /// Its control page.
    pub control_url: String,
}

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// After how many seconds a copied token is cleared from the clipboard: 10 to 600; `null`: never.
    pub clear_clipboard_after: Option<u32>,
    /// After how many minutes without use the vault is locked: 1 to 1,440; `null`: never.
    pub lock_after_idle: Option<u32>,
    /// Whether the vault is locked with the screen.
    pub lock_with_screen: bool,
    /// Whether profiles and avatars are kept in memory only.
    pub private_mode: bool,
    /// For how many days attempts are kept: 1 to 730.
    pub journal_days: u32,
    /// How many megabytes of attempts are kept: 1 to 1,000.
    pub journal_megabytes: u32,
    /// Sets of scopes that the person saved.
    pub scope_presets: Vec<PresetView>,
}

/// A page outside of Trilo that the system browser may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PageView {
    /// Atlassian's developer console, list of apps.
    DeveloperConsole,
    /// The person's connected apps, where a grant can be revoked.
    ConnectedApps,
    /// Atlassian's guide to OAuth 2.0 (3LO) apps.
    Guide,
    /// The control page of the sandbox that runs inside this app.
    SandboxControl,
}
