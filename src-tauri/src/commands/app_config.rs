//! Backstage's app-config, and registrations for other programs and people.

use trilo_core::app_config::{ConfigFiles, read_shared};
use trilo_core::identifier::AppConfigId;
use trilo_core::secret::Secret;

use super::{Answer, Trilo};
use crate::views::{
    AppConfigForm, AppConfigView, ChangedAppConfigView, ExportRegistrationForm, ExportedRegistrationView,
    ImportAppConfigForm, ImportedAppConfigView, SharedRegistrationView,
};

/// Reads an app-config, and holds it for ten minutes.
#[tauri::command]
#[specta::specta]
pub async fn read_app_config(trilo: Trilo<'_>, form: AppConfigForm) -> Answer<AppConfigView> {
    let folders = trilo.folders();
    let from = ConfigFiles {
        paths: form.files.iter().map(|file| folders.expand(file)).collect(),
        environment_file: form.environment_file.as_deref().map(|file| folders.expand(file)),
    };
    let values = form.values.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
    let core = trilo.core().await;
    Ok(AppConfigView::of(core.read_app_config(from, values).await?, &core.catalogue()))
}

/// Adds or updates the registrations of environments that were read.
#[tauri::command]
#[specta::specta]
pub async fn import_app_config(trilo: Trilo<'_>, form: ImportAppConfigForm) -> Answer<ImportedAppConfigView> {
    let id = AppConfigId::from(form.id);
    let imported = trilo.core().await.import_app_config(&id, &form.environments, form.follow)?;
    Ok(ImportedAppConfigView { registrations: imported.iter().map(ToString::to_string).collect() })
}

/// Drops an app-config that was read.
#[tauri::command]
#[specta::specta]
pub async fn discard_app_config(trilo: Trilo<'_>, id: String) -> Answer<()> {
    trilo.core().await.discard_app_config(&AppConfigId::from(id));
    Ok(())
}

/// The registrations whose followed files say something else now.
#[tauri::command]
#[specta::specta]
pub async fn changed_app_configs(trilo: Trilo<'_>) -> Answer<Vec<ChangedAppConfigView>> {
    let changed = trilo.core().await.changed_app_configs().await?;
    Ok(changed.into_iter().map(ChangedAppConfigView::from).collect())
}

/// Writes a registration out, without its secret.
#[tauri::command]
#[specta::specta]
pub async fn export_registration(trilo: Trilo<'_>, form: ExportRegistrationForm) -> Answer<ExportedRegistrationView> {
    Ok(trilo.core().await.export_registration(&form.registration.into(), form.format.into())?.into())
}

/// Reads a registration that another person shared, without adding it.
#[tauri::command]
#[specta::specta]
pub async fn read_shared_registration(text: String) -> Answer<SharedRegistrationView> {
    Ok(read_shared(&text)?.into())
}
