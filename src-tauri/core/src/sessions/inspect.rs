//! Looking at a grant: its sources, its history, what is expected of it, and a token that somebody pasted.

use std::path::Path;

use super::Core;
use super::completion::Read;
use crate::atlassian::{Profile, Site};
use crate::error::{Error, Problem};
use crate::files;
use crate::identifier::AccountId;
use crate::inspect::baseline::{Baseline, Drift};
use crate::inspect::history::{self, GrantChange};
use crate::inspect::report::{Report, ReportFormat};
use crate::inspect::token::{KeySet, SignatureVerdict, TokenKind, TokenReading, check};
use crate::inspect::{Grant, GrantSite, Matrix, operations};
use crate::registration::Endpoints;
use crate::session::Session;

/// A grant with the token that carries it.
#[derive(Debug)]
pub struct InspectedGrant {
    /// The grant.
    pub grant: Grant,
    /// The token, as far as it tells.
    pub token: TokenReading,
}

/// What Atlassian tells of a token that was pasted.
#[derive(Debug)]
pub struct LookedUp {
    /// Whose it is.
    pub profile: Result<Profile, Problem>,
    /// Where it reaches.
    pub sites: Result<Vec<Site>, Problem>,
}

/// What a report should hold beside the grant matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box that the person ticks")]
pub struct ReportWish {
    /// What it opens on each site.
    pub opens: bool,
    /// The token's claims.
    pub token: bool,
    /// The latest probes.
    pub probes: bool,
    /// The grants over time.
    pub history: bool,
    /// Names, account ids and addresses of people.
    pub personal: bool,
}

impl Core {
    /// The grant of an account by all of its sources, without asking anybody.
    pub fn inspect(&self, account: &AccountId) -> Result<InspectedGrant, Error> {
        let session = self.session(account)?;
        let token = TokenReading::of_token(self.access_token(account)?);
        let registration = self.registration(&session.record.registration)?;
        let earlier = history::lost(&self.vault_of(account)?.grants(account)?);
        let claim = token.claimed().cloned();
        let grant = Grant::of_account(&session.record, &session.details, &registration, claim, earlier);
        Ok(InspectedGrant { grant, token })
    }

    /// The grants of an account over time, the newest first.
    pub fn grant_history(&self, account: &AccountId) -> Result<Vec<GrantChange>, Error> {
        Ok(history::changes(&self.vault_of(account)?.grants(account)?))
    }

    /// What is expected of an account's grant, and how far it is from that now; `None` when nothing is expected.
    pub fn baseline(&self, account: &AccountId) -> Result<Option<(Baseline, Drift)>, Error> {
        let vault = self.vault_of(account)?;
        let granted = self.record_of(account)?.granted;
        Ok(vault.baseline(account)?.map(|baseline| {
            let drift = baseline.drift(&granted);
            (baseline, drift)
        }))
    }

    /// Expects of an account's grant what it is now.
    pub fn save_baseline(&self, account: &AccountId) -> Result<(), Error> {
        let baseline = Baseline { scopes: self.record_of(account)?.granted, saved_at: self.now() };
        Ok(self.vault_of(account)?.put_baseline(account, Some(&baseline))?)
    }

    /// Expects nothing more of an account's grant.
    pub fn remove_baseline(&self, account: &AccountId) -> Result<(), Error> {
        Ok(self.vault_of(account)?.put_baseline(account, None)?)
    }

    /// Sends a token that was pasted to the profile and the list of sites; nothing of it is kept.
    ///
    /// `None` when the token says that it is none for an API: a refresh token or a code must not be sent there.
    pub async fn look_up(&self, token: &TokenReading, endpoints: &Endpoints) -> Option<LookedUp> {
        let kind = token.decoded.as_ref().map_or(TokenKind::Access, |decoded| decoded.kind);
        match kind {
            TokenKind::Refresh | TokenKind::Code => return None,
            TokenKind::Access => {}
        }
        let Read { profile, sites } = self.read_account(endpoints, &token.token, None).await;
        let problem = |error| Error::from(error).problem();
        Some(LookedUp { profile: profile.map_err(problem), sites: sites.map_err(problem) })
    }

    /// Checks a token's signature against the keys that a cloud publishes. The token stays here; only keys are fetched.
    pub async fn check_signature(
        &self,
        token: &TokenReading,
        endpoints: &Endpoints,
    ) -> Result<SignatureVerdict, Error> {
        if token.decoded.is_none() {
            return Ok(SignatureVerdict::NotAJwt);
        }
        let url = endpoints.authorization(".well-known/jwks.json");
        let keys: KeySet = self.0.http.get_public_json(&url, "a set of keys").await?;
        Ok(check(&token.token, &keys))
    }

    /// A report of an account's grant.
    pub fn report(&self, account: &AccountId, wish: ReportWish) -> Result<Report, Error> {
        let (session, InspectedGrant { grant, token }) = (self.session(account)?, self.inspect(account)?);
        let registration = self.registration(&session.record.registration)?;
        let opens = wish.opens.then(|| operations::of_sites(crate::catalogue::Catalogue::built_in(), &grant));
        let probes = if wish.probes { self.probe_run(account).map(|run| run.results) } else { None };
        Ok(Report {
            subject: subject(&session, wish.personal),
            registration: Some(registration.name),
            made_at: self.now(),
            matrix: Matrix::of(&grant),
            opens,
            token: token.decoded.filter(|_| wish.token),
            probes,
            history: if wish.history { Some(self.grant_history(account)?) } else { None },
            personal: wish.personal,
            grant,
        })
    }

    /// Writes a report into a new file.
    pub fn write_report(&self, report: &Report, format: ReportFormat, path: &Path) -> Result<(), Error> {
        Ok(files::write_new(path, report.write(format).as_bytes())?)
    }
}

impl LookedUp {
    /// The grant of a token with what Atlassian told of it.
    #[must_use]
    pub fn grant(token: &TokenReading, looked_up: Option<&Self>) -> Grant {
        let sites = looked_up.and_then(|looked_up| looked_up.sites.as_ref().ok());
        Grant {
            answer: token.answer.as_ref().and_then(|answer| answer.scopes.clone()),
            claim: token.claimed().cloned(),
            sites: sites.map(|sites| sites.iter().map(GrantSite::from).collect()),
            ..Grant::default()
        }
    }
}

/// Whose grant a report is of: by name where people may be told, by the last of the account's own id where not.
fn subject(session: &Session, personal: bool) -> String {
    if personal {
        return session.name().to_owned();
    }
    let id = session.record.id.as_str();
    format!("account …{}", &id[id.len().saturating_sub(6)..])
}
