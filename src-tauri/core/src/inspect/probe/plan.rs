//! Choosing probes: few safe operations that together show every scope.

use std::collections::HashSet;
use std::hash::BuildHasher;

use trilo_catalogue::{Catalogue, Method, Operation, OperationState, With3lo};

use super::{Probe, ProbeCall};
use crate::inspect::grant::{Grant, GrantSite};
use crate::scope::Scope;

/// Probes for a grant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What is to be called.
    pub calls: Vec<ProbeCall>,
    /// Scopes that no safe call shows, such as those that only write.
    pub uncovered: Vec<String>,
}

/// Operations that answer without any parameter, whoever asks; they come before what the catalogue offers.
const WELL_KNOWN: [&str; 12] = [
    "GET /me",
    "GET /oauth/token/accessible-resources",
    "GET /rest/api/3/myself",
    "GET /rest/api/3/project/search",
    "GET /rest/api/3/permissions",
    "GET /rest/api/3/field",
    "GET /rest/servicedeskapi/info",
    "GET /rest/servicedeskapi/request",
    "GET /rest/agile/1.0/board",
    "GET /wiki/rest/api/user/current",
    "GET /wiki/api/v2/spaces",
    "GET /wiki/rest/api/space",
];
/// Reads that start work, hold everything, or hand out a file are no probes.
const HEAVY: [&str; 8] = ["export", "download", "/events", "/auditing", "/audit", "backup", "/longtask", "analytics"];
/// More calls than this are no probe but load, which Atlassian forbids.
const MOST_CALLS: usize = 2_000;

/// Chooses probes for the scopes of a grant, at the sites that are chosen, by cloud id; no choice means all of them.
///
/// Scopes that were asked for and not granted are probed too: that their calls are refused is the proof.
#[must_use]
pub fn plan<S: BuildHasher>(grant: &Grant, sites: Option<&HashSet<String, S>>) -> Plan {
    let catalogue = Catalogue::built_in();
    let carried = grant.anywhere();
    let has: HashSet<&str> = carried.iter().map(String::as_str).collect();
    let asked = grant.requested.iter().flatten().map(Scope::as_str).filter(|scope| !has.contains(scope));
    let (mut probes, mut uncovered): (Vec<Probe>, Vec<String>) = (vec![sites_of_token(catalogue)], Vec::new());
    for scope in carried.iter().map(String::as_str).chain(asked) {
        if probes.iter().any(|probe| shows(probe, scope, &has)) {
            continue;
        }
        match best(catalogue, scope, &has) {
            Some(operation) => probes.push(probe_of(operation, Some(scope))),
            None if scope == "offline_access" => {}
            None => uncovered.push(scope.to_owned()),
        }
    }
    let chosen = |site: &&GrantSite| sites.is_none_or(|chosen| chosen.contains(&site.cloud_id));
    let sites: Vec<&GrantSite> = grant.sites.iter().flatten().filter(chosen).collect();
    Plan { calls: calls(probes, &sites, grant), uncovered }
}

/// The calls of probes at sites.
pub(super) fn calls(probes: Vec<Probe>, sites: &[&GrantSite], grant: &Grant) -> Vec<ProbeCall> {
    let mut calls = Vec::new();
    for probe in probes {
        if probe.is_of_sites() {
            let its: Vec<_> = sites.iter().filter(|site| probe.is_for(site)).collect();
            calls.extend(its.into_iter().map(|site| ProbeCall::new(probe.clone(), Some(site), grant)));
        } else {
            calls.push(ProbeCall::new(probe, None, grant));
        }
    }
    calls.truncate(MOST_CALLS);
    calls
}

fn sites_of_token(catalogue: &Catalogue) -> Probe {
    let operation = catalogue.operation("GET /oauth/token/accessible-resources");
    probe_of(operation.expect("the catalogue has the list of sites"), None)
}

fn probe_of(operation: &Operation, covers: Option<&str>) -> Probe {
    Probe {
        name: if operation.id.is_empty() { operation.path.clone() } else { operation.id.clone() },
        product: operation.product,
        path: operation.path.clone(),
        covers: covers.map(ToOwned::to_owned),
        expects: None,
        sites: Vec::new(),
    }
}

/// Whether a probe that was chosen already shows a scope, too.
fn shows(probe: &Probe, scope: &str, has: &HashSet<&str>) -> bool {
    probe.operation().is_some_and(|operation| is_by(operation, scope, has))
}

/// Whether an operation is open by a scope that is there, or closed for want of one that is not.
fn is_by(operation: &Operation, scope: &str, has: &HashSet<&str>) -> bool {
    let complete = |scopes: &[String]| scopes.iter().all(|one| has.contains(one.as_str()));
    let with = |scopes: &[String]| scopes.iter().any(|one| one == scope);
    if has.contains(scope) {
        operation.alternatives.iter().any(|way| with(&way.scopes) && complete(&way.scopes))
    } else {
        operation.alternatives.iter().any(|way| with(&way.scopes))
            && !operation.alternatives.iter().any(|way| complete(&way.scopes))
    }
}

fn best<'a>(catalogue: &'a Catalogue, scope: &str, has: &HashSet<&str>) -> Option<&'a Operation> {
    let safe = catalogue.operations_of(scope).filter(|operation| is_safe(operation) && is_by(operation, scope, has));
    safe.min_by_key(|operation| {
        let known = WELL_KNOWN.iter().position(|key| *key == operation.key).unwrap_or(WELL_KNOWN.len());
        let fewest = operation.alternatives.iter().map(|way| way.scopes.len()).min().unwrap_or(0);
        (known, operation.state != OperationState::Current, operation.anonymous, fewest, operation.path.len())
    })
}

/// Whether an operation reads, needs nothing but a site, and is light.
pub(super) fn is_safe(operation: &Operation) -> bool {
    let lasting = match operation.state {
        OperationState::Current | OperationState::Experimental => true,
        OperationState::Deprecated | OperationState::Removed => false,
    };
    let bare = super::filled(&operation.path, "");
    operation.method == Method::Get
        && operation.with_3lo == With3lo::Yes
        && lasting
        && !bare.contains('{')
        && !HEAVY.iter().any(|word| operation.path.contains(word))
}
