//! Completing a sign-in: exchange the code, read profile and sites, store the session.

use std::sync::Mutex;

use jiff::Timestamp;

use super::Core;
use super::accounts::keep_site_avatars;
use super::beside::Origin;
use crate::atlassian::{Http, HttpError, Profile, Site};
use crate::authorization::{Answer, PendingAuthorization};
use crate::diagnose::{Attempt, AttemptOutcome, StepKind};
use crate::error::{Error, Problem};
use crate::identifier::{AccountId, AttemptId};
use crate::ports::{Event, lock};
use crate::registration::Endpoints;
use crate::secret::Secret;
use crate::session::{AccountDetails, ReportState, SessionRecord};
use crate::token::{TokenEndpoint, TokenSet};
use crate::vault::StoredTokens;

/// What Atlassian tells about a token's account.
pub(super) struct Read {
    pub(super) profile: Result<Profile, HttpError>,
    pub(super) sites: Result<Vec<Site>, HttpError>,
}

impl Read {
    /// What kept one of them from being read, the profile's first.
    pub(super) fn problem(&self) -> Option<Problem> {
        let failed = self.profile.as_ref().err().or(self.sites.as_ref().err());
        failed.map(Problem::from)
    }

    /// Whether Atlassian did not accept the token itself.
    pub(super) const fn token_rejected(&self) -> bool {
        matches!(self.profile, Err(HttpError::TokenRejected { .. }))
            || matches!(self.sites, Err(HttpError::TokenRejected { .. }))
    }
}

