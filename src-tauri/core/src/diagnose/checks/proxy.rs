//! What sends requests through a proxy, and which servers are spared.

use url::Url;

use super::{CheckFinding, CheckKind, CheckState, endpoints};
use crate::Core;

const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

pub(super) fn check(core: &Core) -> Vec<CheckFinding> {
    let set: Vec<_> = VARIABLES
        .into_iter()
        .flat_map(|name| [name.to_owned(), name.to_lowercase()])
        .filter_map(|name| Some((std::env::var(&name).ok().filter(|value| !value.is_empty())?, name)))
        .collect();
    let named: Vec<_> = set.iter().map(|(value, name)| shown(name, value)).collect();
    let has_proxy = set.iter().any(|(_, name)| !name.eq_ignore_ascii_case("NO_PROXY"));
    if !has_proxy {
        let evidence = if named.is_empty() { "no variable names a proxy".to_owned() } else { named.join(", ") };
        return vec![CheckKind::Proxy.about("", CheckState::Ok, evidence)];
    }
    let mut findings = vec![CheckKind::Proxy.about("", CheckState::Warning, named.join(", "))];
    if let Some((spared, name)) = set.iter().find(|(_, name)| name.eq_ignore_ascii_case("NO_PROXY")) {
        let hosts = endpoints::origins(&endpoints::clouds(core));
        for host in hosts.iter().filter_map(Url::host_str).filter(|host| is_spared(host, spared)) {
            let evidence = format!("{name} keeps it from the proxy");
            findings.push(CheckKind::Proxy.about(host, CheckState::Warning, evidence));
        }
    }
    findings
}

fn shown(name: &str, value: &str) -> String {
    let value = if name.eq_ignore_ascii_case("NO_PROXY") { value.to_owned() } else { without_password(value) };
    format!("{name}={value}")
}

/// A proxy's address without the name and password that it may carry.
fn without_password(value: &str) -> String {
    let Ok(url) = Url::parse(value) else { return "an address that cannot be read".to_owned() };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

/// Whether a host is among those that `NO_PROXY` lists: by its name, or by the end of it.
fn is_spared(host: &str, list: &str) -> bool {
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        let end = entry.trim_start_matches('*').trim_start_matches('.');
        entry == "*" || host.eq_ignore_ascii_case(end) || host.to_ascii_lowercase().ends_with(&format!(".{end}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_not_shown() {
        assert_eq!(without_password("http://me:canary@proxy.example:3128/"), "http://proxy.example:3128");
        assert!(!without_password("me:canary@proxy").contains("canary"));
    }

    #[test]
    fn a_host_is_spared_by_its_name_or_the_end_of_it() {
        for list in ["*", "auth.atlassian.com", "a.example, .atlassian.com", "*.atlassian.com", "atlassian.com"] {
            assert!(is_spared("auth.atlassian.com", list), "{list}");
        }
        for list in ["", ",", "example.com", "lassian.com", "auth.atlassian.com.example"] {
            assert!(!is_spared("auth.atlassian.com", list), "{list}");
        }
    }
}
