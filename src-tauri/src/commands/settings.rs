//! Settings.

use super::{Answer, Trilo};
use crate::views::SettingsView;

/// The settings; the defaults while the vault is closed.
#[tauri::command]
#[specta::specta]
pub async fn get_settings(trilo: Trilo<'_>) -> Answer<SettingsView> {
    Ok(trilo.core().await.settings().unwrap_or_default().into())
}

/// Checks and keeps settings.
#[tauri::command]
#[specta::specta]
pub async fn update_settings(trilo: Trilo<'_>, settings: SettingsView) -> Answer<SettingsView> {
    let core = trilo.core().await;
    Ok(core.put_settings(settings.over(core.settings()?))?.into())
}
