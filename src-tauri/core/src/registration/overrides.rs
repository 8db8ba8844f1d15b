//! Other endpoints in place of the commercial cloud's, for one process.

use std::sync::OnceLock;

use url::Url;

use super::draft::base_url;
use super::{Cloud, Endpoints, Field, InvalidRegistration};

/// The variable that overrides the base that plays `https://auth.atlassian.com`.
pub const AUTHORIZATION_URL_VARIABLE: &str = "TRILO_AUTHORIZATION_URL";
/// The variable that overrides the base that plays `https://api.atlassian.com`.
pub const API_URL_VARIABLE: &str = "TRILO_API_URL";

/// The endpoints that this process' environment sets in place of the commercial cloud's; `None` without a variable.
///
/// Every surface shows them wherever they act. The environment is read once.
///
/// # Errors
/// When a variable holds no base URL. [`Cloud::endpoints`] then leads nowhere rather than to Atlassian.
pub fn commercial_override() -> Result<Option<Endpoints>, InvalidRegistration> {
    static OVERRIDE: OnceLock<Result<Option<Endpoints>, InvalidRegistration>> = OnceLock::new();
    OVERRIDE.get_or_init(|| read(|name| std::env::var(name).ok())).clone()
}

fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Endpoints>, InvalidRegistration> {
    let set = |name: &str, field: Field| {
        let value = variable(name).filter(|value| !value.trim().is_empty());
        value.map(|value| base_url(field, &value)).transpose()
    };
    let authorization = set(AUTHORIZATION_URL_VARIABLE, Field::AuthorizationUrl)?;
    let api = set(API_URL_VARIABLE, Field::ApiUrl)?;
    if authorization.is_none() && api.is_none() {
        return Ok(None);
    }
    let documented = Cloud::commercial_as_documented();
    Ok(Some(Endpoints {
        authorization_url: authorization.unwrap_or(documented.authorization_url),
        api_url: api.unwrap_or(documented.api_url),
    }))
}

/// The commercial cloud's endpoints for this process.
pub(super) fn commercial() -> Endpoints {
    if let Ok(overridden) = commercial_override() {
        return overridden.unwrap_or_else(Cloud::commercial_as_documented);
    }
    // A name that can never be found (RFC 6761, section 6.4).
    let nowhere = Url::parse("https://override.invalid").expect("a constant URL");
    Endpoints { authorization_url: nowhere.clone(), api_url: nowhere }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(api: &str) -> Result<Option<Endpoints>, InvalidRegistration> {
        read(|name| (name == API_URL_VARIABLE).then(|| api.to_owned()))
    }

    #[test]
    fn one_variable_overrides_one_base_and_leaves_the_other() {
        let endpoints = with("http://127.0.0.1:7008").unwrap().unwrap();
        assert_eq!(endpoints.api_url.as_str(), "http://127.0.0.1:7008/");
        assert_eq!(endpoints.authorization_url.host_str(), Some("auth.atlassian.com"));
        assert_eq!(with(" ").unwrap(), None, "an empty variable is none");
    }

    #[test]
    fn a_variable_that_is_no_safe_base_url_is_an_error() {
        for text in ["nonsense", "http://example.com", "https://a.example/?x"] {
            assert!(with(text).is_err(), "{text} must not send tokens anywhere");
        }
    }
}
