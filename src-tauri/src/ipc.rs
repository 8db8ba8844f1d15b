//! The one list of commands and events: it feeds the handler and the generated TypeScript.

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Typescript;
use tauri::Runtime;
use tauri_specta::{Builder, Event, collect_commands, collect_events};

use crate::commands::{
    accounts, app_config, backup, journal, offers, registrations, sandbox, scopes, settings, sign_in, status, tokens,
    vault,
};
use crate::views::{SignInView, StatusView};

/// A sign-in moved on.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub struct SignInChanged(pub SignInView);

/// An account came, went or changed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, Event)]
pub struct AccountsChanged;

/// An attempt was recorded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, Event)]
pub struct AttemptsChanged;

/// A bundle or a recording was opened with Trilo or dropped on its window.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct BundleOffered(pub String);

/// Something was offered from outside, or an offer is gone.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, Event)]
pub struct OffersChanged;

/// The vault, the sandbox or the way back changed.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub struct StatusChanged(pub StatusView);

/// All commands and events.
#[must_use]
pub fn builder<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .commands(collect_commands![
            status::status,
            status::retry_key_store,
            status::keep_in_memory,
            status::register_deep_link,
            status::open_page,
            vault::unlock_vault,
            vault::lock_vault,
            vault::use_passphrase,
            vault::use_system_key_store,
            vault::rotate_vault_key,
            vault::move_to_memory,
            vault::note_activity,
            vault::rescue_vault,
            registrations::list_registrations,
            registrations::add_registration,
            registrations::update_registration,
            registrations::delete_registration,
            registrations::duplicate_registration,
            registrations::move_registration,
            registrations::check_off_console_steps,
            registrations::reveal_client_secret,
            registrations::read_authorization_url,
            registrations::check_callback,
            scopes::search_catalogue,
            scopes::consider_scopes,
            scopes::opened_operations,
            scopes::scope_page,
            scopes::operation_page,
            scopes::list_presets,
            scopes::open_documentation,
            sandbox::start_sandbox,
            sandbox::stop_sandbox,
            sign_in::list_sign_ins,
            sign_in::preview_authorization,
            sign_in::start_sign_in,
            sign_in::cancel_sign_in,
            sign_in::dismiss_sign_in,
            sign_in::open_browser_again,
            sign_in::copy_authorization_url,
            sign_in::paste_callback,
            sign_in::list_attempts,
            journal::search_attempts,
            journal::get_attempt,
            journal::compare_attempts,
            journal::draft_bundle,
            journal::write_bundle,
            journal::open_bundle,
            accounts::list_accounts,
            accounts::get_account,
            accounts::refresh_account,
            accounts::cancel_refresh,
            accounts::sign_out,
            accounts::account_avatars,
            accounts::mark_account,
            accounts::set_default_account,
            accounts::report_personal_data,
            accounts::store_in_vault,
            tokens::copy_token,
            tokens::copy_text,
            tokens::reveal_token,
            settings::get_settings,
            settings::update_settings,
            backup::export_backup,
            backup::preview_backup,
            backup::import_backup,
            backup::discard_backup_preview,
            backup::suggest_backup_path,
            app_config::read_app_config,
            app_config::import_app_config,
            app_config::discard_app_config,
            app_config::changed_app_configs,
            app_config::export_registration,
            app_config::read_shared_registration,
            offers::list_offers,
            offers::dismiss_offer,
        ])
        .events(collect_events![
            SignInChanged,
            AccountsChanged,
            AttemptsChanged,
            BundleOffered,
            OffersChanged,
            StatusChanged
        ])
        // Forms and views mean the same in both directions.
        .disable_serde_phases()
        // Times are milliseconds, far below 2^53.
        .dangerously_cast_bigints_to_number()
}

/// Writes the TypeScript that the web UI calls these commands with.
///
/// # Errors
/// When the file cannot be written.
pub fn export_bindings(path: &std::path::Path) -> Result<(), specta_typescript::Error> {
    builder::<tauri::Wry>()
        .export(Typescript::default().header("// Generated from src-tauri/src/ipc.rs; a test compares it.\n"), path)
}
