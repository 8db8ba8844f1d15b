//! Whether the servers of the registrations are found, take connections and answer.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::Url;

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::registration::{Cloud, Endpoints};

const DEADLINE: Duration = Duration::from_secs(5);

pub(super) async fn check(core: &Core) -> Vec<CheckFinding> {
    let clouds = clouds(core);
    let mut findings = Vec::new();
    for url in origins(&clouds) {
        findings.extend(reach(&url).await);
    }
    for endpoints in clouds {
        findings.push(answer(core, &endpoints).await);
    }
    findings
}

/// The clouds of the registrations, or else Atlassian's commercial one.
pub(super) fn clouds(core: &Core) -> Vec<Endpoints> {
    let mut clouds: Vec<Endpoints> = Vec::new();
    for registration in core.registrations().unwrap_or_default() {
        let endpoints = registration.cloud.endpoints();
        if !clouds.contains(&endpoints) {
            clouds.push(endpoints);
        }
    }
    if clouds.is_empty() {
        clouds.push(Cloud::Commercial.endpoints());
    }
    clouds
}

/// A URL for each server of some clouds.
pub(super) fn origins(clouds: &[Endpoints]) -> Vec<Url> {
    let mut seen = BTreeSet::new();
    let urls = clouds.iter().flat_map(|endpoints| [&endpoints.authorization_url, &endpoints.api_url]);
    urls.filter(|url| seen.insert(url.origin().ascii_serialization())).cloned().collect()
}

/// Finds the name and connects. Where a proxy does both, a failure here only warns.
async fn reach(url: &Url) -> Vec<CheckFinding> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let port = url.port_or_known_default().unwrap_or_default();
    let found = timeout(DEADLINE, lookup_host((host.trim_matches(['[', ']']), port))).await;
    let addresses: Vec<_> = match found {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => return vec![CheckKind::Name.about(&host, CheckState::Warning, error.to_string())],
        Err(_) => return vec![CheckKind::Name.about(&host, CheckState::Warning, "no answer in time")],
    };
    let shown: Vec<_> = addresses.iter().map(|address| address.ip().to_string()).collect();
    let named = CheckKind::Name.about(&host, CheckState::Ok, shown.join(", "));
    let at = format!("{host}:{port}");
    let connected = match timeout(DEADLINE, TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(stream)) => {
            let peer = stream.peer_addr().map(|peer| peer.to_string()).unwrap_or_default();
            CheckKind::Connection.about(at, CheckState::Ok, peer)
        }
        Ok(Err(error)) => CheckKind::Connection.about(at, CheckState::Warning, error.to_string()),
        Err(_) => CheckKind::Connection.about(at, CheckState::Warning, "no answer in time"),
    };
    vec![named, connected]
}

/// Asks for something small and public, the way that every other request goes.
async fn answer(core: &Core, endpoints: &Endpoints) -> CheckFinding {
    let host = endpoints.authorization_url.host_str().unwrap_or_default().to_owned();
    match core.reach(endpoints).await {
        Ok(()) => CheckKind::Answer.about(host, CheckState::Ok, "it answers"),
        Err(error) => CheckKind::Answer.about(host, CheckState::Failed, error.to_string()),
    }
}
