//! Which variables send requests through a proxy.

use url::Url;

use super::{CheckFinding, CheckKind, CheckState};

const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

pub(super) fn check() -> CheckFinding {
    let set: Vec<_> = VARIABLES
        .into_iter()
        .flat_map(|name| [name.to_owned(), name.to_lowercase()])
        .filter_map(|name| told(&name))
        .collect();
    if set.is_empty() {
        return CheckKind::Proxy.about("", CheckState::Ok, "no variable names a proxy");
    }
    CheckKind::Proxy.about("", CheckState::Warning, set.join(", "))
}

fn told(name: &str) -> Option<String> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
    let shown = if name.eq_ignore_ascii_case("NO_PROXY") { value } else { without_password(&value) };
    Some(format!("{name}={shown}"))
}

/// A proxy's address without the name and password that it may carry.
fn without_password(value: &str) -> String {
    let Ok(url) = Url::parse(value) else { return "an address that cannot be read".to_owned() };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxys_password_is_not_shown() {
        assert_eq!(without_password("http://me:canary@proxy.example:3128/"), "http://proxy.example:3128");
        assert!(!without_password("me:canary@proxy").contains("canary"));
    }
}
