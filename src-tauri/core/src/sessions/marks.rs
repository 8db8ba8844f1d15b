//! What a person sets of accounts: label, colour, and which is the default of its registration.

use std::collections::HashSet;

use super::Core;
use crate::atlassian::Avatar;
use crate::error::Error;
use crate::identifier::{AccountId, RegistrationId};
use crate::label::{AccountColour, Label};
use crate::ports::Event;
use crate::session::SessionRecord;

impl Core {
    /// Sets the label and the colour of an account; a label with nothing to see is none.
    pub fn mark(&self, account: &AccountId, label: Option<&str>, colour: Option<AccountColour>) -> Result<(), Error> {
        let label = label.map(Label::parse).transpose()?.flatten();
        let marked = self.change_account(account, |_, details| (details.label, details.colour) = (label, colour))?;
        if !marked {
            return Err(Error::AccountNotFound);
        }
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Makes an account the default of its registration, or leaves the registration without one.
    pub fn set_default_account(&self, registration: &RegistrationId, account: Option<&AccountId>) -> Result<(), Error> {
        if let Some(account) = account
            && self.record_of(account)?.registration != *registration
        {
            return Err(Error::AccountNotFound);
        }
        let set = |changed: &mut crate::registration::Registration| changed.default_account = account.cloned();
        if !self.0.vaults.main()?.change_registration(registration, set)? {
            return Err(Error::RegistrationNotFound);
        }
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// Makes a new account the default of its registration if that has none that is signed in.
    pub(super) fn adopt_default(&self, record: &SessionRecord) -> Result<(), Error> {
        let current = self.registration(&record.registration)?.default_account;
        if current.is_some_and(|account| self.record_of(&account).is_ok()) {
            return Ok(());
        }
        self.set_default_account(&record.registration, Some(&record.id))
    }

    /// Makes the next account the default of a registration in place of one that is gone.
    pub(super) fn pass_on_default(&self, gone: &SessionRecord) -> Result<(), Error> {
        if self.registration(&gone.registration)?.default_account.as_ref() != Some(&gone.id) {
            return Ok(());
        }
        let next = self.account_registrations()?.into_iter().find(|(_, of)| *of == gone.registration);
        self.set_default_account(&gone.registration, next.map(|(account, _)| account).as_ref())
    }

    /// Which account is signed in under which registration, wherever it rests.
    pub(super) fn account_registrations(&self) -> Result<Vec<(AccountId, RegistrationId)>, Error> {
        let mut known = HashSet::new();
        let mut accounts = Vec::new();
        for vault in self.0.vaults.all()? {
            accounts.extend(vault.account_registrations()?.into_iter().filter(|(id, _)| known.insert(id.clone())));
        }
        Ok(accounts)
    }

    /// The avatars of those accounts that have one.
    pub fn avatars(&self, accounts: &[AccountId]) -> Result<Vec<(AccountId, Avatar)>, Error> {
        let avatar_of = |account: &AccountId| match self.session(account) {
            Ok(session) => Ok(session.details.avatar.map(|avatar| (account.clone(), avatar))),
            Err(Error::AccountNotFound) => Ok(None),
            Err(error) => Err(error),
        };
        accounts.iter().filter_map(|account| avatar_of(account).transpose()).collect()
    }
}
