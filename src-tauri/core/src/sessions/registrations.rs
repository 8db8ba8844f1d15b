//! Registrations: list, add, change, remove.

use std::collections::HashMap;

use super::Core;
use crate::error::Error;
use crate::identifier::RegistrationId;
use crate::ports::Event;
use crate::registration::{
    CallbackUrl, Cloud, Endpoints, Environment, Field, FieldProblem, InvalidRegistration, Registration,
    RegistrationDraft,
};
use crate::scope::ScopeSet;
use crate::secret::Secret;
use crate::session::Verdict;
use crate::vault::StoredTokens;

/// A registration with what a list says of it.
#[derive(Debug, Clone)]
pub struct ListedRegistration {
    /// The registration.
    pub registration: Registration,
    /// Whether a client secret is sealed in the vault.
    pub has_client_secret: bool,
    /// How many accounts are signed in under it.
    pub accounts: usize,
}

/// The OAuth app that the sandbox offers.
#[derive(Debug)]
pub struct SandboxApp {
    /// The sandbox's bases.
    pub endpoints: Endpoints,
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Secret<String>,
    /// The scopes that the app asks for at first.
    pub scopes: ScopeSet,
}

impl Core {
    /// All registrations, in the order in which they were added; none while the vault cannot be opened.
    pub fn registrations(&self) -> Result<Vec<ListedRegistration>, Error> {
        let mut accounts: HashMap<RegistrationId, usize> = HashMap::new();
        for (_, registration) in self.account_registrations()? {
            *accounts.entry(registration).or_default() += 1;
        }
        let Ok(vault) = self.0.vaults.main() else { return Ok(Vec::new()) };
        let listed = |registration: Registration| {
            Ok(ListedRegistration {
                has_client_secret: vault.has_client_secret(&registration.id)?,
                accounts: accounts.get(&registration.id).copied().unwrap_or_default(),
                registration,
            })
        };
        vault.registrations()?.into_iter().map(listed).collect()
    }

    /// One registration.
    pub fn registration(&self, id: &RegistrationId) -> Result<Registration, Error> {
        self.0.vaults.main()?.registration(id)?.ok_or(Error::RegistrationNotFound)
    }

    /// Adds a registration, which needs a client secret: Atlassian takes no public clients.
    pub fn add_registration(&self, draft: RegistrationDraft) -> Result<RegistrationId, Error> {
        let secret = trimmed(draft.client_secret.as_ref());
        let registration = draft.into_registration(RegistrationId::random())?;
        if secret.is_none() {
            return Err(InvalidRegistration { field: Field::ClientSecret, problem: FieldProblem::Empty }.into());
        }
        self.0.vaults.main()?.put_registration(&registration, secret.as_ref())?;
        Ok(registration.id)
    }

    /// Changes a registration; a draft without a secret keeps the sealed one.
    ///
    /// Another client id or other endpoints need a new secret, and their accounts sign in again.
    pub fn update_registration(&self, id: &RegistrationId, draft: RegistrationDraft) -> Result<(), Error> {
        let before = self.registration(id)?;
        let secret = trimmed(draft.client_secret.as_ref());
        let default_account = before.default_account.clone();
        let source = before.source.clone();
        let registration = Registration { default_account, source, ..draft.into_registration(id.clone())? };
        let another_app =
            registration.client_id != before.client_id || registration.cloud.endpoints() != before.cloud.endpoints();
        if another_app {
            // What is sealed was entrusted to the app and the endpoints as they were, and goes to no others.
            if secret.is_none() {
                return Err(InvalidRegistration { field: Field::ClientSecret, problem: FieldProblem::Empty }.into());
            }
            for sign_in in self.sign_ins().iter().filter(|sign_in| sign_in.registration.id == *id) {
                self.cancel_sign_in(&sign_in.attempt.id)?;
            }
            self.drop_refresh_tokens(id)?;
        }
        self.0.vaults.main()?.put_registration(&registration, secret.as_ref())?;
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Nothing is dropped while one of the accounts is renewed: its new token would outlive this.
    fn drop_refresh_tokens(&self, id: &RegistrationId) -> Result<(), Error> {
        let mut records = self.records()?;
        records.retain(|record| record.registration == *id);
        let mut turns = Vec::new();
        for record in &records {
            turns.push(self.refresh_lock(&record.id).try_lock_owned().map_err(|_| Error::RefreshBusy)?);
        }
        for record in &records {
            let account = &record.id;
            let vault = self.vault_of(account)?;
            let Some(tokens) = vault.tokens(account)? else { continue };
            let tokens = StoredTokens { refresh_token: None, ..tokens };
            let verdict = Verdict { problem: Error::RefreshTokenMissing.problem(), at: self.now() };
            vault.change_session(account, Some(&tokens), |record, _| {
                record.renewable = false;
                record.verdict = Some(verdict.clone());
            })?;
        }
        Ok(())
    }

    /// Removes a registration with its secret and its accounts. Atlassian is not told.
    pub fn remove_registration(&self, id: &RegistrationId) -> Result<(), Error> {
        self.registration(id)?;
        for sign_in in self.sign_ins().iter().filter(|sign_in| sign_in.registration.id == *id) {
            self.cancel_sign_in(&sign_in.attempt.id)?;
        }
        let accounts = self.account_registrations()?;
        for vault in self.0.vaults.all()? {
            vault.remove_registration(id)?;
        }
        for (account, _) in accounts.iter().filter(|(_, of)| of == id) {
            self.0.profiles.forget(account);
        }
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Adds the sandbox's app as a registration, or points the one that is there to where the sandbox runs now.
    ///
    /// # Panics
    /// Never: the constants are callback URLs.
    pub fn connect_sandbox(&self, app: &SandboxApp) -> Result<RegistrationId, Error> {
        let vault = self.0.vaults.main()?;
        let known = vault.registrations()?.into_iter().find(|registration| registration.cloud.is_sandbox());
        let callbacks = [CallbackUrl::DEEP_LINK, CallbackUrl::LOOPBACK];
        let fresh = || Registration {
            id: RegistrationId::random(),
            name: "Sandbox".into(),
            environment: Environment::Development,
            cloud: Cloud::Sandbox(app.endpoints.clone()),
            client_id: String::new(),
            callbacks: callbacks.map(|url| CallbackUrl::parse(url).expect("a constant callback URL")).to_vec(),
            scopes: app.scopes.clone(),
            default_account: None,
            source: None,
        };
        let registration = Registration {
            cloud: Cloud::Sandbox(app.endpoints.clone()),
            client_id: app.client_id.clone(),
            ..known.unwrap_or_else(fresh)
        };
        vault.put_registration(&registration, Some(&app.client_secret))?;
        Ok(registration.id)
    }
}

fn trimmed(secret: Option<&Secret<String>>) -> Option<Secret<String>> {
    secret.map(|secret| secret.expose().trim().to_owned()).filter(|secret| !secret.is_empty()).map(Secret::new)
}
