//! From operations to the smallest set of scopes that opens all of them.
//!
//! # The order
//!
//! Of all sets that open every operation, the solver finds one that is first in this order:
//! 1. fewest powers, compared from the most dangerous kind down: over how many APIs the app could act as others, then
//!    administer, then change, then know people, then read ([`Power`]; an API is one of [`ConsoleApi`]);
//! 2. fewest scopes;
//! 3. fewest granular scopes, since Atlassian recommends classic ones.
//!
//! What is equal in all three is decided by a fixed order, so that the same operations always give the same set.
//! Granular scopes are chosen where only they work, or where they are less power: reading workflows takes the classic
//! `manage:jira-configuration` or granular scopes that only read.

mod branch;
mod cost;
mod problem;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use self::problem::Problem;
use crate::catalogue::Catalogue;
use crate::console::ConsoleApi;
use crate::operation::{Alternative, Operation, OperationState, With3lo};
use crate::risk::{Power, Risk};
use crate::scope::{CatalogueScope, Kind};

/// Which alternatives may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Preference {
    /// The smallest of all.
    #[default]
    Automatic,
    /// Classic scopes, and those of the account.
    ClassicOnly,
    /// Granular scopes, and those of the account.
    GranularOnly,
    /// Scopes that change nothing.
    ReadOnly,
}

/// What an app needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Wish {
    /// Keys of operations, such as `GET /rest/api/3/myself`.
    pub operations: Vec<String>,
    /// Which alternatives may be chosen.
    pub preference: Preference,
    /// Scopes that will be there anyway, so that they cost nothing.
    pub keep: Vec<String>,
}

/// The smallest set of scopes for a wish, with the reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Solution {
    /// The set, kept scopes included, by the alphabet.
    pub scopes: Vec<ChosenScope>,
    /// How each operation is opened.
    pub choices: Vec<Choice>,
    /// Operations that no set of scopes opens.
    pub unreachable: Vec<Unreachable>,
    /// The powers of the set, the most dangerous first.
    pub powers: Vec<PowerOver>,
    /// Whether the set is proven to be the smallest.
    ///
    /// Always, but for inputs far beyond what the catalogue can ask: after [`Solution::STEPS`] the best set so far counts.
    pub exact: bool,
}

impl Solution {
    /// After how many steps of the search within one API the best set so far counts.
    pub const STEPS: u32 = branch::STEPS;

    /// The scopes as texts.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.scopes.iter().map(|chosen| chosen.scope.scope.clone()).collect()
    }
}

/// A power over an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PowerOver {
    /// What it lets do.
    pub power: Power,
    /// Where.
    pub api: ConsoleApi,
}

/// A scope of a solution, and who needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ChosenScope {
    /// The scope.
    pub scope: CatalogueScope,
    /// Keys of the operations that would not work without it.
    pub needed_by: Vec<String>,
    /// Whether it was to be kept.
    pub kept: bool,
}

/// How an operation is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// Its key.
    pub operation: String,
    /// Its state: it may be deprecated.
    pub state: OperationState,
    /// Its alternatives; none if any token opens it.
    pub offers: Vec<Offer>,
}

/// An alternative of an operation, seen from the solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The scopes.
    pub alternative: Alternative,
    /// Whether the solution opens the operation by it.
    pub chosen: bool,
    /// The most dangerous of its scopes.
    pub risk: Risk,
    /// The scopes that the solution does not have.
    pub missing: Vec<String>,
}

/// An operation that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Unreachable {
    /// Its key, as it was asked for.
    pub operation: String,
    /// Why.
    pub reason: UnreachableReason,
}

/// Why an operation cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum UnreachableReason {
    /// The catalogue does not have it.
    NotInCatalogue,
    /// It is gone.
    Removed,
    /// Only an app's own user may call it.
    AppOnly,
    /// No OAuth scheme is documented for it.
    No3lo,
    /// Whether 3LO opens it is not known.
    Unknown3lo,
    /// It takes granular scopes only.
    NoClassicScopes,
    /// It takes classic scopes only.
    NoGranularScopes,
    /// Each of its alternatives can change something.
    NeedsMoreThanReading,
}

