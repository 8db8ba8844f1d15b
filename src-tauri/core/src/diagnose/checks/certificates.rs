//! Whose certificates the servers show, and so whether something on the way reads along.

mod names;

use names::Certificate;

use super::{CheckFinding, CheckKind, CheckState, endpoints};
use crate::Core;
use crate::atlassian::certificates_of;

/// Makers of what inspects encrypted connections, as their authorities are called.
const INSPECTORS: [&str; 24] = [
    "zscaler",
    "netskope",
    "fortinet",
    "fortigate",
    "palo alto",
    "blue coat",
    "bluecoat",
    "symantec web",
    "cisco umbrella",
    "forcepoint",
    "websense",
    "mcafee web",
    "skyhigh",
    "sophos",
    "check point",
    "barracuda",
    "kaspersky",
    "eset ssl",
    "avast",
    "bitdefender",
    "mitmproxy",
    "charles proxy",
    "fiddler",
    "portswigger",
];
/// Public authorities that Atlassian's hosts and those of other clouds are certified by.
const AUTHORITIES: [&str; 9] = [
    "amazon",
    "digicert",
    "let's encrypt",
    "internet security research group",
    "google trust services",
    "globalsign",
    "sectigo",
    "entrust",
    "starfield",
];

pub(super) async fn check(core: &Core) -> Vec<CheckFinding> {
    let mut findings = Vec::new();
    for url in endpoints::origins(&endpoints::clouds(core)) {
        let host = url.host_str().unwrap_or_default();
        let told = |state, evidence: String| CheckKind::Certificate.about(host, state, evidence);
        findings.push(match certificates_of(&url).await {
            _ if url.scheme() != "https" => told(CheckState::Skipped, "it is spoken to without encryption".to_owned()),
            Err(error) => told(CheckState::Skipped, format!("none was seen: {error}")),
            Ok(chain) => {
                let (state, evidence) = judge(&chain);
                told(state, evidence)
            }
        });
    }
    findings
}

/// What a chain tells: the server's own certificate first, each signed by the next.
fn judge(chain: &[Vec<u8>]) -> (CheckState, String) {
    let certificates: Vec<_> = chain.iter().filter_map(|der| Certificate::read(der)).collect();
    let (Some(own), Some(last)) = (certificates.first(), certificates.last()) else {
        return (CheckState::Skipped, "the certificate cannot be read".to_owned());
    };
    let issuers = certificates.iter().map(|certificate| certificate.issuer.as_str());
    let shown = std::iter::once(own.subject.as_str()).chain(issuers).collect::<Vec<_>>().join(" ← ");
    let everything = shown.to_lowercase();
    let is_among = |names: &[&str]| names.iter().any(|name| everything.contains(name));
    if is_among(&INSPECTORS) {
        (CheckState::Warning, format!("{} inspects the connection: {shown}", last.issuer))
    } else if is_among(&AUTHORITIES) {
        (CheckState::Ok, format!("{shown}, until {}", own.last_day))
    } else {
        (CheckState::Warning, format!("{} is no public authority that is known here: {shown}", last.issuer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(certificate: &[u8]) -> (CheckState, String) {
        judge(&[certificate.to_vec()])
    }

    #[test]
    fn who_inspects_is_named() {
        let (state, evidence) = judged(include_bytes!("certificates/inspected.der"));
        assert_eq!(state, CheckState::Warning);
        assert!(evidence.starts_with("Zscaler Intermediate Root CA (Zscaler Inc.) inspects"), "{evidence}");
    }

    #[test]
    fn a_public_authority_is_as_it_should_be_and_another_is_warned_of() {
        let (state, evidence) = judged(include_bytes!("certificates/public.der"));
        assert_eq!((state, evidence.contains(", until 20")), (CheckState::Ok, true), "{evidence}");
        let (state, evidence) = judged(include_bytes!("certificates/unknown.der"));
        assert_eq!(state, CheckState::Warning);
        assert!(evidence.contains("is no public authority"), "{evidence}");
    }

    #[test]
    fn what_is_no_certificate_is_not_judged() {
        assert_eq!(judge(&[b"nonsense".to_vec()]).0, CheckState::Skipped);
        assert_eq!(judge(&[]).0, CheckState::Skipped);
    }
}
