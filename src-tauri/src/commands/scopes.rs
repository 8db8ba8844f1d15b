//! The catalogue of scopes and operations, and what comes of choosing from it.

use trilo_core::catalogue::Catalogue;

use super::{Answer, Trilo};
use crate::convert::scopes;
use crate::views::{
    CatalogueFindView, CatalogueSearchForm, DocumentationForm, OpenedOperationsForm, OperationPageView,
    OperationRowView, PresetView, ScopeChoiceForm, ScopeChoiceView, ScopePageView,
};

/// Finds scopes, operations, tasks and APIs by what is typed, pasted or dropped.
#[tauri::command]
#[specta::specta]
pub async fn search_catalogue(form: CatalogueSearchForm) -> Answer<CatalogueFindView> {
    Ok(scopes::search(Catalogue::built_in(), &form))
}

/// What comes of a choice of scopes and operations.
#[tauri::command]
#[specta::specta]
pub async fn consider_scopes(form: ScopeChoiceForm) -> Answer<ScopeChoiceView> {
    Ok(scopes::consider(Catalogue::built_in(), &form))
}

/// Operations by what a set of scopes lets of them.
#[tauri::command]
#[specta::specta]
pub async fn opened_operations(form: OpenedOperationsForm) -> Answer<Vec<OperationRowView>> {
    Ok(scopes::opened(Catalogue::built_in(), &form))
}

/// The page of a scope, beside the scopes that are chosen.
#[tauri::command]
#[specta::specta]
pub async fn scope_page(scope: String, scopes: Vec<String>) -> Answer<ScopePageView> {
    Ok(scopes::scope_page(Catalogue::built_in(), &scope, &scopes))
}

/// The page of an operation, beside the scopes that are chosen; `null` when the catalogue has no such operation.
#[tauri::command]
#[specta::specta]
pub async fn operation_page(operation: String, scopes: Vec<String>) -> Answer<Option<OperationPageView>> {
    Ok(scopes::operation_page(Catalogue::built_in(), &operation, &scopes))
}

/// Trilo's presets.
#[tauri::command]
#[specta::specta]
pub async fn list_presets() -> Answer<Vec<PresetView>> {
    Ok(Catalogue::built_in().presets().into_iter().map(PresetView::from).collect())
}

/// Opens Atlassian's documentation of a scope or an operation in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_documentation(trilo: Trilo<'_>, form: DocumentationForm) -> Answer<()> {
    let Some(url) = scopes::documentation(Catalogue::built_in(), &form) else { return Ok(()) };
    trilo.browser().show(&url).map_err(trilo_core::Error::from)?;
    Ok(())
}
