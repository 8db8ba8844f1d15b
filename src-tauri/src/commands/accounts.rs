//! Accounts that are signed in.

use trilo_core::identifier::AccountId;
use trilo_core::sessions::ListedRegistration;

use super::{Answer, Trilo};
use crate::views::{AccountSummaryView, AccountView};

/// All accounts.
#[tauri::command]
#[specta::specta]
pub async fn list_accounts(trilo: Trilo<'_>) -> Answer<Vec<AccountSummaryView>> {
    let core = trilo.core().await;
    let (registrations, now) = (core.registrations()?, core.now());
    let view = |session| AccountSummaryView::new(session, registration_of(&registrations, session), now);
    Ok(core.sessions()?.iter().map(view).collect())
}

/// One account with all that is known of it.
#[tauri::command]
#[specta::specta]
pub async fn get_account(trilo: Trilo<'_>, account: String) -> Answer<AccountView> {
    view(&trilo, &account.into()).await
}

/// Renews the token, and reads profile and sites anew.
#[tauri::command]
#[specta::specta]
pub async fn refresh_account(trilo: Trilo<'_>, account: String) -> Answer<AccountView> {
    let account = AccountId::from(account);
    trilo.core().await.refresh(&account).await?;
    view(&trilo, &account).await
}

/// Stops waiting for a refresh.
#[tauri::command]
#[specta::specta]
pub async fn cancel_refresh(trilo: Trilo<'_>, account: String) -> Answer<()> {
    trilo.core().await.cancel_refresh(&account.into());
    Ok(())
}

/// Removes an account from this computer.
#[tauri::command]
#[specta::specta]
pub async fn forget_account(trilo: Trilo<'_>, account: String) -> Answer<()> {
    Ok(trilo.core().await.forget(&account.into())?)
}

/// Moves a session that rests in memory into the vault.
#[tauri::command]
#[specta::specta]
pub async fn store_in_vault(trilo: Trilo<'_>, account: String) -> Answer<AccountView> {
    let account = AccountId::from(account);
    trilo.core().await.store_in_vault(&account)?;
    view(&trilo, &account).await
}

async fn view(trilo: &Trilo<'_>, account: &AccountId) -> Answer<AccountView> {
    let core = trilo.core().await;
    let (session, token) = (core.session(account)?, core.access_token(account)?);
    let registrations = core.registrations()?;
    let summary = AccountSummaryView::new(&session, registration_of(&registrations, &session), core.now());
    Ok(AccountView::new(summary, session, &token))
}

fn registration_of<'a>(
    registrations: &'a [ListedRegistration],
    session: &trilo_core::session::Session,
) -> Option<&'a trilo_core::registration::Registration> {
    let found = registrations.iter().find(|listed| listed.registration.id == session.record.registration);
    found.map(|listed| &listed.registration)
}
