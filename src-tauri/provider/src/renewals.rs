//! One renewal for all tabs and windows that ask at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use trilo_core::Core;
use trilo_core::error::{Error, Problem};
use trilo_core::identifier::AccountId;

use crate::app::lock;

/// The renewals of each account.
#[derive(Debug, Default)]
pub(crate) struct Renewals(Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<Option<Ended>>>>>);

/// How the last renewal ended, and when.
#[derive(Debug, Clone)]
struct Ended {
    at: Instant,
    outcome: Result<(), Problem>,
}

impl Renewals {
    /// Renews an account's token and reads its profile, unless that was done while this call waited for its turn.
    ///
    /// The core stores the new pair before it asks for anything else, so what fails afterwards costs nothing.
    pub(crate) async fn renew(&self, core: &Core, account: &AccountId) -> Result<(), Error> {
        let asked_at = Instant::now();
        let turn = lock(&self.0).entry(account.clone()).or_default().clone();
        // On a task of its own: a tab that goes away does not interrupt what others wait for.
        let (core, account) = (core.clone(), account.clone());
        let renewed = tokio::spawn(async move {
            let mut last = turn.lock().await;
            if let Some(ended) = last.as_ref().filter(|ended| ended.at >= asked_at) {
                return ended.outcome.clone();
            }
            let outcome = core.refresh(&account).await.map(drop).map_err(|error| error.problem());
            *last = Some(Ended { at: Instant::now(), outcome: outcome.clone() });
            outcome
        });
        renewed.await.map_err(|_| Error::Internal)?.map_err(Error::Renewal)
    }
}
