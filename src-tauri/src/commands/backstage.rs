//! The provider for Backstage frontends.

use super::{Answer, Trilo};
use crate::views::{
    BackstageSettingsView, BackstageStateView, BackstageView, ConsentAnswerForm, ConsentQuestionView, ErrorView,
};

/// What is set, and what is served.
#[tauri::command]
#[specta::specta]
pub async fn get_backstage(trilo: Trilo<'_>) -> Answer<BackstageView> {
    let core = trilo.core().await;
    let settings = core.settings()?.backstage.into();
    Ok(BackstageView { settings, state: trilo.backstage().look(|serving| BackstageStateView::of(serving, core)).await })
}

/// Keeps settings, and serves by them or no longer.
#[tauri::command]
#[specta::specta]
pub async fn update_backstage(trilo: Trilo<'_>, settings: BackstageSettingsView) -> Answer<BackstageView> {
    let settings = settings.settings(trilo.folders());
    trilo.backstage().apply(trilo.core().await, settings).await.map_err(|error| ErrorView::from(&error))?;
    get_backstage(trilo).await
}

/// Signs a browser out, by its session's digest.
#[tauri::command]
#[specta::specta]
pub async fn end_browser_session(trilo: Trilo<'_>, digest: String) -> Answer<()> {
    trilo.backstage().end_session(&digest).await;
    Ok(())
}

/// Takes back what an origin was allowed, and signs its browsers out; it is asked about again.
#[tauri::command]
#[specta::specta]
pub async fn revoke_origin(trilo: Trilo<'_>, origin: String) -> Answer<()> {
    trilo.backstage().revoke_origin(&origin).await;
    Ok(())
}

/// The questions of frontends that wait for the person, the oldest first.
#[tauri::command]
#[specta::specta]
pub async fn list_consent_questions(trilo: Trilo<'_>) -> Answer<Vec<ConsentQuestionView>> {
    // What is asked tells of accounts, which a locked vault keeps to itself.
    trilo.core().await.settings()?;
    Ok(trilo.backstage().questions().all().into_iter().map(ConsentQuestionView::from).collect())
}

/// Answers a question of a frontend.
#[tauri::command]
#[specta::specta]
pub async fn answer_consent_question(trilo: Trilo<'_>, id: u32, answer: ConsentAnswerForm) -> Answer<()> {
    trilo.core().await.settings()?;
    trilo.backstage().questions().answer(id, &answer.into());
    Ok(())
}
