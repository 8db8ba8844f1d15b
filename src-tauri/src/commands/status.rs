//! The state of the whole app.

use super::{Answer, Trilo};
use crate::views::{PageView, RescueView, StatusView};

/// The state of the vault, the key store, the way back and the sandbox.
#[tauri::command]
#[specta::specta]
pub async fn status(trilo: Trilo<'_>) -> Answer<StatusView> {
    Ok(trilo.status().await)
}

/// Tries again to open the vault; the system may ask the person to unlock its key store.
#[tauri::command]
#[specta::specta]
pub async fn retry_key_store(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.core().await.retry_key_store().await;
    Ok(trilo.status().await)
}

/// Keeps everything in memory until Trilo ends.
#[tauri::command]
#[specta::specta]
pub async fn keep_in_memory(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.core().await.keep_in_memory();
    Ok(trilo.status().await)
}

/// Sets a damaged vault aside and makes a new one of what can be read.
#[tauri::command]
#[specta::specta]
pub async fn rescue_vault(trilo: Trilo<'_>) -> Answer<RescueView> {
    Ok(trilo.core().await.rescue_vault().await.map(RescueView::from)?)
}

/// Registers Trilo with the system as the program for its links once more.
#[tauri::command]
#[specta::specta]
pub async fn register_deep_link(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.register_links().await;
    Ok(trilo.status().await)
}

/// Opens a known page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_page(trilo: Trilo<'_>, page: PageView) -> Answer<()> {
    trilo.open_page(page).await
}
