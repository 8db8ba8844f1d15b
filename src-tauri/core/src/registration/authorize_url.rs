//! Reading an authorize URL that a person pasted, such as one that another program makes or the console shows.

use std::collections::BTreeMap;

use url::Url;

use super::lint::{Fix, of_scopes, other_spelling, too_long, trailing_slash, worst_first};
use super::{
    CallbackUrl, Cloud, Field, FieldProblem, FindingKind, InvalidRegistration, RegistrationFinding, is_loopback,
};
use crate::authorization::callback::bounded;
use crate::catalogue::Catalogue;
use crate::scope::{Scope, ScopeSet};

/// What an authorize URL says, without the values that only its sender should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizeUrl {
    /// The host and path that it leads to.
    pub endpoint: String,
    /// The client id.
    pub client_id: Option<String>,
    /// The scopes that it asks for.
    pub scopes: ScopeSet,
    /// The `redirect_uri`, as it is written.
    pub callback: Option<String>,
    /// Whether it carries a `state`.
    pub state: bool,
    /// Whether it carries a PKCE challenge by S256.
    pub pkce: bool,
    /// The `audience`.
    pub audience: Option<String>,
    /// The `prompt`.
    pub prompt: Option<String>,
    /// What is likely to go wrong with it, the worst first.
    pub findings: Vec<RegistrationFinding>,
}

/// The longest URL that is read, in bytes.
const MAX_LENGTH: usize = 16 * 1024;
/// The most scopes that are read.
const MAX_SCOPES: usize = 300;

impl AuthorizeUrl {
    /// Reads an authorize URL (RFC 6749, section 4.1.1).
    ///
    /// Values are cut to 500 characters, and only the first of a repeated parameter counts.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, InvalidRegistration> {
        let invalid = |problem| InvalidRegistration { field: Field::AuthorizationUrl, problem };
        let text = text.trim();
        if text.is_empty() {
            return Err(invalid(FieldProblem::Empty));
        }
        if text.len() > MAX_LENGTH {
            return Err(invalid(FieldProblem::TooLong));
        }
        let url = Url::parse(text).map_err(|_| invalid(FieldProblem::NotAUrl))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(invalid(FieldProblem::UnknownScheme));
        }
        let mut findings = Vec::new();
        findings.extend(of_endpoint(&url));
        let mut parameters = parameters(&url, &mut findings);
        let scopes = scopes(parameters.remove("scope"), &mut findings);
        let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
        let is_s256 = take("code_challenge_method").as_deref() == Some("S256");
        let response_type = take("response_type");
        let read = Self {
            endpoint: place_of(&url),
            client_id: take("client_id").map(|value| bounded(&value)),
            scopes,
            callback: take("redirect_uri").map(|value| bounded(&value)),
            state: take("state").is_some(),
            pkce: take("code_challenge").is_some() && is_s256,
            audience: take("audience").map(|value| bounded(&value)),
            prompt: take("prompt").map(|value| bounded(&value)),
            findings: Vec::new(),
        };
        if response_type.as_deref() != Some("code") {
            findings.push(FindingKind::ResponseTypeNotCode.about(bounded(&response_type.unwrap_or_default())));
        }
        findings.extend(read.lint(catalogue));
        findings.extend(too_long(text.len()));
        Ok(Self { findings: worst_first(findings), ..read })
    }

    fn lint(&self, catalogue: &Catalogue) -> Vec<RegistrationFinding> {
        let mut findings = Vec::new();
        match &self.callback {
            None => findings.push(FindingKind::CallbackMissing.about("")),
            Some(callback) => findings.extend(of_callback(callback)),
        }
        if !self.scopes.is_empty() {
            findings.extend(of_scopes(&self.scopes, catalogue));
            let always = [FindingKind::OfflineAccessMissing, FindingKind::ReadMeMissing].into_iter();
            for (kind, scope) in always.zip(ScopeSet::ALWAYS) {
                if !self.scopes.iter().any(|asked| asked.as_str() == scope) {
                    findings.push(kind.about(scope).with_fix(Fix::AddScope { scope: scope.to_owned() }));
                }
            }
        }
        let known = [Cloud::Commercial.audience(), Cloud::Government.audience()];
        let audience = self.audience.as_deref().unwrap_or_default();
        let missing = [
            (self.client_id.is_none(), FindingKind::ClientIdMissing, ""),
            (!self.state, FindingKind::StateMissing, ""),
            (!self.pkce, FindingKind::PkceMissing, ""),
            (!known.contains(&audience), FindingKind::AudienceMissing, audience),
            (self.prompt.as_deref() != Some("consent"), FindingKind::PromptMissing, ""),
        ];
        findings.extend(missing.into_iter().filter(|(is, ..)| *is).map(|(_, kind, subject)| kind.about(subject)));
        findings
    }
}

