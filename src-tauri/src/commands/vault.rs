//! The vault: lock and unlock it, and move its key.

use trilo_core::passphrase::Passphrase;
use trilo_core::secret::Secret;

use super::{Answer, Trilo};
use crate::views::{NewPassphraseForm, RescueView, StatusView, VaultKeyForm};

/// Opens the vault: with its passphrase, or by the system's key store.
#[tauri::command]
#[specta::specta]
pub async fn unlock_vault(trilo: Trilo<'_>, passphrase: Option<String>) -> Answer<StatusView> {
    trilo.core().await.unlock(passphrase.map(Secret::new)).await?;
    Ok(trilo.status().await)
}

/// Closes the vault and wipes its key from memory.
#[tauri::command]
#[specta::specta]
pub async fn lock_vault(trilo: Trilo<'_>) -> Answer<()> {
    Ok(trilo.core().await.lock()?)
}

/// Puts the vault under a passphrase, or changes the one that it is under.
#[tauri::command]
#[specta::specta]
pub async fn use_passphrase(trilo: Trilo<'_>, form: NewPassphraseForm) -> Answer<StatusView> {
    let current = form.current.map(Secret::new);
    let passphrase = Passphrase::new(Secret::new(form.passphrase)).map_err(trilo_core::Error::from)?;
    trilo.core().await.use_passphrase(current, passphrase).await?;
    Ok(trilo.status().await)
}

/// Moves the vault's key to the system's key store.
#[tauri::command]
#[specta::specta]
pub async fn use_system_key_store(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.core().await.use_system_key_store().await?;
    Ok(trilo.status().await)
}

/// Seals everything with a new key.
#[tauri::command]
#[specta::specta]
pub async fn rotate_vault_key(trilo: Trilo<'_>, form: VaultKeyForm) -> Answer<StatusView> {
    trilo.core().await.rotate_vault_key(form.current.map(Secret::new)).await?;
    Ok(trilo.status().await)
}

/// Moves everything into memory and erases the vault.
#[tauri::command]
#[specta::specta]
pub async fn move_to_memory(trilo: Trilo<'_>) -> Answer<StatusView> {
    trilo.core().await.move_to_memory().await?;
    Ok(trilo.status().await)
}

/// Notes that a person uses the window.
#[tauri::command]
#[specta::specta]
pub async fn note_activity(trilo: Trilo<'_>) -> Answer<()> {
    trilo.core().await.note_activity();
    Ok(())
}

/// Sets a damaged vault aside and makes a new one of what can be read; one under a passphrase needs that.
#[tauri::command]
#[specta::specta]
pub async fn rescue_vault(trilo: Trilo<'_>, passphrase: Option<String>) -> Answer<RescueView> {
    Ok(trilo.core().await.rescue_vault(passphrase.map(Secret::new)).await.map(RescueView::from)?)
}
