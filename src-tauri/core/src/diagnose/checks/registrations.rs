//! Whether the registrations have what a sign-in needs.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::registration::Severity;

pub(super) fn check(core: &Core) -> Vec<CheckFinding> {
    let listed = match core.listed_registrations() {
        Ok(listed) if listed.is_empty() => {
            return vec![CheckKind::Registration.about("", CheckState::Skipped, "there is none yet")];
        }
        Ok(listed) => listed,
        Err(error) => return vec![CheckKind::Registration.about("", CheckState::Skipped, error.to_string())],
    };
    let mut findings = Vec::new();
    for one in listed {
        let worst = one.findings.first().map(|finding| finding.kind.severity());
        let state = match worst {
            Some(Severity::Error) => CheckState::Failed,
            Some(Severity::Warning) => CheckState::Warning,
            Some(Severity::Hint) | None => CheckState::Ok,
        };
        let name = |kind| serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(ToOwned::to_owned));
        let kinds: Vec<_> = one.findings.iter().filter_map(|finding| name(finding.kind)).collect();
        let evidence = if kinds.is_empty() { "nothing was found".to_owned() } else { kinds.join(", ") };
        findings.push(CheckKind::Registration.about(one.registration.name, state, evidence));
    }
    findings
}