fn of_endpoint(url: &Url) -> Option<RegistrationFinding> {
    let hosts = [Cloud::Commercial, Cloud::Government].map(|cloud| cloud.endpoints().authorization_url);
    let is_atlassians = hosts.iter().any(|known| known.origin() == url.origin());
    let is_known = (is_atlassians || is_loopback(url)) && url.path() == "/authorize";
    (!is_known).then(|| FindingKind::EndpointUnknown.about(place_of(url)))
}

fn place_of(url: &Url) -> String {
    bounded(&format!("{}{}", url.host_str().unwrap_or_default(), url.path()))
}

/// The first value of each parameter.
fn parameters(url: &Url, findings: &mut Vec<RegistrationFinding>) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    let mut repeated: Vec<String> = Vec::new();
    for (name, value) in url.query_pairs() {
        if parameters.contains_key(&*name) {
            let name = bounded(&name);
            if !repeated.contains(&name) {
                repeated.push(name);
            }
        } else {
            parameters.insert(name.into_owned(), value.into_owned());
        }
    }
    findings.extend(repeated.into_iter().map(|name| FindingKind::ParameterRepeated.about(name)));
    parameters
}

fn scopes(text: Option<String>, findings: &mut Vec<RegistrationFinding>) -> ScopeSet {
    let text = text.unwrap_or_default();
    let mut found = Vec::new();
    for word in text.split_whitespace().take(MAX_SCOPES) {
        match Scope::parse(word) {
            Ok(scope) => found.push(scope),
            Err(_) => findings.push(FindingKind::ScopeMalformed.about(bounded(word))),
        }
    }
    if found.is_empty() {
        findings.push(FindingKind::ScopesMissing.about(""));
    }
    found.into_iter().collect()
}

