//! A request for a token that is good for something, however it came here, and its answer.
//!
//! Every surface that hands tokens to other programs asks with this, so that they answer alike.

mod choice;
mod refusal;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, RegistrationId};
use crate::registration::Cloud;
use crate::scope::ScopeSet;
use crate::secret::Secret;
use crate::session::SessionRecord;
use crate::sessions::Core;

pub use choice::{AccountWish, account, registration, site};
pub use refusal::Refusal;

/// What a token has to be good for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TokenRequest {
    /// Whose.
    pub account: AccountWish,
    /// Where.
    pub site: SiteWish,
    /// The scopes that have to be granted there.
    pub scopes: ScopeSet,
    /// The seconds that it has to live on.
    pub good_for: Option<i64>,
    /// Whether it is renewed in any case, because the last one was not accepted.
    pub renewed: bool,
}

/// The site that a token has to reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SiteWish {
    /// Whichever.
    #[default]
    Any,
    /// The only one of the grant.
    Only,
    /// That of a name, an address, a host or a cloud id.
    Named(String),
}

/// A token that is good for what was asked.
#[derive(Debug, Clone)]
pub struct GoodToken {
    /// The token.
    pub token: Secret<String>,
    /// What belongs to it.
    pub facts: TokenFacts,
}

/// What belongs to a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenFacts {
    /// Trilo's id of the account.
    pub account: AccountId,
    /// Atlassian's id of the account.
    pub atlassian_id: String,
    /// Trilo's id of the registration.
    pub registration_id: RegistrationId,
    /// The registration's name.
    pub registration: String,
    /// Where it is good.
    pub cloud: Cloud,
    /// The scopes of the grant.
    pub granted: ScopeSet,
    /// When it ends, where that is known.
    pub expires_at: Option<Timestamp>,
    /// The seconds until then.
    pub expires_in: Option<i64>,
    /// The cloud id of the site that was asked for.
    pub cloud_id: Option<String>,
    /// After how many seconds it is cleared from the clipboard; `None`: never.
    pub clear_clipboard_after: Option<u32>,
}

impl Core {
    /// The token of the account that is meant, if it is good for what is demanded; renewed first where it has to be.
    ///
    /// # Errors
    /// The [`Refusal`] says which demand is not met; nothing is renewed for a demand that no renewal can meet.
    pub async fn token_for(&self, request: &TokenRequest) -> Result<GoodToken, Refusal> {
        let record = account(self, &request.account)?;
        let (granted, cloud_id) = self.granted_at(&record, &request.site)?;
        let missing = request.scopes.without(&granted);
        if !missing.is_empty() {
            return Err(Refusal::ScopesMissing(missing.to_string()));
        }
        if let Some(verdict) = &record.verdict {
            return Err(Refusal::Problem(verdict.problem.clone()));
        }
        let token = match request.good_for {
            _ if request.renewed => self.renewed_access_token(&record.id).await?,
            Some(seconds) => self.access_token_good_for(&record.id, SignedDuration::from_secs(seconds)).await?,
            None => self.fresh_access_token(&record.id).await?,
        };
        let facts = self.facts_of(&record.id, cloud_id)?;
        match (request.good_for, facts.expires_in) {
            (Some(wanted), Some(left)) if left < wanted => Err(Refusal::LifeTooShort { left, wanted }),
            _ => Ok(GoodToken { token, facts }),
        }
    }

    /// The scopes that are granted where a token has to reach, and the cloud id of that place.
    fn granted_at(&self, record: &SessionRecord, wish: &SiteWish) -> Result<(ScopeSet, Option<String>), Refusal> {
        let name = match wish {
            SiteWish::Any => return Ok((record.granted.clone(), None)),
            SiteWish::Only => None,
            SiteWish::Named(name) => Some(name.as_str()),
        };
        let sites = self.session(&record.id)?.details.sites;
        let site = site(&sites, name)?;
        let elsewhere = record.granted.without(&site.scopes);
        Ok((record.granted.without(&elsewhere), Some(site.cloud_id.clone())))
    }

    fn facts_of(&self, account: &AccountId, cloud_id: Option<String>) -> Result<TokenFacts, Refusal> {
        let record = self.record_of(account)?;
        let registration = self.registration(&record.registration)?;
        let expires_at = record.lifetime(&self.clock_skews()).expires_at;
        Ok(TokenFacts {
            account: record.id,
            atlassian_id: record.atlassian_id,
            registration_id: registration.id,
            registration: registration.name,
            cloud: registration.cloud,
            granted: record.granted,
            expires_at,
            expires_in: expires_at.map(|end| end.duration_since(self.now()).as_secs()),
            cloud_id,
            clear_clipboard_after: self.settings()?.clear_clipboard_after,
        })
    }
}