impl Catalogue {
    /// The smallest set of scopes for a wish; see [`Solution`] and the order in this module's text.
    #[must_use]
    pub fn solve(&self, wish: &Wish) -> Solution {
        let mut unreachable = Vec::new();
        let mut reachable = BTreeMap::new();
        for key in wish.operations.iter().collect::<BTreeSet<_>>() {
            match self.open(key, wish.preference) {
                Ok((operation, alternatives)) => {
                    reachable.insert(key.as_str(), (operation, alternatives));
                }
                Err(reason) => unreachable.push(Unreachable { operation: key.clone(), reason }),
            }
        }
        let needs =
            reachable.values().map(|(_, alternatives)| alternatives.as_slice()).filter(|needs| !needs.is_empty());
        let problem = Problem::new(self, needs, &wish.keep);
        let found = problem.solve();
        let set: BTreeSet<&str> = found.scopes.into_iter().collect();
        let operations: Vec<_> = reachable.values().map(|(operation, _)| *operation).collect();
        let mut needed_by = needed_by(&operations, &set);
        let chosen = set.iter().map(|scope| ChosenScope {
            scope: self.scope_or_unknown(scope),
            needed_by: needed_by.remove(*scope).unwrap_or_default(),
            kept: wish.keep.iter().any(|kept| kept == scope),
        });
        Solution {
            scopes: chosen.collect(),
            choices: operations.iter().map(|operation| choice(operation, &set)).collect(),
            unreachable,
            powers: self.powers(set.iter().copied()),
            exact: found.exact,
        }
    }

    /// The powers of a set of scopes, the most dangerous first.
    #[must_use]
    pub fn powers<'a>(&self, scopes: impl Iterator<Item = &'a str>) -> Vec<PowerOver> {
        let powers: BTreeSet<_> = scopes
            .map(|scope| self.scope_or_unknown(scope))
            .map(|scope| PowerOver { power: scope.risk.power(), api: scope.api })
            .collect();
        powers.into_iter().rev().collect()
    }

    /// An operation with the alternatives that a preference leaves; none if any token does.
    fn open<'a>(
        &'a self,
        key: &str,
        preference: Preference,
    ) -> Result<(&'a Operation, Vec<&'a Alternative>), UnreachableReason> {
        let operation = self.operation(key).ok_or(UnreachableReason::NotInCatalogue)?;
        if operation.state == OperationState::Removed {
            return Err(UnreachableReason::Removed);
        }
        match operation.with_3lo {
            With3lo::Yes => {}
            With3lo::AppOnly => return Err(UnreachableReason::AppOnly),
            With3lo::No => return Err(UnreachableReason::No3lo),
            With3lo::Unknown => return Err(UnreachableReason::Unknown3lo),
        }
        let left: Vec<_> =
            operation.alternatives.iter().filter(|alternative| self.is_allowed(alternative, preference)).collect();
        if left.is_empty() && !operation.alternatives.is_empty() {
            return Err(match preference {
                Preference::Automatic | Preference::ReadOnly => UnreachableReason::NeedsMoreThanReading,
                Preference::ClassicOnly => UnreachableReason::NoClassicScopes,
                Preference::GranularOnly => UnreachableReason::NoGranularScopes,
            });
        }
        Ok((operation, left))
    }

    fn is_allowed(&self, alternative: &Alternative, preference: Preference) -> bool {
        match preference {
            Preference::Automatic => true,
            Preference::ClassicOnly => matches!(alternative.kind, Kind::Classic | Kind::General),
            Preference::GranularOnly => matches!(alternative.kind, Kind::Granular | Kind::General),
            Preference::ReadOnly => {
                alternative.scopes.iter().all(|scope| self.scope_or_unknown(scope).risk.power().only_reads())
            }
        }
    }
}

/// Per scope the operations that would not work without it: it is in each alternative that the set has in whole.
fn needed_by(operations: &[&Operation], set: &BTreeSet<&str>) -> HashMap<String, Vec<String>> {
    let mut needed_by: HashMap<String, Vec<String>> = HashMap::new();
    for operation in operations {
        let has = |alternative: &&Alternative| alternative.scopes.iter().all(|scope| set.contains(scope.as_str()));
        let ways: Vec<&Alternative> = operation.alternatives.iter().filter(has).collect();
        let Some((first, others)) = ways.split_first() else { continue };
        for scope in first.scopes.iter().filter(|scope| others.iter().all(|way| way.scopes.contains(scope))) {
            needed_by.entry(scope.clone()).or_default().push(operation.key.clone());
        }
    }
    needed_by
}

fn choice(operation: &Operation, set: &BTreeSet<&str>) -> Choice {
    let mut opened = false;
    let offers = operation.alternatives.iter().map(|alternative| {
        let missing: Vec<_> =
            alternative.scopes.iter().filter(|scope| !set.contains(scope.as_str())).cloned().collect();
        let chosen = missing.is_empty() && !opened;
        opened |= chosen;
        let risk = alternative.scopes.iter().map(|scope| Risk::of_scope(scope)).max().unwrap_or(Risk::Read);
        Offer { alternative: alternative.clone(), chosen, risk, missing }
    });
    Choice { operation: operation.key.clone(), state: operation.state, offers: offers.collect() }
}
