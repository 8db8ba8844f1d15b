//! A session: an account under a registration, with what is known of it besides its tokens.

mod report;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::atlassian::{Avatar, ClockReading, Profile, Site, Skews};
use crate::error::Problem;
use crate::identifier::{AccountId, RegistrationId};
use crate::label::{AccountColour, Label};
use crate::scope::ScopeSet;
use crate::token::Lifetime;

pub use report::{ReportFailure, ReportOutcome, ReportState, Reporting};

/// An account that is signed in under a registration.
#[derive(Debug, Clone)]
pub struct Session {
    /// What the vault keeps readable.
    pub record: SessionRecord,
    /// What the vault seals besides the tokens.
    pub details: AccountDetails,
    /// Where the session rests.
    pub storage: Storage,
    /// The access token's life, by the present reading of this machine's clock.
    pub lifetime: Lifetime,
    /// When it is renewed, and what kept it from being renewed.
    pub renewal: Renewal,
    /// Its reports to the personal data reporting API; `None` when its grant does not allow them.
    pub reporting: Option<Reporting>,
}

/// What lies ahead of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// When it is renewed in the background; `None` when it cannot be, or when its end is not known.
    pub due_at: Option<Timestamp>,
    /// The last failure, when it was not renewed since.
    pub failure: Option<RenewalFailure>,
}

/// A renewal that failed and proved nothing about the refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalFailure {
    /// Why.
    pub problem: Problem,
    /// When.
    pub at: Timestamp,
    /// When it is tried again in the background.
    pub retry_at: Timestamp,
}

/// Why a session needs a new sign-in: Atlassian said in its own form that the refresh token is dead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// What Atlassian answered.
    pub problem: Problem,
    /// When.
    pub at: Timestamp,
}

/// The part of a session that is neither secret nor personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionRecord {
    /// Trilo's id of the account.
    pub id: AccountId,
    /// The registration that it is signed in under.
    pub registration: RegistrationId,
    /// Atlassian's account id; the vault's own id of the account while `/me` has not answered.
    pub atlassian_id: String,
    /// The scopes that were asked for.
    pub requested: ScopeSet,
    /// The scopes that were granted.
    pub granted: ScopeSet,
    /// When the person signed in.
    pub signed_in_at: Timestamp,
    /// When the token was last renewed.
    pub renewed_at: Option<Timestamp>,
    /// How often the token was renewed since.
    pub renewals: u32,
    /// Why the account has to sign in again, when it has to.
    pub verdict: Option<Verdict>,
    /// When the access token was obtained.
    pub obtained_at: Timestamp,
    /// When the access token expires, where Atlassian said so.
    pub expires_at: Option<Timestamp>,
    /// How far this machine's clock was from the server's then; `None` where that was not measured.
    #[serde(default)]
    pub clock: Option<ClockReading>,
    /// Whether there is a refresh token.
    pub renewable: bool,
    /// Why the profile could not be read the last time.
    pub profile_problem: Option<Problem>,
    /// Why the sites could not be read the last time.
    pub sites_problem: Option<Problem>,
    /// What was reported of it to the personal data reporting API.
    #[serde(default)]
    pub report: ReportState,
}

/// Personal data of an account: sealed like its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountDetails {
    /// The profile, once it could be read.
    pub profile: Option<Profile>,
    /// The person's avatar.
    pub avatar: Option<Avatar>,
    /// The sites of the grant.
    pub sites: Vec<Site>,
    /// When the profile was last stored; `None` when none is, or when that was before this was noted.
    #[serde(default)]
    pub profile_stored_at: Option<Timestamp>,
    /// The person's own words for the account.
    #[serde(default)]
    pub label: Option<Label>,
    /// The person's colour for the account.
    #[serde(default)]
    pub colour: Option<AccountColour>,
}

impl AccountDetails {
    /// Whether there is a profile or an avatar.
    #[must_use]
    pub const fn tells_who(&self) -> bool {
        self.profile.is_some() || self.avatar.is_some()
    }

    /// The same without profile and avatar.
    #[must_use]
    pub fn without_profile(self) -> Self {
        Self { profile: None, avatar: None, profile_stored_at: None, ..self }
    }
}

/// Where a session rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// Sealed on disk.
    Vault,
    /// In memory until Trilo ends, because the person chose so.
    Memory,
    /// In memory until Trilo ends, because the vault could not take it.
    MemoryBecause(Problem),
}

impl SessionRecord {
    /// A refresh token lapses when it is not used for this long (developer.atlassian.com, "Rotating refresh tokens").
    const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(90 * 24);
    /// Atlassian announced in 2022 that consent is asked for anew after this long.
    const CONSENT_CAUTION: SignedDuration = SignedDuration::from_hours(365 * 24);

    /// Since when the refresh token was not used.
    #[must_use]
    pub fn idle_since(&self) -> Timestamp {
        self.renewed_at.unwrap_or(self.signed_in_at)
    }

    /// When the refresh token lapses if it is not used; `None` without one.
    #[must_use]
    pub fn idle_limit(&self) -> Option<Timestamp> {
        self.renewable.then(|| self.idle_since().saturating_add(Self::IDLE_LIMIT).unwrap_or(Timestamp::MAX))
    }

    /// The access token's life by this machine's clock as it goes now.
    ///
    /// The record's times are by the clock as it went then, so a clock that was set since moves them.
    #[must_use]
    pub fn lifetime(&self, now: &Skews) -> Lifetime {
        let moved = self.clock.and_then(|then| {
            let now = now.reading(then.local)?;
            Some(then.offset.saturating_sub(now.offset))
        });
        let moved = moved.unwrap_or_default();
        let now_reads = |time: Timestamp| time.saturating_add(moved).unwrap_or(time);
        Lifetime { obtained_at: now_reads(self.obtained_at), expires_at: self.expires_at.map(now_reads) }
    }

    /// When Atlassian may ask for consent again.
    #[must_use]
    pub fn consent_caution(&self) -> Timestamp {
        self.signed_in_at.saturating_add(Self::CONSENT_CAUTION).unwrap_or(Timestamp::MAX)
    }

    /// The scopes that were asked for and not granted.
    #[must_use]
    pub fn missing(&self) -> ScopeSet {
        self.requested.without(&self.granted)
    }
}

impl AccountDetails {
    /// The person's name; when none is known, the account's label.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let profile = self.profile.as_ref();
        let name = profile.and_then(|profile| profile.name.as_deref().or(profile.nickname.as_deref()));
        name.or_else(|| self.label.as_ref().map(Label::as_str))
    }
}

impl Session {
    /// The person's name; when none is known, the account's label or Atlassian's account id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.details.name().unwrap_or(&self.record.atlassian_id)
    }
}
