use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_core::backup::{Action, BackupItem, Because, ItemKind};
use trilo_core::sessions::{BackupPreview, ExportedBackup, ImportFailure, ImportedBackup};

use super::{ErrorView, Milliseconds};

/// Where a backup is, or is to be, and what opens it.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupForm {
    /// The file's whole path; `~` stands for the person's own folder.
    pub path: String,
    /// The passphrase, as typed.
    pub passphrase: String,
}

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportedBackupView {
    /// The file.
    pub path: String,
    /// How many registrations it holds.
    pub registrations: u32,
    /// How many accounts it holds.
    pub accounts: u32,
    /// The size of the file.
    pub bytes: u64,
}

/// A backup that was looked into, and what importing it would do.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupPreviewView {
    /// Under which it is held for ten minutes.
    pub id: String,
    /// The file.
    pub path: String,
    /// When it was made.
    pub made_at: Milliseconds,
    /// The version of the Trilo that made it.
    pub version: String,
    /// Registrations, accounts and settings, in this order.
    pub items: Vec<BackupItemView>,
}

/// An item of a backup, and what importing would do with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BackupItemView {
    /// What it is.
    pub kind: BackupItemKindView,
    /// Its name; empty for the settings.
    pub name: String,
    /// The name of an account's registration in the backup.
    pub of: Option<String>,
    /// What importing would do with it.
    pub action: BackupActionView,
    /// Why.
    pub because: BackupReasonView,
}

/// What an item of a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BackupItemKindView {
    /// A registration with its client secret.
    Registration,
    /// An account with its tokens.
    Account,
    /// The settings.
    Settings,
}

/// What importing does with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BackupActionView {
    /// It comes to what is here.
    Add,
    /// It takes the place of what is here.
    Replace,
    /// What is here stays as it is.
    Skip,
}

/// Why an item is added, replaces what is here, or is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BackupReasonView {
    /// There is no such thing here.
    New,
    /// The backup's is newer than the one here, or the one here is of no use.
    Newer,
    /// Both are the same.
    Same,
    /// The one here is newer, or nothing says that the backup's is.
    Older,
    /// The backup does not hold the account's registration.
    RegistrationMissing,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportedBackupView {
    /// How many items came to what was here.
    pub added: u32,
    /// How many took the place of what was here.
    pub replaced: u32,
    /// How many were left out, because what is here is the same or better.
    pub skipped: u32,
    /// What could not be taken in; everything else was.
    pub failed: Vec<ImportFailureView>,
}

/// An item of a backup that could not be taken in.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportFailureView {
    /// What it is.
    pub kind: BackupItemKindView,
    /// Its name; empty for the settings.
    pub name: String,
    /// Why.
    pub error: ErrorView,
}

impl From<ExportedBackup> for ExportedBackupView {
    fn from(exported: ExportedBackup) -> Self {
        Self {
            path: exported.path.display().to_string(),
            registrations: number(exported.registrations),
            accounts: number(exported.accounts),
            bytes: exported.bytes,
        }
    }
}

impl From<BackupPreview> for BackupPreviewView {
    fn from(preview: BackupPreview) -> Self {
        Self {
            id: preview.id.to_string(),
            path: preview.path.display().to_string(),
            made_at: preview.made_at.into(),
            version: preview.made_by,
            items: preview.items.into_iter().map(BackupItemView::from).collect(),
        }
    }
}

impl From<BackupItem> for BackupItemView {
    fn from(item: BackupItem) -> Self {
        Self {
            kind: item.kind.into(),
            name: item.name,
            of: item.of,
            action: item.because.action().into(),
            because: item.because.into(),
        }
    }
}

impl From<ItemKind> for BackupItemKindView {
    fn from(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Registration => Self::Registration,
            ItemKind::Account => Self::Account,
            ItemKind::Settings => Self::Settings,
        }
    }
}

impl From<Action> for BackupActionView {
    fn from(action: Action) -> Self {
        match action {
            Action::Add => Self::Add,
            Action::Replace => Self::Replace,
            Action::Skip => Self::Skip,
        }
    }
}

impl From<Because> for BackupReasonView {
    fn from(because: Because) -> Self {
        match because {
            Because::New => Self::New,
            Because::Newer => Self::Newer,
            Because::Same => Self::Same,
            Because::Older => Self::Older,
            Because::RegistrationMissing => Self::RegistrationMissing,
        }
    }
}

impl From<ImportedBackup> for ImportedBackupView {
    fn from(imported: ImportedBackup) -> Self {
        let failure = |failure: ImportFailure| ImportFailureView {
            kind: failure.kind.into(),
            name: failure.name,
            error: ErrorView::from(failure.problem),
        };
        Self {
            added: number(imported.added),
            replaced: number(imported.replaced),
            skipped: number(imported.skipped),
            failed: imported.failed.into_iter().map(failure).collect(),
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
