//! The sandbox inside the app.

use super::{Answer, Trilo};
use crate::views::StatusView;

/// Starts the sandbox and adds its registration.
#[tauri::command]
#[specta::specta]
pub async fn start_sandbox(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.start_sandbox().await?;
    Ok(trilo.status().await)
}

/// Stops the sandbox; its registration and accounts stay.
#[tauri::command]
#[specta::specta]
pub async fn stop_sandbox(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.stop_sandbox().await;
    Ok(trilo.status().await)
}
