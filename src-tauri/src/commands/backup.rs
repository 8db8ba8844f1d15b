//! Backups: one file that a passphrase opens.

use trilo_core::identifier::BackupPreviewId;
use trilo_core::passphrase::Passphrase;
use trilo_core::secret::Secret;

use super::{Answer, Trilo};
use crate::views::{BackupForm, BackupPreviewView, ExportedBackupView, ImportedBackupView};

/// Writes registrations, accounts and settings to a new file.
#[tauri::command]
#[specta::specta]
pub async fn export_backup(trilo: Trilo<'_>, form: BackupForm) -> Answer<ExportedBackupView> {
    let passphrase = Passphrase::new(Secret::new(form.passphrase)).map_err(trilo_core::Error::from)?;
    let path = trilo.folders().expand(&form.path);
    Ok(trilo.core().await.export_backup(path, passphrase).await?.into())
}

/// Opens a backup, tells what importing it would do, and holds it for ten minutes.
#[tauri::command]
#[specta::specta]
pub async fn preview_backup(trilo: Trilo<'_>, form: BackupForm) -> Answer<BackupPreviewView> {
    let passphrase = Secret::new(form.passphrase);
    let path = trilo.folders().expand(&form.path);
    Ok(trilo.core().await.preview_backup(path, passphrase).await?.into())
}

/// Takes in a backup that was looked into.
#[tauri::command]
#[specta::specta]
pub async fn import_backup(trilo: Trilo<'_>, id: String) -> Answer<ImportedBackupView> {
    Ok(trilo.core().await.import_backup(&BackupPreviewId::from(id)).await?.into())
}

/// Drops a backup that was looked into.
#[tauri::command]
#[specta::specta]
pub async fn discard_backup_preview(trilo: Trilo<'_>, id: String) -> Answer<()> {
    trilo.core().await.discard_backup_preview(&BackupPreviewId::from(id));
    Ok(())
}

/// A path that is free for a backup of today.
#[tauri::command]
#[specta::specta]
pub async fn suggest_backup_path(trilo: Trilo<'_>) -> Answer<String> {
    let stem = format!("trilo-backup-{}", trilo.core().await.now().strftime("%Y-%m-%d"));
    Ok(trilo.folders().free_path(&stem, "age").display().to_string())
}
