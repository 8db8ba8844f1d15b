//! The journal of attempts, and bundles of it.

use trilo_core::diagnose::comparison::compare;
use trilo_core::identifier::{AttemptId, BundleDraftId};

use super::{Answer, Trilo};
use crate::views::{
    AttemptSearchForm, AttemptView, BundleDraftView, BundleForm, BundleItemView, ComparisonView, FoundAttemptsView,
    OpenedBundleView, WholeAttemptView, WrittenBundleView,
};

/// How many attempts a page of a search has.
const PAGE: usize = 200;

/// Searches the journal; the newest attempts come first.
#[tauri::command]
#[specta::specta]
pub async fn search_attempts(trilo: Trilo<'_>, form: AttemptSearchForm) -> Answer<FoundAttemptsView> {
    let core = trilo.core().await;
    let registrations = core.registrations()?;
    let found = core.search_attempts(&form.into(), PAGE)?;
    let view = |attempt| AttemptView::new(attempt, &registrations);
    Ok(FoundAttemptsView { attempts: found.attempts.into_iter().map(view).collect(), more: found.more })
}

/// An attempt with what was sent and answered.
#[tauri::command]
#[specta::specta]
pub async fn get_attempt(trilo: Trilo<'_>, id: String) -> Answer<WholeAttemptView> {
    let core = trilo.core().await;
    Ok(WholeAttemptView::new(core.attempt(&AttemptId::from(id))?, &core.registrations()?))
}

/// What differs between two attempts.
#[tauri::command]
#[specta::specta]
pub async fn compare_attempts(trilo: Trilo<'_>, first: String, second: String) -> Answer<ComparisonView> {
    let core = trilo.core().await;
    let [first, second] = [core.attempt(&AttemptId::from(first))?, core.attempt(&AttemptId::from(second))?];
    Ok(compare(&first, &second).into())
}

/// Puts a bundle together of attempts, and holds it for ten minutes.
#[tauri::command]
#[specta::specta]
pub async fn draft_bundle(trilo: Trilo<'_>, attempts: Vec<String>) -> Answer<BundleDraftView> {
    let core = trilo.core().await;
    let attempts: Vec<_> = attempts.into_iter().map(AttemptId::from).collect();
    let draft = core.draft_bundle(&attempts, &[])?;
    let items = draft.items().into_iter().map(BundleItemView::from).collect();
    let stem = format!("trilo-bundle-{}", core.now().strftime("%Y-%m-%d"));
    let path = trilo.folders().free_path(&stem, "zip").display().to_string();
    Ok(BundleDraftView { id: core.hold_bundle(draft).to_string(), items, path })
}

/// Writes a bundle to a new file, once it is proven to hold neither a secret nor an e-mail address.
#[tauri::command]
#[specta::specta]
pub async fn write_bundle(trilo: Trilo<'_>, form: BundleForm) -> Answer<WrittenBundleView> {
    let path = trilo.folders().expand(&form.path);
    let (id, struck) = (BundleDraftId::from(form.id), form.struck.into_iter().collect());
    let bytes = trilo.core().await.write_bundle(&id, &struck, path.clone()).await?;
    Ok(WrittenBundleView { path: path.display().to_string(), bytes: u32::try_from(bytes).unwrap_or(u32::MAX) })
}

/// Opens a bundle of another machine, or the recording of a browser; nothing of it is kept.
#[tauri::command]
#[specta::specta]
pub async fn open_bundle(trilo: Trilo<'_>, path: String) -> Answer<OpenedBundleView> {
    let path = trilo.folders().expand(&path);
    Ok(trilo.core().await.open_bundle(path).await?.into())
}
