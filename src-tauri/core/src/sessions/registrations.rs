//! Registrations: list, add, change, copy, move, remove.

use std::collections::{BTreeSet, HashMap};

use super::Core;
use crate::error::Error;
use crate::identifier::RegistrationId;
use crate::ports::Event;
use crate::registration::{
    CallbackUrl, Cloud, ConsoleStep, Endpoints, Environment, Field, FieldProblem, InvalidRegistration, MAX_NAME,
    Registration, RegistrationDraft, RegistrationFinding, SecretSource, SecretSourceProblem, lint, of_sharing,
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
    /// Whether a client secret is sealed in the vault, or can be asked for where it comes from.
    pub has_client_secret: bool,
    /// How many accounts are signed in under it.
    pub accounts: usize,
    /// Its place in the list, from zero.
    pub position: usize,
    /// What is likely to go wrong with it, the worst first.
    pub findings: Vec<RegistrationFinding>,
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
    /// All registrations, in the person's order; none while the vault cannot be opened.
    pub fn registrations(&self) -> Result<Vec<Registration>, Error> {
        match self.0.vaults.main() {
            Ok(vault) => Ok(vault.registrations()?),
            Err(error @ Error::VaultLocked) => Err(error),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// All registrations with what a list says of them: accounts, whether a secret is at hand, findings.
    pub fn listed_registrations(&self) -> Result<Vec<ListedRegistration>, Error> {
        let mut accounts: HashMap<RegistrationId, usize> = HashMap::new();
        for (_, registration) in self.account_registrations()? {
            *accounts.entry(registration).or_default() += 1;
        }
        let Ok(vault) = self.0.vaults.main() else { return Ok(Vec::new()) };
        let all = vault.registrations()?;
        let catalogue = self.catalogue();
        let listed = |(position, registration): (usize, &Registration)| {
            let source = &registration.secret_source;
            let has_client_secret = match self.0.secret_files.look(source, || source.is_at_hand()) {
                Some(at_hand) => at_hand && !registration.source_unconfirmed,
                None => vault.has_client_secret(&registration.id)?,
            };
            let accounts = accounts.get(&registration.id).copied().unwrap_or_default();
            let mut findings = lint(registration, has_client_secret, &all, &catalogue);
            findings.extend(of_sharing(registration, accounts));
            Ok(ListedRegistration {
                has_client_secret,
                accounts,
                findings,
                registration: registration.clone(),
                position,
            })
        };
        all.iter().enumerate().map(listed).collect()
    }

    /// One registration.
    pub fn registration(&self, id: &RegistrationId) -> Result<Registration, Error> {
        self.0.vaults.main()?.registration(id)?.ok_or(Error::RegistrationNotFound)
    }

    /// The client secret of a registration, wherever it comes from; asked for anew each time.
    pub(super) async fn client_secret_of(&self, registration: &Registration) -> Result<Secret<String>, Error> {
        let source = &registration.secret_source;
        if registration.source_unconfirmed && !source.is_sealed() {
            return Err(source.failed(SecretSourceProblem::Unconfirmed).into());
        }
        if let Some(secret) = source.ask().await? {
            return Ok(secret);
        }
        self.sealed_client_secret(&registration.id)
    }

    /// The client secret that is sealed in the vault, for a person who asked to see it.
    ///
    /// One that rests elsewhere is seen there.
    pub fn sealed_client_secret(&self, id: &RegistrationId) -> Result<Secret<String>, Error> {
        let missing = || SecretSource::Sealed.failed(SecretSourceProblem::NotFound);
        Ok(self.0.vaults.main()?.client_secret(id)?.ok_or_else(missing)?)
    }

    /// Adds a registration, which needs a client secret: Atlassian takes no public clients.
    pub fn add_registration(&self, draft: RegistrationDraft) -> Result<RegistrationId, Error> {
        let secret = trimmed(draft.client_secret.as_ref());
        let registration = draft.into_registration(RegistrationId::random())?;
        if secret.is_none() && registration.secret_source.is_sealed() {
            return Err(SECRET_EMPTY.into());
        }
        self.0.vaults.main()?.put_registration(&registration, secret.as_ref())?;
        self.0.secret_files.forget();
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
        let console_steps = before.console_steps.clone();
        let registration =
            Registration { default_account, source, console_steps, ..draft.into_registration(id.clone())? };
        let another_app =
            registration.client_id != before.client_id || registration.cloud.endpoints() != before.cloud.endpoints();
        // What is sealed was entrusted to the app and the endpoints as they were, and goes to no others.
        let needs_secret = another_app || !before.secret_source.is_sealed();
        if needs_secret && registration.secret_source.is_sealed() && secret.is_none() {
            return Err(SECRET_EMPTY.into());
        }
        if another_app {
            for sign_in in self.sign_ins().iter().filter(|sign_in| sign_in.registration.id == *id) {
                self.cancel_sign_in(&sign_in.attempt.id)?;
            }
            self.drop_refresh_tokens(id)?;
        }
        self.0.vaults.main()?.put_registration(&registration, secret.as_ref())?;
        self.0.secret_files.forget();
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Makes a copy of a registration, with its secret and without its accounts, and puts it behind the original.
    pub fn duplicate_registration(&self, id: &RegistrationId) -> Result<RegistrationId, Error> {
        let vault = self.0.vaults.main()?;
        let original = self.registration(id)?;
        let secret = vault.client_secret(id)?;
        let all = vault.registrations()?;
        let name = name_of_copy(&original.name, &all);
        let copy = Registration { id: RegistrationId::random(), name, default_account: None, source: None, ..original };
        let mut behind = all.iter().skip_while(|other| other.id != *id).skip(1);
        vault.put_registration(&copy, secret.as_ref())?;
        if let Some(next) = behind.next() {
            vault.move_registration(&copy.id, Some(&next.id))?;
        }
        self.emit(Event::AccountsChanged);
        Ok(copy.id)
    }

    /// Puts a registration before another one in the list, or at its end.
    pub fn move_registration(&self, id: &RegistrationId, before: Option<&RegistrationId>) -> Result<(), Error> {
        if !self.0.vaults.main()?.move_registration(id, before)? {
            return Err(Error::RegistrationNotFound);
        }
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Notes which steps in the developer console the person has checked off, in place of those noted before.
    pub fn check_off(&self, id: &RegistrationId, steps: BTreeSet<ConsoleStep>) -> Result<(), Error> {
        if !self.0.vaults.main()?.change_registration(id, |registration| registration.console_steps = steps)? {
            return Err(Error::RegistrationNotFound);
        }
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

    /// Adds the sandbox's app as a registration, or points those that are there to where the sandbox runs now.
    ///
    /// # Panics
    /// Never: the constants are callback URLs.
    pub fn connect_sandbox(&self, app: &SandboxApp) -> Result<RegistrationId, Error> {
        let vault = self.0.vaults.main()?;
        let mut known: Vec<_> = vault.registrations()?;
        known.retain(|registration| registration.cloud.is_sandbox());
        let callbacks = [CallbackUrl::DEEP_LINK, CallbackUrl::LOOPBACK];
        let fresh = || Registration {
            id: RegistrationId::random(),
            name: "Sandbox".into(),
            environment: Environment::Development,
            cloud: Cloud::Sandbox(app.endpoints.clone()),
            client_id: String::new(),
            secret_source: SecretSource::Sealed,
            source_unconfirmed: false,
            callbacks: callbacks.map(|url| CallbackUrl::parse(url).expect("a constant callback URL")).to_vec(),
            scopes: app.scopes.clone(),
            notes: String::new(),
            default_account: None,
            source: None,
            console_steps: BTreeSet::new(),
        };
        if known.is_empty() {
            known.push(fresh());
        }
        let id = known[0].id.clone();
        for registration in known {
            let registration = Registration {
                cloud: Cloud::Sandbox(app.endpoints.clone()),
                client_id: app.client_id.clone(),
                ..registration
            };
            vault.put_registration(&registration, Some(&app.client_secret))?;
        }
        Ok(id)
    }
}

const SECRET_EMPTY: InvalidRegistration =
    InvalidRegistration { field: Field::ClientSecret, problem: FieldProblem::Empty };

/// A name that no registration has yet, no longer than a name may be.
fn name_of_copy(name: &str, taken: &[Registration]) -> String {
    let copy = |number: usize| {
        let suffix = if number == 1 { " (copy)".to_owned() } else { format!(" (copy {number})") };
        let kept: String = name.chars().take(MAX_NAME - suffix.len()).collect();
        format!("{}{suffix}", kept.trim_end())
    };
    let mut number = 1;
    while taken.iter().any(|other| other.name == copy(number)) {
        number += 1;
    }
    copy(number)
}

fn trimmed(secret: Option<&Secret<String>>) -> Option<Secret<String>> {
    secret.map(|secret| secret.expose().trim().to_owned()).filter(|secret| !secret.is_empty()).map(Secret::new)
}
