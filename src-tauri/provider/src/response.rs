//! What a frontend gets: profile, token, and an identity where there is one.

use serde::Serialize;
use trilo_core::error::Error;
use trilo_core::session::Session;

use crate::app::App;
use crate::environment::Environment;
use crate::identity::{BackstageIdentity, IdentityError};

/// The session as Backstage's client reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionResponse {
    profile: Profile,
    provider_info: ProviderInfo,
    #[serde(skip_serializing_if = "Option::is_none")]
    backstage_identity: Option<BackstageIdentity>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProviderInfo {
    access_token: String,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_seconds: Option<i64>,
}

/// Why a session cannot be handed out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Withheld {
    #[error(transparent)]
    Core(#[from] Error),
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl SessionResponse {
    /// What a frontend gets of an account.
    pub(crate) fn of(app: &App, environment: &Environment, session: &Session) -> Result<Self, Withheld> {
        let token = app.core.access_token(&session.record.id)?;
        let now = app.core.now();
        let left = session.lifetime.expires_at.map(|end| end.duration_since(now).as_secs().max(0));
        let profile = Profile::of(session);
        let backstage_identity = match &environment.resolver {
            Some(resolver) => Some(app.identity.issue(&resolver.resolve(profile.email.as_deref())?, now)),
            None => None,
        };
        Ok(Self {
            profile,
            provider_info: ProviderInfo {
                access_token: token.expose().clone(),
                scope: session.record.granted.to_string(),
                expires_in_seconds: left,
            },
            backstage_identity,
        })
    }
}

impl Profile {
    fn of(session: &Session) -> Self {
        let profile = session.details.profile.as_ref();
        Self {
            // An address that Atlassian says nobody has confirmed may be anybody's.
            email: profile.filter(|profile| profile.email_verified != Some(false)).and_then(|of| of.email.clone()),
            picture: profile.and_then(|profile| profile.picture.clone()),
            display_name: Some(session.name().to_owned()),
        }
    }
}
