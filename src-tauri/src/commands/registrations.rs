//! Registrations and the scopes to pick from.

use trilo_core::catalogue::CLASSIC;
use trilo_core::identifier::RegistrationId;
use trilo_core::scope::ScopeSet;

use super::{Answer, Trilo};
use crate::views::{ErrorView, RegistrationForm, RegistrationView, ScopeView};

/// All registrations, in the order in which they were added.
#[tauri::command]
#[specta::specta]
pub async fn list_registrations(trilo: Trilo<'_>) -> Answer<Vec<RegistrationView>> {
    Ok(trilo.core().await.registrations()?.iter().map(RegistrationView::from).collect())
}

/// Adds a registration.
#[tauri::command]
#[specta::specta]
pub async fn add_registration(trilo: Trilo<'_>, form: RegistrationForm) -> Answer<RegistrationView> {
    let id = trilo.core().await.add_registration(form.try_into()?)?;
    find(&trilo, &id).await
}

/// Changes a registration.
#[tauri::command]
#[specta::specta]
pub async fn update_registration(
    trilo: Trilo<'_>,
    registration: String,
    form: RegistrationForm,
) -> Answer<RegistrationView> {
    let id = RegistrationId::from(registration);
    let core = trilo.core().await;
    let cloud = core.registration(&id)?.cloud;
    core.update_registration(&id, form.draft_for(&cloud)?)?;
    find(&trilo, &id).await
}

/// Removes a registration with its accounts.
#[tauri::command]
#[specta::specta]
pub async fn delete_registration(trilo: Trilo<'_>, registration: String) -> Answer<()> {
    Ok(trilo.core().await.remove_registration(&registration.into())?)
}

/// The scopes that a person can pick.
#[tauri::command]
#[specta::specta]
pub async fn list_scopes() -> Answer<Vec<ScopeView>> {
    let view = |entry: &trilo_core::catalogue::CatalogueScope| ScopeView {
        scope: entry.scope.to_owned(),
        api: entry.api.name().to_owned(),
        summary: entry.summary.to_owned(),
        always: ScopeSet::ALWAYS.contains(&entry.scope),
    };
    Ok(CLASSIC.iter().map(view).collect())
}

async fn find(trilo: &Trilo<'_>, id: &RegistrationId) -> Answer<RegistrationView> {
    let all = trilo.core().await.registrations()?;
    let found = all.iter().find(|listed| listed.registration.id == *id).map(RegistrationView::from);
    found.ok_or_else(|| ErrorView::from(trilo_core::Error::RegistrationNotFound))
}
