//! Sign-ins under way, and the record of attempts.

use trilo_core::identifier::AttemptId;
use trilo_core::sessions::SignInRequest;

use super::{Answer, Trilo};
use crate::views::{AttemptView, AuthorizationPreviewView, PasteOutcomeView, SignInForm, SignInView};

const MOST_ATTEMPTS: usize = 500;
/// An authorize URL is good for as long as its sign-in waits, in seconds.
const CLEARS_IN: u32 = 300;

/// The sign-ins under way or just ended.
#[tauri::command]
#[specta::specta]
pub async fn list_sign_ins(trilo: Trilo<'_>) -> Answer<Vec<SignInView>> {
    Ok(trilo.core().await.sign_ins().iter().map(SignInView::from).collect())
}

/// What a sign-in would send.
#[tauri::command]
#[specta::specta]
pub async fn preview_authorization(trilo: Trilo<'_>, form: SignInForm) -> Answer<AuthorizationPreviewView> {
    Ok(trilo.core().await.preview_sign_in(&SignInRequest::from(form))?.into())
}

/// Begins a sign-in and returns at once.
#[tauri::command]
#[specta::specta]
pub async fn start_sign_in(trilo: Trilo<'_>, form: SignInForm) -> Answer<SignInView> {
    Ok(SignInView::from(&trilo.core().await.start_sign_in(&SignInRequest::from(form))?))
}

/// Ends a sign-in that waits.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(trilo: Trilo<'_>, sign_in: String) -> Answer<()> {
    Ok(trilo.core().await.cancel_sign_in(&AttemptId::from(sign_in))?)
}

/// Removes an ended sign-in from the list.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_sign_in(trilo: Trilo<'_>, sign_in: String) -> Answer<()> {
    Ok(trilo.core().await.dismiss_sign_in(&AttemptId::from(sign_in))?)
}

/// Opens the authorize URL once more.
#[tauri::command]
#[specta::specta]
pub async fn open_browser_again(trilo: Trilo<'_>, sign_in: String) -> Answer<()> {
    Ok(trilo.core().await.open_browser_again(&AttemptId::from(sign_in)).await?)
}

/// Copies the authorize URL, for a browser that Trilo cannot start.
#[tauri::command]
#[specta::specta]
pub async fn copy_authorization_url(trilo: Trilo<'_>, sign_in: String) -> Answer<()> {
    let url = trilo.core().await.authorization_url(&AttemptId::from(sign_in))?;
    trilo.clipboard().copy_and_clear(&url, Some(CLEARS_IN)).await
}

/// Takes an address that the person pasted.
#[tauri::command]
#[specta::specta]
pub async fn paste_callback(trilo: Trilo<'_>, sign_in: String, text: String) -> Answer<PasteOutcomeView> {
    let matched = trilo.core().await.receive_callback(&text).map_err(trilo_core::Error::from)?;
    Ok(if matched.as_str() == sign_in { PasteOutcomeView::Accepted } else { PasteOutcomeView::OtherSignIn })
}

/// The recorded attempts, the newest first.
#[tauri::command]
#[specta::specta]
pub async fn list_attempts(trilo: Trilo<'_>) -> Answer<Vec<AttemptView>> {
    let core = trilo.core().await;
    let registrations = core.registrations()?;
    let view = |attempt| AttemptView::new(attempt, &registrations);
    Ok(core.attempts(MOST_ATTEMPTS).unwrap_or_default().into_iter().map(view).collect())
}
