//! A claim of a JWT, explained.

use jiff::Timestamp;
use serde_json::Value;

use super::decoded::seconds;

/// A claim, or a member of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Its value, a text without quotes, everything else as JSON.
    pub value: String,
    /// What it means; `None` for one that nobody documents.
    pub meaning: Option<&'static str>,
    /// The moment that it names.
    pub time: Option<Timestamp>,
    /// Whether it tells who the person is.
    pub personal: bool,
}

/// Registered claims (RFC 7519, section 4.1; RFC 8693, section 4; `OpenID` Connect Core, section 2) and Atlassian's.
const CLAIMS: [(&str, &str); 13] = [
    ("iss", "Who issued the token."),
    ("sub", "Whose token it is: Atlassian’s account id."),
    ("aud", "Whom it is for: the client id of the app."),
    ("azp", "The app that it was issued to."),
    ("client_id", "The app that it was issued to."),
    ("exp", "When it ends."),
    ("nbf", "From when on it may be used."),
    ("iat", "When it was issued."),
    ("auth_time", "When the person logged in."),
    ("jti", "The token’s own id, which tells two tokens apart."),
    ("scope", "What it allows, as far as sites and the person’s rights allow it too."),
    ("scp", "What it allows, as far as sites and the person’s rights allow it too."),
    ("https://id.atlassian.com/atl_token_type", "What kind of token Atlassian says it is."),
];

const HEADER: [(&str, &str); 4] = [
    ("alg", "How it is signed. RS256 can be checked by anybody with the published key."),
    ("kid", "Which published key signed it."),
    ("typ", "What it is."),
    ("cty", "What is inside."),
];

const TIMES: [&str; 4] = ["exp", "nbf", "iat", "auth_time"];

impl Claim {
    pub(super) fn of(name: &str, value: &Value) -> Self {
        let known = CLAIMS.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning);
        let meaning = known.or_else(|| of_namespace(name));
        let time = TIMES.contains(&name).then(|| seconds(value)).flatten();
        Self { meaning, time, ..Self::plain(name, value) }
    }

    pub(super) fn of_header(name: &str, value: &Value) -> Self {
        let meaning = HEADER.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning);
        Self { meaning, ..Self::plain(name, value) }
    }

    fn plain(name: &str, value: &Value) -> Self {
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let personal = name.to_ascii_lowercase().contains("email") || name == "name" || text.contains('@');
        Self { name: name.to_owned(), value: text, meaning: None, time: None, personal }
    }
}

/// Atlassian's own claims have addresses for names, and public code disagrees about their hosts.
fn of_namespace(name: &str) -> Option<&'static str> {
    if name.ends_with("/systemAccountId") {
        return Some("The app’s own account on Atlassian’s side.");
    }
    if name.ends_with("/systemAccountEmail") {
        return Some("The address of the app’s own account.");
    }
    let atlassians = ["atlassian.com/", "atlassian.net/"].iter().any(|host| name.contains(host));
    atlassians.then_some("One of Atlassian’s own. It is not documented and may change.")
}
