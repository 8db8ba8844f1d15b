//! The catalogue of scopes and operations, and what comes of choosing from it.

use super::{Answer, Trilo};
use crate::convert::scopes;
use crate::views::{
    CatalogueFindView, CatalogueSearchForm, CatalogueTablesView, DocumentationForm, OpenedOperationsForm,
    OperationPageView, OperationRowView, PresetView, ScopeChoiceForm, ScopeChoiceView, ScopePageView,
};

/// Finds scopes, operations, tasks and APIs by what is typed, pasted or dropped.
#[tauri::command]
#[specta::specta]
pub async fn search_catalogue(trilo: Trilo<'_>, form: CatalogueSearchForm) -> Answer<CatalogueFindView> {
    Ok(scopes::search(&trilo.core().await.catalogue(), &form))
}

/// What comes of a choice of scopes and operations.
#[tauri::command]
#[specta::specta]
pub async fn consider_scopes(trilo: Trilo<'_>, form: ScopeChoiceForm) -> Answer<ScopeChoiceView> {
    Ok(scopes::consider(&trilo.core().await.catalogue(), &form))
}

/// Operations by what a set of scopes lets of them.
#[tauri::command]
#[specta::specta]
pub async fn opened_operations(trilo: Trilo<'_>, form: OpenedOperationsForm) -> Answer<Vec<OperationRowView>> {
    Ok(scopes::opened(&trilo.core().await.catalogue(), &form))
}

/// The page of a scope, beside the scopes that are chosen.
#[tauri::command]
#[specta::specta]
pub async fn scope_page(trilo: Trilo<'_>, scope: String, scopes: Vec<String>) -> Answer<ScopePageView> {
    Ok(scopes::scope_page(&trilo.core().await.catalogue(), &scope, &scopes))
}

/// The page of an operation, beside the scopes that are chosen; `null` when the catalogue has no such operation.
#[tauri::command]
#[specta::specta]
pub async fn operation_page(
    trilo: Trilo<'_>,
    operation: String,
    scopes: Vec<String>,
) -> Answer<Option<OperationPageView>> {
    Ok(scopes::operation_page(&trilo.core().await.catalogue(), &operation, &scopes))
}

/// Trilo's presets.
#[tauri::command]
#[specta::specta]
pub async fn list_presets(trilo: Trilo<'_>) -> Answer<Vec<PresetView>> {
    Ok(trilo.core().await.catalogue().presets().into_iter().map(PresetView::from).collect())
}

/// Opens Atlassian's documentation of a scope or an operation in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_documentation(trilo: Trilo<'_>, form: DocumentationForm) -> Answer<()> {
    let Some(url) = scopes::documentation(&trilo.core().await.catalogue(), &form) else { return Ok(()) };
    trilo.browser().show(&url).map_err(trilo_core::Error::from)?;
    Ok(())
}

/// How much the catalogue knows, and what of it was loaded.
#[tauri::command]
#[specta::specta]
pub async fn catalogue_tables(trilo: Trilo<'_>) -> Answer<CatalogueTablesView> {
    Ok(scopes::tables(trilo.core().await))
}

/// Loads newer tables of the catalogue from files.
#[tauri::command]
#[specta::specta]
pub async fn load_catalogue_tables(trilo: Trilo<'_>, files: Vec<String>) -> Answer<CatalogueTablesView> {
    let core = trilo.core().await;
    let folders = trilo.folders();
    core.load_tables(&files.iter().map(|file| folders.expand(file)).collect::<Vec<_>>())?;
    Ok(scopes::tables(core))
}

/// Goes back to the catalogue that came with Trilo.
#[tauri::command]
#[specta::specta]
pub async fn remove_catalogue_tables(trilo: Trilo<'_>) -> Answer<CatalogueTablesView> {
    let core = trilo.core().await;
    core.remove_tables()?;
    Ok(scopes::tables(core))
}
