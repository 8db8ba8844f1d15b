//! Sessions that rest in memory beside the vault, because it could not take them, and their way back into it.

use super::Core;
use crate::error::{Error, Problem};
use crate::identifier::AccountId;
use crate::ports::{Event, lock};
use crate::session::{AccountDetails, SessionRecord};
use crate::vault::{StoredTokens, Vault};

/// A session beside the vault.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    /// Why the vault could not take it.
    pub(super) because: Problem,
    origin: Origin,
}

/// Where a session beside the vault comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A new sign-in.
    SignIn,
    /// A renewal of a session that the vault holds; if it holds it no longer, the person signed out meanwhile.
    Vault,
}

impl Core {
    /// Keeps a session in memory because the vault could not take it, unless its registration is gone.
    pub(super) fn keep_beside_vault(
        &self,
        record: &SessionRecord,
        details: &AccountDetails,
        tokens: &StoredTokens,
        (because, origin): (&Error, Origin),
    ) -> Result<(), Error> {
        // A vault that is locked or fails cannot tell; only a registration that is surely gone takes its accounts along.
        if let Err(error @ Error::RegistrationNotFound) = self.registration(&record.registration) {
            return Err(error);
        }
        self.0.vaults.memory().put_session(record, details, tokens)?;
        lock(&self.0.kept_in_memory).insert(record.id.clone(), Beside { because: because.problem(), origin });
        Ok(())
    }

    /// Moves a session that rests in memory into the vault, unless the vault knows better by now.
    ///
    /// It is refused while the account is renewed or signed out, here or in another process: that decides what there is
    /// to move.
    pub fn store_in_vault(&self, account: &AccountId) -> Result<(), Error> {
        let (main, memory) = (self.0.vaults.main()?, self.0.vaults.memory());
        if main.is_in_memory() {
            return Ok(());
        }
        let turn = self.refresh_lock(account);
        let Ok(_turn) = turn.try_lock() else { return Err(Error::RefreshBusy) };
        let _file = self.try_lock_across_processes(account)?;
        let Some((record, details)) = memory.session(account)? else { return Ok(()) };
        let tokens = memory.tokens(account)?.ok_or(Error::AccountNotFound)?;
        let intent = memory.intent(account)?;
        if let Some((record, details)) = self.as_vault_takes_it(&main, record, details)? {
            main.put_session(&record, &details, &tokens)?;
            if let Some(intent) = intent {
                main.keep_intent(&record.id, &intent)?;
            }
            self.remember_profile(&record.id, &details);
        }
        memory.remove_session(account)?;
        lock(&self.0.kept_in_memory).remove(account);
        self.emit(Event::AccountsChanged);
        Ok(())
    }

    /// The session under the id of the same person in the vault, with what only the vault knows of it; `None` when the
    /// vault holds a newer one, or when the person signed out meanwhile.
    fn as_vault_takes_it(
        &self,
        main: &Vault,
        mut record: SessionRecord,
        mut details: AccountDetails,
    ) -> Result<Option<(SessionRecord, AccountDetails)>, Error> {
        let here = match main.session(&record.id)? {
            Some(here) => Some(here),
            None => match main.find_session(&record.registration, &record.atlassian_id)? {
                Some(id) => main.session(&id)?,
                None => None,
            },
        };
        let Some((stored, known)) = here else {
            let origin = lock(&self.0.kept_in_memory).get(&record.id).map(|beside| beside.origin);
            return Ok((origin != Some(Origin::Vault)).then_some((record, details)));
        };
        if (stored.signed_in_at, stored.obtained_at) > (record.signed_in_at, record.obtained_at) {
            return Ok(None);
        }
        record.id = stored.id;
        record.report = stored.report;
        if details == AccountDetails::default() {
            details = known;
        } else {
            details.label = details.label.or(known.label);
            details.colour = details.colour.or(known.colour);
        }
        Ok(Some((record, details)))
    }
}
