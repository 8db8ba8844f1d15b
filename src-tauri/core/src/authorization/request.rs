//! Building the authorize URL (developer.atlassian.com, "OAuth 2.0 (3LO) apps").

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use url::Url;

use super::PendingAuthorization;
use crate::identifier::{AttemptId, random};
use crate::registration::{CallbackUrl, Registration};
use crate::scope::ScopeSet;
use crate::secret::Secret;

/// For how long a callback is accepted.
pub const DEADLINE: SignedDuration = SignedDuration::from_mins(5);

/// Query parameters in the order in which they are sent, decoded.
pub type Parameters = Vec<(&'static str, String)>;

/// Stands in a preview for a value that is made at the start.
pub const MADE_AT_START: &str = "…";

/// An authorize URL together with the values that its callback will be checked against.
pub struct AuthorizationRequest {
    /// The URL to open in the person's browser.
    pub url: Url,
    /// What completing needs; not `Clone`, consumed by the callback.
    pub pending: PendingAuthorization,
}

impl AuthorizationRequest {
    /// Builds a request with fresh `state` (RFC 6749, section 10.12) and PKCE verifier (RFC 7636, section 4).
    #[must_use]
    pub fn new(
        attempt: AttemptId,
        registration: &Registration,
        callback: CallbackUrl,
        scopes: ScopeSet,
        now: Timestamp,
    ) -> Self {
        let state = Secret::new(BASE64_URL_SAFE_NO_PAD.encode(random::<32>()));
        let verifier = Secret::new(BASE64_URL_SAFE_NO_PAD.encode(random::<32>()));
        let pending = PendingAuthorization {
            attempt,
            registration: registration.id.clone(),
            state,
            verifier,
            callback,
            scopes,
            started_at: now,
            deadline: now + DEADLINE,
        };
        Self { url: Self::url_of(registration, &pending), pending }
    }

    /// The URL of a request that was built before.
    #[must_use]
    pub fn url_of(registration: &Registration, pending: &PendingAuthorization) -> Url {
        let challenge = challenge(pending.verifier.expose());
        authorize_url(registration, &pending.callback, &pending.scopes, pending.state.expose(), &challenge)
    }
}

/// The URL that a sign-in would open, with [`MADE_AT_START`] for what is not known yet.
#[must_use]
pub fn preview(registration: &Registration, callback: &CallbackUrl, scopes: &ScopeSet) -> Parameters {
    parameters(registration, callback, scopes, MADE_AT_START, MADE_AT_START)
}

/// How long the authorize URL of a sign-in would be, in characters.
pub(crate) fn length(registration: &Registration, callback: &CallbackUrl, scopes: &ScopeSet) -> usize {
    // State and challenge are 32 bytes each, in base64.
    let made_at_start = "x".repeat(43);
    authorize_url(registration, callback, scopes, &made_at_start, &made_at_start).as_str().len()
}

/// The S256 challenge of a verifier (RFC 7636, section 4.2).
fn challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

fn parameters(
    registration: &Registration,
    callback: &CallbackUrl,
    scopes: &ScopeSet,
    state: &str,
    challenge: &str,
) -> Parameters {
    vec![
        ("audience", registration.cloud.audience().to_owned()),
        ("client_id", registration.client_id.clone()),
        ("scope", scopes.to_string()),
        ("redirect_uri", callback.as_str().to_owned()),
        ("state", state.to_owned()),
        ("response_type", "code".to_owned()),
        ("prompt", "consent".to_owned()),
        ("code_challenge", challenge.to_owned()),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

/// Joins endpoint and parameters, with blanks as `%20` as Atlassian's documentation writes them.
fn authorize_url(
    registration: &Registration,
    callback: &CallbackUrl,
    scopes: &ScopeSet,
    state: &str,
    challenge: &str,
) -> Url {
    let mut url = registration.cloud.endpoints().authorization("authorize");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters(registration, callback, scopes, state, challenge))
        .finish()
        .replace('+', "%20");
    url.set_query(Some(&query));
    url
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identifier::RegistrationId;
    use crate::registration::{Cloud, Environment, SecretSource};

    fn registration(cloud: Cloud) -> Registration {
        Registration {
            id: RegistrationId::random(),
            name: "Payments tooling".into(),
            environment: Environment::Production,
            cloud,
            client_id: "9f2kQvT1m0Zr".into(),
            secret_source: SecretSource::Sealed,
            source_unconfirmed: false,
            callbacks: vec![CallbackUrl::parse(CallbackUrl::LOOPBACK).unwrap()],
            scopes: ScopeSet::default(),
            notes: String::new(),
            default_account: None,
            source: None,
            console_steps: std::collections::BTreeSet::new(),
        }
    }

    #[test]
    fn the_authorize_url_is_exact_to_the_byte() {
        let registration = registration(Cloud::Commercial);
        let scopes = ScopeSet::parse("read:jira-work").unwrap().with_always();
        let url = authorize_url(&registration, &registration.callbacks[0], &scopes, "st+at/e=", "ch-al_lenge");
        assert_eq!(
            url.as_str(),
            "https://auth.atlassian.com/authorize?audience=api.atlassian.com&client_id=9f2kQvT1m0Zr\
             &scope=offline_access%20read%3Ame%20read%3Ajira-work\
             &redirect_uri=http%3A%2F%2Flocalhost%3A7007%2Fapi%2Fauth%2Fatlassian&state=st%2Bat%2Fe%3D\
             &response_type=code&prompt=consent&code_challenge=ch-al_lenge&code_challenge_method=S256"
        );
    }

    #[test]
    fn the_government_cloud_has_its_own_host_and_audience() {
        let registration = registration(Cloud::Government);
        let url = authorize_url(&registration, &registration.callbacks[0], &ScopeSet::default(), "s", "c");
        assert!(
            url.as_str()
                .starts_with("https://auth.atlassian-us-gov-mod.com/authorize?audience=api.atlassian-us-gov-mod.com&")
        );
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn state_and_verifier_are_never_the_same_twice() {
        let registration = registration(Cloud::Commercial);
        let request = || {
            let callback = registration.callbacks[0].clone();
            AuthorizationRequest::new(
                AttemptId::random(),
                &registration,
                callback,
                ScopeSet::default(),
                Timestamp::UNIX_EPOCH,
            )
        };
        let (first, second) = (request(), request());
        assert_ne!(first.pending.state.expose(), second.pending.state.expose());
        assert_ne!(first.pending.verifier.expose(), second.pending.verifier.expose());
        assert!(first.pending.state.expose().len() >= 43, "256 bits, so that it cannot be guessed");
    }
}