fn of_callback(callback: &str) -> Vec<RegistrationFinding> {
    let mut findings: Vec<_> = trailing_slash(callback).into_iter().collect();
    match CallbackUrl::parse(callback) {
        Err(FieldProblem::NotSecure) => {
            let secure = Url::parse(callback).ok().and_then(|mut url| url.set_scheme("https").ok().map(|()| url));
            let fix = secure.map(|to| Fix::ReplaceCallback { from: callback.to_owned(), to: to.into() });
            findings.push(RegistrationFinding { fix, ..FindingKind::CallbackNotHttps.about(callback) });
        }
        Err(_) => findings.push(FindingKind::CallbackUnusable.about(callback)),
        Ok(_) => {}
    }
    if let Some(to) = other_spelling(callback) {
        let fix = Fix::ReplaceCallback { from: callback.to_owned(), to };
        findings.push(FindingKind::CallbackLocalhostOrAddress.about(callback).with_fix(fix));
    }
    findings
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(text: &str) -> Result<AuthorizeUrl, InvalidRegistration> {
        AuthorizeUrl::parse(text, Catalogue::built_in())
    }

    const GOOD: &str = "https://auth.atlassian.com/authorize?audience=api.atlassian.com&client_id=9f2kQvT1m0Zr\
        &scope=offline_access%20read%3Ame+read%3Ajira-work&redirect_uri=https%3A%2F%2Ftools.example%2Fback\
        &state=canary-state&response_type=code&prompt=consent&code_challenge=canary-challenge\
        &code_challenge_method=S256";

    fn kinds(text: &str) -> Vec<FindingKind> {
        parse(text).unwrap().findings.iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn a_good_url_is_read_without_its_state_and_challenge() {
        let read = parse(GOOD).unwrap();
        assert_eq!(read.findings, []);
        assert_eq!(read.client_id.as_deref(), Some("9f2kQvT1m0Zr"));
        assert_eq!(read.scopes.to_string(), "offline_access read:me read:jira-work");
        assert_eq!(read.callback.as_deref(), Some("https://tools.example/back"));
        assert!(read.state && read.pkce);
        assert!(!format!("{read:?}").contains("canary"), "a window that shows it must not have them");
    }

    #[test]
    fn what_is_missing_or_wrong_is_found() {
        let without = |part: &str| kinds(&GOOD.replace(part, ""));
        assert_eq!(without("audience=api.atlassian.com&"), [FindingKind::AudienceMissing]);
        assert_eq!(without("&state=canary-state"), [FindingKind::StateMissing]);
        assert_eq!(without("&code_challenge_method=S256"), [FindingKind::PkceMissing]);
        assert_eq!(without("&prompt=consent"), [FindingKind::PromptMissing]);
        assert_eq!(without("offline_access%20"), [FindingKind::OfflineAccessMissing]);
        assert_eq!(without("read%3Ame+"), [FindingKind::ReadMeMissing]);
        assert_eq!(without("&response_type=code"), [FindingKind::ResponseTypeNotCode]);
        assert_eq!(without("&redirect_uri=https%3A%2F%2Ftools.example%2Fback"), [FindingKind::CallbackMissing]);
        assert_eq!(kinds(&format!("{GOOD}&state=again")), [FindingKind::ParameterRepeated]);
        assert_eq!(kinds(&GOOD.replace("read%3Ame", "read%3Ame%20openid")), [FindingKind::ScopeBreaksConsent]);
        assert_eq!(kinds(&GOOD.replace("jira-work", "jira-werk")), [FindingKind::ScopeUnknown]);
        assert_eq!(kinds(&GOOD.replace("auth.atlassian.com/a", "auth.example/a")), [FindingKind::EndpointUnknown]);
        assert_eq!(kinds(&GOOD.replace("Fback", "Fback%2F")), [FindingKind::CallbackTrailingSlash]);
        assert_eq!(kinds(&GOOD.replace("redirect_uri=https", "redirect_uri=http")), [FindingKind::CallbackNotHttps]);
    }

    #[test]
    fn a_fix_gives_what_to_write_instead() {
        let local = GOOD.replace("https%3A%2F%2Ftools.example%2F", "http%3A%2F%2Flocalhost%3A7007%2F");
        let fix = parse(&local).unwrap().findings.remove(0).fix.unwrap();
        let (from, to) = ("http://localhost:7007/back".to_owned(), "http://127.0.0.1:7007/back".to_owned());
        assert_eq!(fix, Fix::ReplaceCallback { from, to });
    }

    #[test]
    fn what_is_no_url_is_refused_with_the_reason() {
        let problem = |text: &str| parse(text).unwrap_err().problem;
        assert_eq!(problem("  "), FieldProblem::Empty);
        assert_eq!(problem("client_id=x"), FieldProblem::NotAUrl);
        assert_eq!(problem("javascript:alert(1)"), FieldProblem::UnknownScheme);
        assert_eq!(problem(&format!("{GOOD}{}", "x".repeat(MAX_LENGTH))), FieldProblem::TooLong);
    }
}
