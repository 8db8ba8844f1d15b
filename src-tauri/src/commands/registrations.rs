//! Registrations.

use trilo_core::identifier::RegistrationId;
use trilo_core::registration::AuthorizeUrl;

use super::{Answer, Trilo};
use crate::views::{
    AuthorizeUrlView, CallbackCheckForm, CallbackCheckView, ConsoleStepsForm, ErrorView, MoveRegistrationForm,
    RegistrationForm, RegistrationView, RevealedClientSecretView,
};

/// All registrations, in the person's order.
#[tauri::command]
#[specta::specta]
pub async fn list_registrations(trilo: Trilo<'_>) -> Answer<Vec<RegistrationView>> {
    Ok(trilo.core().await.listed_registrations()?.iter().map(RegistrationView::from).collect())
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

/// Makes a copy of a registration, with its secret and without its accounts; gives the copy's id.
#[tauri::command]
#[specta::specta]
pub async fn duplicate_registration(trilo: Trilo<'_>, registration: String) -> Answer<String> {
    Ok(trilo.core().await.duplicate_registration(&registration.into())?.to_string())
}

/// Puts a registration before another one in the list, or at its end.
#[tauri::command]
#[specta::specta]
pub async fn move_registration(trilo: Trilo<'_>, form: MoveRegistrationForm) -> Answer<()> {
    let before = form.before.map(RegistrationId::from);
    Ok(trilo.core().await.move_registration(&form.registration.into(), before.as_ref())?)
}

/// Notes what the person has checked off in the developer console.
#[tauri::command]
#[specta::specta]
pub async fn check_off_console_steps(trilo: Trilo<'_>, form: ConsoleStepsForm) -> Answer<()> {
    Ok(trilo.core().await.check_off(&form.registration.into(), form.steps.into_iter().collect())?)
}

/// Shows a client secret that is sealed in the vault.
#[tauri::command]
#[specta::specta]
pub async fn reveal_client_secret(trilo: Trilo<'_>, registration: String) -> Answer<RevealedClientSecretView> {
    let secret = trilo.core().await.sealed_client_secret(&registration.into())?;
    Ok(RevealedClientSecretView { client_secret: secret.expose().clone() })
}

/// Reads an authorize URL that the person pasted, and looks it through.
#[tauri::command]
#[specta::specta]
pub async fn read_authorization_url(trilo: Trilo<'_>, url: String) -> Answer<AuthorizeUrlView> {
    let catalogue = trilo.core().await.catalogue();
    Ok(AuthorizeUrl::parse(&url, &catalogue).map_err(trilo_core::Error::from)?.into())
}

/// Checks whether what a browser sends to a callback URL would reach this Trilo. Takes up to ten seconds.
#[tauri::command]
#[specta::specta]
pub async fn check_callback(trilo: Trilo<'_>, form: CallbackCheckForm) -> Answer<CallbackCheckView> {
    let core = trilo.core().await;
    Ok(core.check_callback(&form.registration.into(), &form.callback_url).await?.into())
}

async fn find(trilo: &Trilo<'_>, id: &RegistrationId) -> Answer<RegistrationView> {
    let all = trilo.core().await.listed_registrations()?;
    let found = all.iter().find(|listed| listed.registration.id == *id).map(RegistrationView::from);
    found.ok_or_else(|| ErrorView::from(trilo_core::Error::RegistrationNotFound))
}
