//! Checks of what Trilo needs on this machine, and the repairs that are safe.

use trilo_core::Error;
use trilo_core::diagnose::checks::{Check, make_private};
use trilo_core::vault::VaultError;

use super::{Answer, Trilo};
use crate::views::CheckFindingView;

/// The checks, in the order in which one explains the next.
#[tauri::command]
#[specta::specta]
pub async fn list_checks() -> Answer<Vec<Check>> {
    Ok(Check::ALL.to_vec())
}

/// Runs one check, half a minute at most.
#[tauri::command]
#[specta::specta]
pub async fn run_check(trilo: Trilo<'_>, check: Check) -> Answer<Vec<CheckFindingView>> {
    Ok(check.run(trilo.core().await).await.into_iter().map(CheckFindingView::from).collect())
}

/// Keeps others out of the data folder and of the files in it.
#[tauri::command]
#[specta::specta]
pub async fn make_data_folder_private(trilo: Trilo<'_>) -> Answer<()> {
    let path = trilo.core().await.vault_status().data_folder;
    make_private(&path).map_err(|source| Error::from(VaultError::DataFolder { path, source }))?;
    Ok(())
}
