//! The journal: what was attempted, by whichever process, and the net that everything passes on its way there.

use super::Core;
use crate::atlassian::Http;
use crate::diagnose::Attempt;
use crate::diagnose::circumstances::RegistrationFacts;
use crate::diagnose::journal::{AttemptSearch, FoundAttempts};
use crate::diagnose::redaction::Redaction;
use crate::error::Error;
use crate::identifier::{AccountId, AttemptId, RegistrationId};
use crate::ports::Event;
use crate::registration::Registration;
use crate::secret::Secret;
use crate::session::Session;
use crate::vault::Names;

impl Core {
    /// The recorded attempts, the newest first, without their exchanges.
    pub fn attempts(&self, limit: usize) -> Result<Vec<Attempt>, Error> {
        Ok(self.0.vaults.main()?.attempts(limit)?)
    }

    /// An attempt with its exchanges.
    pub fn attempt(&self, id: &AttemptId) -> Result<Attempt, Error> {
        self.0.vaults.main()?.attempt(id)?.ok_or(Error::AttemptNotFound)
    }

    /// The attempt whose id begins so, as lists show it.
    pub fn attempt_named(&self, beginning: &str) -> Result<Attempt, Error> {
        let named = self.0.vaults.main()?.attempts_named(beginning)?;
        match named.as_slice() {
            [only] => self.attempt(only),
            _ => Err(Error::AttemptNotFound),
        }
    }

    /// The newest attempts that a search finds, at most `limit`, without their exchanges.
    ///
    /// Attempts that another process left open show as such from then on.
    pub fn search_attempts(&self, search: &AttemptSearch, limit: usize) -> Result<FoundAttempts, Error> {
        self.close_interrupted_attempts();
        let known = Known { sessions: self.sessions()?, registrations: self.registrations()? };
        Ok(self.0.vaults.main()?.search_attempts(search, &known, limit)?)
    }

    /// Keeps an attempt in the journal. The journal is a help, not a duty: a failure to write it stops nothing.
    pub fn record(&self, attempt: &Attempt) {
        if let Ok(vault) = self.0.vaults.main() {
            let _ = vault.put_attempt(&self.with_circumstances(attempt.clone()));
            self.emit(Event::AttemptsChanged);
        }
    }

    /// Adds what the attempt ran under, as far as it does not say so itself.
    fn with_circumstances(&self, mut attempt: Attempt) -> Attempt {
        let registration = attempt.registration.as_ref().and_then(|id| self.registration(id).ok());
        if attempt.circumstances.registration.is_none() {
            attempt.circumstances.registration = registration.as_ref().map(RegistrationFacts::from);
        }
        if attempt.circumstances.scopes.is_empty()
            && let Some(record) = attempt.account.as_ref().and_then(|account| self.record_of(account).ok())
        {
            attempt.circumstances.scopes = record.requested.to_strings();
        }
        attempt
    }

    /// A way to send requests whose exchanges an attempt keeps: [`Attempt::exchanged`] takes them.
    pub(super) fn recording(&self) -> Http {
        self.0.http.recording(self.redaction())
    }

    /// The last net, with every secret that Trilo holds now; its marks compare with those of the whole journal.
    pub(crate) fn redaction(&self) -> Redaction {
        let key = self.0.vaults.main().and_then(|vault| Ok(vault.fingerprint_key()?));
        let mut redaction = key.map_or_else(|_| Redaction::ephemeral(), |key| Redaction::new(key, Vec::new()));
        redaction.know(self.live_secrets());
        redaction
    }

    /// Every secret that Trilo holds now.
    pub(crate) fn live_secrets(&self) -> Vec<Secret<String>> {
        let mut secrets = Vec::new();
        for vault in self.0.vaults.all().unwrap_or_default() {
            for record in vault.session_records().unwrap_or_default() {
                if let Ok(Some(tokens)) = vault.tokens(&record.id) {
                    secrets.push(tokens.access_token);
                    secrets.extend(tokens.refresh_token);
                }
            }
            for registration in vault.registrations().unwrap_or_default() {
                secrets.extend(vault.client_secret(&registration.id).ok().flatten());
            }
        }
        secrets
    }
}

/// What a word of a search may name.
struct Known {
    sessions: Vec<Session>,
    registrations: Vec<Registration>,
}

impl Names for Known {
    fn accounts(&self, word: &str) -> Vec<AccountId> {
        let word = word.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&word);
        let named = |session: &&Session| {
            let details = &session.details;
            let profile = details.profile.as_ref();
            has(session.name())
                || details.label.as_ref().is_some_and(|label| has(label.as_str()))
                || profile.and_then(|profile| profile.email.as_deref()).is_some_and(has)
                || details.sites.iter().any(|site| has(&site.name) || has(&site.url) || site.cloud_id == word)
        };
        self.sessions.iter().filter(named).map(|session| session.record.id.clone()).collect()
    }

    fn registrations(&self, word: &str) -> Vec<RegistrationId> {
        let word = word.to_lowercase();
        let named = |registration: &&Registration| registration.name.to_lowercase().contains(&word);
        self.registrations.iter().filter(named).map(|registration| registration.id.clone()).collect()
    }
}
