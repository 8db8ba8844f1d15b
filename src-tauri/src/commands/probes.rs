//! Proof of what a token may do.

use trilo_core::Error;
use trilo_core::identifier::AccountId;
use trilo_core::inspect::probe::Suite;
use trilo_core::sessions::ProbeChoice;

use super::{Answer, Trilo};
use crate::views::{ProbeForm, ProbePlanView, ProbeRunView};

/// What a run would call, without calling it.
#[tauri::command]
#[specta::specta]
pub async fn plan_probes(trilo: Trilo<'_>, form: ProbeForm) -> Answer<ProbePlanView> {
    let (account, choice) = chosen(&trilo, form)?;
    Ok(trilo.core().await.plan_probes(&account, &choice)?.plan.into())
}

/// Begins a run of probes.
#[tauri::command]
#[specta::specta]
pub async fn start_probes(trilo: Trilo<'_>, form: ProbeForm) -> Answer<ProbeRunView> {
    let (account, choice) = chosen(&trilo, form)?;
    Ok(trilo.core().await.start_probes(&account, &choice).await?.into())
}

/// Stops a run; what came so far stays.
#[tauri::command]
#[specta::specta]
pub async fn cancel_probes(trilo: Trilo<'_>, account: String) -> Answer<()> {
    trilo.core().await.cancel_probes(&account.into());
    Ok(())
}

/// The latest run of an account; `null` when there was none.
#[tauri::command]
#[specta::specta]
pub async fn probe_run(trilo: Trilo<'_>, account: String) -> Answer<Option<ProbeRunView>> {
    Ok(trilo.core().await.probe_run(&account.into()).map(ProbeRunView::from))
}

fn chosen(trilo: &Trilo<'_>, form: ProbeForm) -> Answer<(AccountId, ProbeChoice)> {
    let path = form.suite.map(|path| trilo.folders().expand(&path));
    let suite = path.as_deref().map(Suite::open).transpose().map_err(Error::from)?;
    Ok((form.account.into(), ProbeChoice { sites: form.sites.map(|sites| sites.into_iter().collect()), suite }))
}
