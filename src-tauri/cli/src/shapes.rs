//! The shapes of answers in JSON, with snake-case names; what a script may rely on.

use std::collections::BTreeMap;

use serde::Serialize;
use trilo_core::atlassian::Site;
use trilo_core::error::Problem;
use trilo_core::registration::{Cloud, Registration};
use trilo_core::session::Session;
use trilo_core::token::Freshness;

use crate::composition::overrides;

/// A registration, without its secret.
#[derive(Debug, Serialize)]
pub struct RegistrationShape {
    id: String,
    name: String,
    client_id: String,
    environment: trilo_core::registration::Environment,
    cloud: &'static str,
    authorization_url: String,
    api_url: String,
    callbacks: Vec<String>,
    scopes: Vec<String>,
    secret_source: &'static str,
    default_account: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    overrides: BTreeMap<&'static str, String>,
}

impl From<&Registration> for RegistrationShape {
    fn from(registration: &Registration) -> Self {
        let endpoints = registration.cloud.endpoints();
        Self {
            id: registration.id.to_string(),
            name: registration.name.clone(),
            client_id: registration.client_id.clone(),
            environment: registration.environment,
            cloud: cloud(&registration.cloud),
            authorization_url: endpoints.authorization_url.to_string(),
            api_url: endpoints.api_url.to_string(),
            callbacks: registration.callbacks.iter().map(|callback| callback.as_str().to_owned()).collect(),
            scopes: registration.scopes.to_strings(),
            secret_source: registration.secret_source.kind(),
            default_account: registration.default_account.as_ref().map(ToString::to_string),
            overrides: overridden(&registration.cloud),
        }
    }
}

/// The overrides of a cloud's endpoints, by variable.
#[must_use]
pub fn overridden(cloud: &Cloud) -> BTreeMap<&'static str, String> {
    overrides(cloud).into_iter().map(|(name, url)| (name, url.to_string())).collect()
}

const fn cloud(cloud: &Cloud) -> &'static str {
    match cloud {
        Cloud::Commercial => "commercial",
        Cloud::Government => "government",
        Cloud::Sandbox(_) => "sandbox",
        Cloud::Custom(_) => "custom",
    }
}

/// An account.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own in the answer")]
pub struct AccountShape {
    id: String,
    account_id: String,
    name: String,
    email: Option<String>,
    label: Option<String>,
    registration: String,
    registration_id: String,
    is_default: bool,
    is_current: bool,
    freshness: Freshness,
    expires_at: Option<String>,
    renewable: bool,
    needs_sign_in: bool,
    granted: Vec<String>,
    missing: Vec<String>,
    signed_in_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_problem: Option<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sites_problem: Option<Problem>,
    sites: Vec<SiteShape>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    overrides: BTreeMap<&'static str, String>,
}

impl AccountShape {
    /// An account as it is at a time.
    #[must_use]
    pub fn of(session: &Session, registration: &Registration, is_current: bool, now: jiff::Timestamp) -> Self {
        let (record, profile) = (&session.record, session.details.profile.as_ref());
        Self {
            id: record.id.to_string(),
            account_id: record.atlassian_id.clone(),
            name: session.name().to_owned(),
            email: profile.and_then(|profile| profile.email.clone()),
            label: session.details.label.as_ref().map(|label| label.as_str().to_owned()),
            registration: registration.name.clone(),
            registration_id: registration.id.to_string(),
            is_default: registration.default_account.as_ref() == Some(&record.id),
            is_current,
            freshness: session.lifetime.freshness(now),
            expires_at: session.lifetime.expires_at.map(|end| end.to_string()),
            renewable: record.renewable,
            needs_sign_in: needs_sign_in(session, now),
            granted: record.granted.to_strings(),
            missing: record.missing().to_strings(),
            signed_in_at: record.signed_in_at.to_string(),
            profile_problem: record.profile_problem.clone(),
            sites_problem: record.sites_problem.clone(),
            sites: session.details.sites.iter().map(SiteShape::from).collect(),
            overrides: overridden(&registration.cloud),
        }
    }
}

/// Whether only a new sign-in brings a good token.
#[must_use]
pub fn needs_sign_in(session: &Session, now: jiff::Timestamp) -> bool {
    let expired = session.lifetime.freshness(now) == Freshness::Expired;
    session.record.verdict.is_some() || (expired && !session.record.renewable)
}

/// A site of a grant.
#[derive(Debug, Serialize)]
pub struct SiteShape {
    id: String,
    cloud_id: String,
    name: String,
    url: String,
    products: Vec<&'static str>,
    scopes: Vec<String>,
}

impl From<&Site> for SiteShape {
    fn from(site: &Site) -> Self {
        Self {
            id: site.cloud_id.clone(),
            cloud_id: site.cloud_id.clone(),
            name: site.name.clone(),
            url: site.url.clone(),
            products: site.products(),
            scopes: site.scopes.to_strings(),
        }
    }
}
