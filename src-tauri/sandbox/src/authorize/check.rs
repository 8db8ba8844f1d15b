//! Checking an authorize request, in the order in which Atlassian notices things.

use std::collections::{BTreeMap, BTreeSet};

use url::form_urlencoded;

use super::refusal::Refusal;
use crate::scopes::{self, OFFLINE_ACCESS};
use crate::world::{GrantType, Registration, World};

const AUDIENCE: &str = "api.atlassian.com";

/// An authorize request that may go to the consent page (RFC 6749, section 4.1.1).
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: BTreeSet<String>,
    pub state: Option<String>,
    pub challenge: Option<String>,
    pub grant_type: GrantType,
    /// Cloud ids to choose from; empty where no scope needs a site.
    pub sites: Vec<String>,
    /// Whether consent must be asked even if nothing changed.
    pub prompts: bool,
}

/// Checks a query of `/authorize` for a person who is logged in.
pub(crate) fn check(world: &World, person: &str, query: &str) -> Result<Checked, Refusal> {
    let parameters = once_each(query)?;
    let parameter = |name: &str| parameters.get(name).map(String::as_str).filter(|value| !value.is_empty());
    if parameter("audience") != Some(AUDIENCE) {
        return Err(Refusal::Incomplete);
    }
    let client_id = parameter("client_id").ok_or(Refusal::UnknownClient)?;
    let registration = world.registration(client_id).ok_or(Refusal::UnknownClient)?;
    let redirect_uri = parameter("redirect_uri").ok_or(Refusal::Incomplete)?;
    if !registration.callbacks.iter().any(|callback| callback == redirect_uri) {
        return Err(Refusal::UnregisteredRedirect(redirect_uri.to_owned()));
    }
    if parameter("response_type") != Some("code") {
        return Err(Refusal::Incomplete);
    }
    let challenge = challenge(parameter("code_challenge"), parameter("code_challenge_method"))?;
    let scopes = scopes::split(parameter("scope").unwrap_or_default());
    check_scopes(registration, &scopes)?;
    let sites = sites(world, registration, person, &scopes)?;
    Ok(Checked {
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        state: parameter("state").map(str::to_owned),
        challenge,
        grant_type: registration.grant_type,
        sites,
        prompts: parameter("prompt") == Some("consent"),
    })
}

/// Parameters must not be included more than once (RFC 6749, section 3.1).
fn once_each(query: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(Refusal::Incomplete);
        }
    }
    Ok(parameters)
}

/// PKCE (RFC 7636): only `S256`, whose challenge is 43 characters long.
fn challenge(challenge: Option<&str>, method: Option<&str>) -> Result<Option<String>, Refusal> {
    match (challenge, method) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) if challenge.len() == 43 => Ok(Some(challenge.to_owned())),
        (Some(_), _) | (None, Some(_)) => Err(Refusal::Incomplete),
    }
}

fn check_scopes(registration: &Registration, scopes: &BTreeSet<String>) -> Result<(), Refusal> {
    if scopes.iter().any(|scope| scopes::is_openid(scope)) {
        return Err(Refusal::NothingHere);
    }
    if !scopes.iter().any(|scope| scope != OFFLINE_ACCESS && scopes::is_known(scope)) {
        return Err(Refusal::NoSupportedScope);
    }
    let added = |scope: &String| scope == OFFLINE_ACCESS || registration.scopes.contains(scope);
    let missing: Vec<String> = scopes.iter().filter(|scope| !added(scope)).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::ScopesNotAdded(missing)) }
}

/// The sites to choose from. Each product needs a site of its own; one site need not have all of them.
fn sites(
    world: &World,
    registration: &Registration,
    person: &str,
    scopes: &BTreeSet<String>,
) -> Result<Vec<String>, Refusal> {
    let products = scopes::products(scopes);
    let sites: Vec<_> = world.sites_for(person, &products).collect();
    if !registration.sharing && registration.owner != person {
        let host = sites.first().map_or_else(|| "your-site.atlassian.net".to_owned(), |site| site.host());
        return Err(Refusal::AdminMustAuthorize(host));
    }
    if let Some(first) = sites.first().filter(|_| sites.iter().all(|site| site.blocks_user_apps)) {
        return Err(Refusal::AdminMustAuthorize(first.host()));
    }
    let has = |product| sites.iter().any(|site| site.admits(person, product));
    if !products.iter().copied().all(has) {
        return Err(Refusal::NoSite(products));
    }
    Ok(sites.into_iter().map(|site| site.id.clone()).collect())
}
