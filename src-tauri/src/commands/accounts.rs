//! Accounts that are signed in.

use std::collections::HashMap;

use trilo_core::identifier::AccountId;

use super::{Answer, Trilo};
use crate::views::{
    AccountAvatarView, AccountMarkForm, AccountSummaryView, AccountView, DefaultAccountForm, SignOutForm, SignedOutView,
};

/// How many avatars one answer may carry: each may be a few hundred kilobytes.
const MOST_AVATARS: usize = 100;

/// All accounts.
#[tauri::command]
#[specta::specta]
pub async fn list_accounts(trilo: Trilo<'_>) -> Answer<Vec<AccountSummaryView>> {
    let core = trilo.core().await;
    let registrations = core.registrations()?;
    let registrations: HashMap<_, _> =
        registrations.iter().map(|registration| (&registration.id, registration)).collect();
    let now = core.now();
    let view = |session: &trilo_core::session::Session| {
        AccountSummaryView::new(session, registrations.get(&session.record.registration).copied(), now)
    };
    Ok(core.sessions()?.iter().map(view).collect())
}

/// The avatars of accounts that have one; only the first 100 accounts are looked at.
#[tauri::command]
#[specta::specta]
pub async fn account_avatars(trilo: Trilo<'_>, ids: Vec<String>) -> Answer<Vec<AccountAvatarView>> {
    let accounts: Vec<_> = ids.into_iter().take(MOST_AVATARS).map(AccountId::from).collect();
    let view = |(id, avatar): (AccountId, trilo_core::atlassian::Avatar)| AccountAvatarView {
        id: id.to_string(),
        avatar: avatar.as_str().to_owned(),
    };
    Ok(trilo.core().await.avatars(&accounts)?.into_iter().map(view).collect())
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

/// Wipes an account from this computer, after Atlassian was asked to revoke its refresh token if the form says so.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(trilo: Trilo<'_>, form: SignOutForm) -> Answer<SignedOutView> {
    Ok(trilo.core().await.sign_out(&form.account.into(), form.revoke).await?.into())
}

/// Sets the label and the colour of an account.
#[tauri::command]
#[specta::specta]
pub async fn mark_account(trilo: Trilo<'_>, form: AccountMarkForm) -> Answer<()> {
    Ok(trilo.core().await.mark(&form.account.into(), form.label.as_deref(), form.colour)?)
}

/// Makes an account the default of its registration, or leaves the registration without one.
#[tauri::command]
#[specta::specta]
pub async fn set_default_account(trilo: Trilo<'_>, form: DefaultAccountForm) -> Answer<()> {
    let account = form.account.map(AccountId::from);
    Ok(trilo.core().await.set_default_account(&form.registration.into(), account.as_ref())?)
}

/// Reports an account to Atlassian now; `null` when it is closed, and its data was erased here.
#[tauri::command]
#[specta::specta]
pub async fn report_personal_data(trilo: Trilo<'_>, account: String) -> Answer<Option<AccountView>> {
    let account = AccountId::from(account);
    let stays = trilo.core().await.report_personal_data(&account).await?.is_some();
    Ok(if stays { Some(view(&trilo, &account).await?) } else { None })
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
    let session = core.session(account)?;
    let token = match core.access_token(account) {
        // The account is still there to be signed in again, or out.
        Err(trilo_core::Error::RefreshTokenMissing) => trilo_core::secret::Secret::new(String::new()),
        token => token?,
    };
    let registration = core.registration(&session.record.registration).ok();
    let summary = AccountSummaryView::new(&session, registration.as_ref(), core.now());
    Ok(AccountView::new(summary, session, &token))
}