/// An attempt that goes on.
#[derive(Clone, Copy)]
pub(super) enum UnderWay<'a> {
    /// A sign-in, which is shown while it runs.
    SignIn(&'a AttemptId),
    /// One that its caller holds.
    Here(&'a Mutex<Attempt>),
}

impl Core {
    /// Ends a sign-in by what its callback says.
    pub(super) async fn complete(self, pending: PendingAuthorization, answer: Answer) {
        let id = pending.attempt.clone();
        self.record_so_far(&id);
        let ended = match answer {
            Answer::Denied => return self.end(&id, AttemptOutcome::Denied, None),
            Answer::Error { error, description } => Err(Error::AuthorizationRefused { error, description }),
            Answer::Code(code) => self.sign_in_with(&pending, &code).await,
        };
        match ended {
            Ok(account) => {
                self.end(&id, AttemptOutcome::Succeeded, None);
                self.emit(Event::AccountsChanged);
                self.fetch_avatars(account);
            }
            Err(error) => self.end(&id, AttemptOutcome::Failed, Some(&error)),
        }
    }

    async fn sign_in_with(&self, pending: &PendingAuthorization, code: &Secret<String>) -> Result<AccountId, Error> {
        let id = &pending.attempt;
        self.step_begins(id, StepKind::CodeExchanged);
        let registration = self.registration(&pending.registration)?;
        let secret = self.client_secret_of(&registration).await?;
        let http = self.recording();
        let endpoint = TokenEndpoint::new(&http, &*self.0.parts.clock, &registration, &secret);
        let tokens = endpoint.exchange(code, pending).await;
        self.step_exchanged(id, StepKind::CodeExchanged, &http);
        let tokens = tokens?;
        self.step_done(
            id,
            StepKind::CodeExchanged,
            registration.cloud.endpoints().authorization_url.host_str().map(ToOwned::to_owned),
        );

        // From here on a token is in hand: whatever fails is shown, and the session is kept.
        let read = self.read_account(&registration.cloud.endpoints(), &tokens.access_token, UnderWay::SignIn(id)).await;
        self.step_begins(id, StepKind::Stored);
        let account = self.store(pending, tokens, read).await?;
        self.set_account(id, &account);
        Ok(account)
    }

    /// Reads profile and sites as steps of an attempt.
    pub(super) async fn read_account(&self, endpoints: &Endpoints, token: &Secret<String>, of: UnderWay<'_>) -> Read {
        let http = self.recording();
        self.note(of, |attempt, now| attempt.step_begins(StepKind::ProfileRead, now));
        let profile = Profile::read(&http, endpoints, token).await;
        let fact = profile.as_ref().map(|_| None);
        self.note(of, |attempt, now| read_ended(attempt, StepKind::ProfileRead, &http, fact, now));
        self.note(of, |attempt, now| attempt.step_begins(StepKind::SitesRead, now));
        let sites = Site::read_all(&http, endpoints, token).await;
        let fact = sites.as_ref().map(|sites| Some(sites.len().to_string()));
        self.note(of, |attempt, now| read_ended(attempt, StepKind::SitesRead, &http, fact, now));
        Read { profile, sites }
    }

    fn note(&self, of: UnderWay<'_>, note: impl FnOnce(&mut Attempt, Timestamp)) {
        match of {
            UnderWay::SignIn(id) => {
                self.change(id, |sign_in, now| note(&mut sign_in.attempt, now));
            }
            UnderWay::Here(attempt) => note(&mut lock(attempt), self.now()),
        }
    }

    /// Stores a new session. The old one of the same account goes only when the new one stands.
    async fn store(&self, pending: &PendingAuthorization, tokens: TokenSet, read: Read) -> Result<AccountId, Error> {
        let known = read.profile.as_ref().ok().and_then(|profile| self.known_account(pending, &profile.account_id));
        let account = known.unwrap_or_else(AccountId::random);
        // A refresh of the old session that is under way must not write over the new one.
        let turn = self.refresh_lock(&account);
        let _turn = turn.lock().await;
        let _file = self.lock_across_processes(&account).await;
        let mut record = new_record(&account, pending, &tokens);
        let mut details = AccountDetails::default();
        if let Ok(known) = self.session(&account) {
            (details, record.report) = (known.details, known.record.report);
        }
        take_in(&mut record, &mut details, read, self.now());
        let tokens = StoredTokens { access_token: tokens.access_token, refresh_token: tokens.refresh_token };
        self.put(&record, &details, &tokens)?;
        // What kept the old token from being renewed says nothing about this one.
        self.note_renewal(&account, None, None);
        self.remember_profile(&account, &details);
        // An account is signed in whether or not it is the default.
        let _ = self.adopt_default(&record);
        let fact = self.session(&account).map(|session| match session.storage {
            crate::session::Storage::Vault => "vault",
            crate::session::Storage::Memory | crate::session::Storage::MemoryBecause(_) => "memory",
        });
        self.step_done(&pending.attempt, StepKind::Stored, fact.ok().map(ToOwned::to_owned));
        Ok(account)
    }

    /// Puts a session into the vault at work, or into memory when that fails: a token in hand is never thrown away.
    fn put(&self, record: &SessionRecord, details: &AccountDetails, tokens: &StoredTokens) -> Result<(), Error> {
        let memory = self.0.vaults.memory();
        if self.0.vaults.keeps_new_in_memory() {
            return Ok(memory.put_session(record, details, tokens)?);
        }
        let vault = match self.0.vaults.main() {
            Ok(vault) => vault,
            Err(error) => return self.keep_beside_vault(record, details, tokens, (&error, Origin::SignIn)),
        };
        if let Err(error) = vault.put_session(record, details, tokens) {
            return self.keep_beside_vault(record, details, tokens, (&error.into(), Origin::SignIn));
        }
        lock(&self.0.kept_in_memory).remove(&record.id);
        if vault.is_in_memory() {
            return Ok(());
        }
        match self.0.vaults.main() {
            // Everything moved into memory meanwhile, and this may have come too late to go along.
            Ok(now) if now.is_in_memory() => Ok(memory.put_session(record, details, tokens)?),
            Ok(_) | Err(_) => Ok(memory.remove_session(&record.id)?),
        }
    }

    fn known_account(&self, pending: &PendingAuthorization, atlassian_id: &str) -> Option<AccountId> {
        let find = |vault: std::sync::Arc<crate::vault::Vault>| {
            vault.find_session(&pending.registration, atlassian_id).ok()?
        };
        self.0.vaults.all().ok()?.into_iter().find_map(find)
    }
}

/// Keeps the exchange of a step and how it ended: with a fact when it went well.
fn read_ended(
    attempt: &mut Attempt,
    kind: StepKind,
    http: &Http,
    ended: Result<Option<String>, &HttpError>,
    now: Timestamp,
) {
    attempt.exchanged(kind, http.take_exchanges());
    match ended {
        Ok(fact) => attempt.step_done(kind, fact, now),
        Err(_) => attempt.step_failed(kind, now),
    }
}

fn new_record(account: &AccountId, pending: &PendingAuthorization, tokens: &TokenSet) -> SessionRecord {
    SessionRecord {
        id: account.clone(),
        registration: pending.registration.clone(),
        atlassian_id: account.to_string(),
        requested: pending.scopes.clone(),
        granted: tokens.granted.clone(),
        signed_in_at: tokens.obtained_at,
        renewed_at: None,
        renewals: 0,
        verdict: None,
        obtained_at: tokens.obtained_at,
        expires_at: tokens.expires_at,
        clock: tokens.clock,
        renewable: tokens.refresh_token.is_some(),
        profile_problem: None,
        sites_problem: None,
        report: ReportState::default(),
    }
}

/// Takes what Atlassian told into a session; what could not be read stays as it was, with the reason beside it.
pub(super) fn take_in(record: &mut SessionRecord, details: &mut AccountDetails, read: Read, now: Timestamp) {
    take_in_profile(record, details, read.profile, now);
    match read.sites {
        Ok(mut sites) => {
            record.sites_problem = None;
            keep_site_avatars(&mut sites, &details.sites);
            details.sites = sites;
        }
        Err(error) => record.sites_problem = Some(Error::from(error).problem()),
    }
}

/// Takes the profile that Atlassian told into a session, or why there is none.
pub(super) fn take_in_profile(
    record: &mut SessionRecord,
    details: &mut AccountDetails,
    read: Result<Profile, HttpError>,
    now: Timestamp,
) {
    match read {
        Ok(profile) => {
            record.atlassian_id.clone_from(&profile.account_id);
            record.profile_problem = None;
            if details.profile.as_ref().is_none_or(|known| known.picture != profile.picture) {
                details.avatar = None;
            }
            details.profile = Some(profile);
            details.profile_stored_at = Some(now);
        }
        Err(error) => record.profile_problem = Some(Error::from(error).problem()),
    }
}
