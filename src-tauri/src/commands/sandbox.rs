//! The sandbox inside the app.

use super::{Answer, Trilo};
use crate::adapters::Rehearsal;
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

/// Provokes a failure in the sandbox, and only that; `null` sets everything right.
#[tauri::command]
#[specta::specta]
pub async fn rehearse(trilo: Trilo<'_>, rehearsal: Option<Rehearsal>) -> Answer<StatusView> {
    trilo.rehearse(rehearsal).await;
    Ok(trilo.status().await)
}
