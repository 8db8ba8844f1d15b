//! Everything that the routes share.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use trilo_core::Core;
use trilo_core::identifier::RegistrationId;
use trilo_core::scope::ScopeSet;
use trilo_core::session::Session;
use trilo_core::sessions::VaultState;

use crate::consent::{AllowOrigins, Consent, ConsentAccount, ConsentAnswer, ConsentQuestion};
use crate::environment::Environment;
use crate::flows::Flows;
use crate::front_door::Pace;
use crate::identity::Issuer;
use crate::journal::Journal;
use crate::origins::Origins;
use crate::refusal::{Kind, Refusal};
use crate::renewals::Renewals;
use crate::sessions::Sessions;

/// The provider's state; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub core: Core,
    pub port: u16,
    pub origins: Origins,
    /// The origin of a frontend that does not say where it is.
    pub app_origin: String,
    pub environments: BTreeMap<String, Arc<Environment>>,
    /// Environments that cannot be served, and why.
    pub broken: BTreeMap<String, String>,
    pub allowed: AllowOrigins,
    pub consent: Option<Arc<dyn Consent>>,
    pub identity: Issuer,
    pub flows: Flows,
    pub sessions: Sessions,
    pub renewals: Renewals,
    pub pace: Pace,
    pub journal: Journal,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// The environment that a request names.
    pub(crate) fn environment(&self, name: Option<&str>) -> Result<Arc<Environment>, Refusal> {
        let name = name.ok_or_else(|| Refusal::new(Kind::Input, "Must specify 'env' query to select environment"))?;
        if let Some(why) = self.broken.get(name) {
            let message = format!("Auth provider 'atlassian' is misconfigured for the environment '{name}': {why}");
            return Err(Refusal::new(Kind::NotFound, message));
        }
        self.environments.get(name).cloned().ok_or_else(|| {
            let message = format!("No configuration available for the '{name}' environment of this provider.");
            Refusal::new(Kind::NotFound, message)
        })
    }

    /// Refuses an origin that may not ask.
    pub(crate) fn check_origin(&self, origin: &str) -> Result<(), Refusal> {
        if self.origins.allow(origin) {
            return Ok(());
        }
        Err(Refusal::new(Kind::NotAllowed, format!("Origin '{origin}' is not allowed")))
    }

    /// Refuses everything that needs the vault while it is locked.
    pub(crate) fn check_unlocked(&self) -> Result<(), Refusal> {
        match self.core.vault_status().state {
            VaultState::Locked => {
                let message = "Trilo is locked. Unlock it in its window, then try again";
                Err(Refusal::new(Kind::ServiceUnavailable, message))
            }
            // What is wrong with a vault that does not open is said by whatever needs it.
            VaultState::Open | VaultState::MemoryOnly | VaultState::Unavailable(_) => Ok(()),
        }
    }

    /// Asks whether an origin may have tokens with these scopes.
    pub(crate) async fn ask(&self, origin: &str, environment: &Environment, scopes: ScopeSet) -> ConsentAnswer {
        let question = self.question(origin, environment, scopes);
        match (self.allowed.ask(question.clone()).await, &self.consent) {
            (ConsentAnswer::Refused, Some(consent)) => consent.ask(question).await,
            (answer, _) => answer,
        }
    }

    /// The same without asking anybody: only what was allowed at the start counts.
    pub(crate) async fn allowed_beforehand(
        &self,
        origin: &str,
        environment: &Environment,
        scopes: ScopeSet,
    ) -> ConsentAnswer {
        self.allowed.ask(self.question(origin, environment, scopes)).await
    }

    fn question(&self, origin: &str, environment: &Environment, scopes: ScopeSet) -> ConsentQuestion {
        ConsentQuestion {
            accounts: self.accounts_with(&environment.registration.id, &scopes),
            origin: origin.to_owned(),
            environment: environment.name.clone(),
            registration: environment.registration.name.clone(),
            scopes,
        }
    }

    /// Ends a browser's session; an account that came by such sessions alone is wiped with the last of them.
    pub(crate) async fn end_session(&self, digest: &str) {
        if let Some(account) = self.sessions.end(digest) {
            // An account that is gone already is what is wanted; any other failure is in the journal.
            let _ = self.core.sign_out(&account, false).await;
        }
    }

    /// The accounts of a registration that are signed in with all of these scopes, the default one first.
    fn accounts_with(&self, registration: &RegistrationId, scopes: &ScopeSet) -> Vec<ConsentAccount> {
        let default = self.core.registration(registration).ok().and_then(|registration| registration.default_account);
        let suits = |session: &Session| {
            let record = &session.record;
            record.registration == *registration
                && record.verdict.is_none()
                && scopes.without(&record.granted).is_empty()
        };
        let mut sessions: Vec<_> = self.core.sessions().unwrap_or_default().into_iter().filter(suits).collect();
        sessions.sort_by_key(|session| Some(&session.record.id) != default.as_ref());
        let account = |session: Session| ConsentAccount { name: session.name().to_owned(), id: session.record.id };
        sessions.into_iter().map(account).collect()
    }
}

/// Locks a mutex whose contents stay valid even if a holder panicked.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
