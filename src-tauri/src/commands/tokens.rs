//! Tokens leave Trilo here, and only here: copied by Rust, or revealed on the person's wish.

use trilo_core::identifier::AccountId;
use trilo_core::secret::Secret;
use trilo_core::token::TokenFormat;

use super::{Answer, Trilo};
use crate::views::{CopiedView, RevealedTokenView, TokenFormatView};

/// Copies a token that is good for now.
#[tauri::command]
#[specta::specta]
pub async fn copy_token(trilo: Trilo<'_>, account: String, format: TokenFormatView) -> Answer<CopiedView> {
    let (core, account) = (trilo.core().await, AccountId::from(account));
    let token = core.fresh_access_token(&account).await?;
    let cloud = core.registration(&core.session(&account)?.record.registration)?.cloud;
    let text = TokenFormat::from(format).write(&token, &cloud.endpoints());
    let clears_in = core.settings()?.clear_clipboard_after;
    trilo.clipboard().copy_and_clear(&text, clears_in).await?;
    Ok(CopiedView { clears_in })
}

/// Copies something that is no secret, such as a cloud id.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(trilo: Trilo<'_>, text: String) -> Answer<()> {
    trilo.clipboard().copy(&Secret::new(text)).await
}

/// Shows a token.
#[tauri::command]
#[specta::specta]
pub async fn reveal_token(trilo: Trilo<'_>, account: String) -> Answer<RevealedTokenView> {
    let token = trilo.core().await.access_token(&account.into())?;
    Ok(RevealedTokenView { access_token: token.expose().clone() })
}
