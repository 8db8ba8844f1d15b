//! Explanations of texts and of attempts.

use trilo_core::diagnose::explain::{explain_attempt as explained_attempt, link_of, text_of};
use trilo_core::identifier::AttemptId;
use trilo_core::secret::Secret;
use url::Url;

use super::{Answer, Trilo};
use crate::views::{AttemptExplainedView, ExplainedView};

/// Explains a pasted text, which is held until another is explained or it is forgotten.
#[tauri::command]
#[specta::specta]
pub async fn explain_text(trilo: Trilo<'_>, text: String) -> Answer<Option<ExplainedView>> {
    trilo.explaining().hold(Secret::new(text));
    Ok(explained(&trilo, Vec::new(), None).await)
}

/// Explains the file that was dropped on the window or opened with Trilo; `null` when none waits.
#[tauri::command]
#[specta::specta]
pub async fn explain_file(trilo: Trilo<'_>) -> Answer<Option<ExplainedView>> {
    let Some(file) = trilo.explaining().waiting() else { return Ok(None) };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let text = tauri::async_runtime::spawn_blocking(move || text_of(&file)).await;
    let text = text.map_err(|_| trilo_core::Error::Internal)??;
    trilo.explaining().hold(text);
    Ok(explained(&trilo, Vec::new(), name).await)
}

/// Explains the text at hand once more, after questions were answered; `null` when there is none.
#[tauri::command]
#[specta::specta]
pub async fn explain_again(
    trilo: Trilo<'_>,
    answers: Vec<String>,
    file: Option<String>,
) -> Answer<Option<ExplainedView>> {
    Ok(explained(&trilo, answers, file).await)
}

/// Forgets the text at hand.
#[tauri::command]
#[specta::specta]
pub async fn forget_explained(trilo: Trilo<'_>) -> Answer<()> {
    trilo.explaining().forget();
    Ok(())
}

/// Explains how an attempt ended, after questions were answered; `null` when there is nothing to explain.
#[tauri::command]
#[specta::specta]
pub async fn explain_attempt(
    trilo: Trilo<'_>,
    attempt: String,
    answers: Vec<String>,
) -> Answer<Option<AttemptExplainedView>> {
    let attempt = trilo.core().await.attempt(&AttemptId::from(attempt))?;
    let answers: Vec<_> = answers.iter().map(String::as_str).collect();
    Ok(attempt.and_then(|attempt| explained_attempt(&attempt, &answers)).map(AttemptExplainedView::from))
}

/// Opens the page that an explanation leads to in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_explanation_page(trilo: Trilo<'_>, code: String) -> Answer<()> {
    let Some(url) = link_of(&code).and_then(|link| Url::parse(link).ok()) else { return Ok(()) };
    trilo.browser().show(&url).map_err(trilo_core::Error::from)?;
    Ok(())
}

async fn explained(trilo: &Trilo<'_>, answers: Vec<String>, file: Option<String>) -> Option<ExplainedView> {
    trilo.explaining().explain(answers).await.map(|explained| ExplainedView::new(explained, file))
}
