//! An authorize URL, looked through as a registration is.

use url::Url;

use crate::catalogue::Catalogue;
use crate::diagnose::explain::Stage;
use crate::diagnose::explain::observation::Observation;
use crate::registration::AuthorizeUrl;

/// Whether a URL begins a sign-in.
pub(super) fn looks_so(url: &Url) -> bool {
    let has = |wanted: &str| url.query_pairs().any(|(name, _)| name == wanted);
    let is_request = has("client_id") || has("response_type") || has("redirect_uri");
    matches!(url.scheme(), "https" | "http") && is_request && !has("code") && !has("error")
}

/// Reads an authorize URL; nothing when it is too long to be one.
pub(super) fn read(text: &str) -> Option<Observation> {
    let read = AuthorizeUrl::parse(text, Catalogue::built_in()).ok()?;
    let mut observation = Observation::at(Stage::AuthorizeUrl);
    for finding in &read.findings {
        // The wire's name of a finding is the one that the table uses.
        let kind = serde_json::to_value(finding.kind).ok()?;
        let name = format!("lint:{}", kind.as_str().unwrap_or_default());
        if !observation.has(&name) {
            observation.mark(name, finding.subject.clone());
        }
    }
    if read.findings.is_empty() {
        observation.mark("lint:none", "");
    }
    if let Ok(url) = Url::parse(text) {
        url.host_str().unwrap_or_default().clone_into(&mut observation.host);
        url.path().clone_into(&mut observation.path);
    }
    Some(observation)
}
