//! Scopes of a set that could be left out, and those that lack company.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::operation::{Operation, OperationState, With3lo};

/// A scope that does not pull its weight in a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RedundantScope {
    /// The scope.
    pub scope: String,
    /// Why.
    pub redundancy: Redundancy,
}

/// Why a scope does not pull its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Redundancy {
    /// Every operation that accepts it wants further scopes that are not there.
    DoesNothingWithout {
        /// The fewest further scopes that make it open something.
        missing: Vec<String>,
    },
    /// Everything that it opens is open without it.
    AddsNothingBeyond {
        /// The scopes of the set that open the same.
        others: Vec<String>,
    },
}

impl Catalogue {
    /// The scopes of a set that open nothing, or nothing more than others do; each is judged with all others there.
    ///
    /// Of scopes that no operation of the catalogue accepts, nothing is known, and nothing is told.
    #[must_use]
    pub fn redundancy<S: AsRef<str>>(&self, scopes: &[S]) -> Vec<RedundantScope> {
        let set: BTreeSet<&str> = scopes.iter().map(AsRef::as_ref).collect();
        let judge = |scope: &&str| {
            let redundancy = self.redundancy_of(scope, &set)?;
            Some(RedundantScope { scope: (*scope).to_owned(), redundancy })
        };
        set.iter().filter_map(judge).collect()
    }

    fn redundancy_of(&self, scope: &str, set: &BTreeSet<&str>) -> Option<Redundancy> {
        let users: Vec<_> = self
            .operations_of(scope)
            .filter(|operation| operation.with_3lo == With3lo::Yes && operation.state != OperationState::Removed)
            .collect();
        if users.is_empty() {
            return None;
        }
        let used: Vec<_> = users.iter().filter(|operation| uses(operation, scope, set)).collect();
        if used.is_empty() {
            let missing = users.iter().flat_map(|operation| lacks(operation, scope, set)).min_by_key(Vec::len)?;
            return Some(Redundancy::DoesNothingWithout { missing });
        }
        let has = |name: &str| name != scope && set.contains(name);
        if !used.iter().all(|operation| operation.satisfied_by(has)) {
            return None;
        }
        let mut others = BTreeSet::new();
        for operation in used {
            let instead = operation.alternatives.iter().find(|it| it.scopes.iter().all(|scope| has(scope)));
            others.extend(instead.into_iter().flat_map(|alternative| alternative.scopes.iter().cloned()));
        }
        Some(Redundancy::AddsNothingBeyond { others: others.into_iter().collect() })
    }
}

/// Whether an alternative with this scope is there in whole.
fn uses(operation: &Operation, scope: &str, set: &BTreeSet<&str>) -> bool {
    operation.alternatives.iter().any(|alternative| {
        let scopes: HashSet<_> = alternative.scopes.iter().map(String::as_str).collect();
        scopes.contains(scope) && scopes.iter().all(|scope| set.contains(scope))
    })
}

fn lacks(operation: &Operation, scope: &str, set: &BTreeSet<&str>) -> Vec<Vec<String>> {
    let with = operation.alternatives.iter().filter(|it| it.scopes.iter().any(|name| name == scope));
    with.map(|it| it.scopes.iter().filter(|name| !set.contains(name.as_str())).cloned().collect()).collect()
}
