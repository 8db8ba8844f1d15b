//! From a set of scopes to the operations that it opens, and what two sets differ in.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::operation::{Operation, OperationState, With3lo};
use crate::product::Product;
use crate::risk::Risk;
use crate::solve::PowerOver;

/// What a set of scopes opens. Operations stand by their keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Unlocked {
    /// Operations that work, deprecated ones included.
    pub unlocked: Vec<String>,
    /// Operations that want more.
    pub blocked: Vec<Blocked>,
    /// Those of the unlocked that will go away.
    pub deprecated: Vec<String>,
    /// Scopes that the catalogue does not have, so that nobody knows what they open.
    pub unknown: Vec<String>,
    /// How much of each product it opens.
    pub products: Vec<ProductShare>,
}

/// An operation that a set of scopes does not open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// Its key.
    pub operation: String,
    /// What the cheapest of its alternatives lacks: the least dangerous, then the fewest, then classic.
    pub missing: Vec<String>,
    /// Whether some scope of an alternative is there.
    pub begun: bool,
}

/// How much of a product a set of scopes opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ProductShare {
    /// The product.
    pub product: Product,
    /// How many operations work.
    pub unlocked: u32,
    /// How many could with the right scopes.
    pub all: u32,
}

/// What two sets of scopes differ in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Scopes of the second set only.
    pub added: Vec<String>,
    /// Scopes of the first set only.
    pub removed: Vec<String>,
    /// Scopes of both.
    pub kept: Vec<String>,
    /// Operations that only the second set opens.
    pub opened: Vec<String>,
    /// Operations that only the first set opens.
    pub closed: Vec<String>,
    /// Powers of the second set only, the most dangerous first.
    pub powers_gained: Vec<PowerOver>,
    /// Powers of the first set only, the most dangerous first.
    pub powers_lost: Vec<PowerOver>,
}

impl Catalogue {
    /// What a set of scopes opens, among the operations that a 3LO app can call and that are not gone.
    #[must_use]
    pub fn unlock<S: AsRef<str>>(&self, scopes: &[S]) -> Unlocked {
        let set: HashSet<&str> = scopes.iter().map(AsRef::as_ref).collect();
        let (open, closed): (Vec<_>, Vec<_>) =
            self.callable().partition(|operation| operation.satisfied_by(|scope| set.contains(scope)));
        let deprecated = open.iter().filter(|operation| operation.state == OperationState::Deprecated);
        let count = |operations: &[&Operation], product| {
            let of_product = operations.iter().filter(|operation| operation.product == product);
            u32::try_from(of_product.count()).unwrap_or(u32::MAX)
        };
        let share = |product| {
            let unlocked = count(&open, product);
            ProductShare { product, unlocked, all: unlocked + count(&closed, product) }
        };
        let unknown: BTreeSet<_> = set.iter().filter(|scope| !self.is_known(scope)).collect();
        Unlocked {
            deprecated: deprecated.map(|operation| operation.key.clone()).collect(),
            blocked: closed.iter().map(|operation| blocked(operation, &set)).collect(),
            unknown: unknown.into_iter().map(|scope| (*scope).to_owned()).collect(),
            products: Product::ALL.into_iter().map(share).collect(),
            unlocked: open.into_iter().map(|operation| operation.key.clone()).collect(),
        }
    }

    /// What the second set of scopes has, opens and may beyond the first, and the other way round.
    #[must_use]
    pub fn difference<S: AsRef<str>>(&self, first: &[S], second: &[S]) -> Difference {
        let (one, other): (BTreeSet<&str>, BTreeSet<&str>) =
            (first.iter().map(AsRef::as_ref).collect(), second.iter().map(AsRef::as_ref).collect());
        let (was, is) = (self.opened_by(&one), self.opened_by(&other));
        let (might, may) = (self.powers(one.iter().copied()), self.powers(other.iter().copied()));
        let owned = |names: Vec<&&str>| names.into_iter().map(|name| (*name).to_owned()).collect();
        let keys = |operations: Vec<&&Operation>| operations.into_iter().map(|found| found.key.clone()).collect();
        let apart = |these: &[&'_ Operation], those: &[&'_ Operation]| -> Vec<String> {
            let those: HashSet<_> = those.iter().map(|operation| operation.key.as_str()).collect();
            keys(these.iter().filter(|operation| !those.contains(operation.key.as_str())).collect())
        };
        Difference {
            added: owned(other.difference(&one).collect()),
            removed: owned(one.difference(&other).collect()),
            kept: owned(one.intersection(&other).collect()),
            opened: apart(&is, &was),
            closed: apart(&was, &is),
            powers_gained: may.iter().filter(|power| !might.contains(power)).copied().collect(),
            powers_lost: might.iter().filter(|power| !may.contains(power)).copied().collect(),
        }
    }

    /// Whether the catalogue knows a scope.
    #[must_use]
    pub fn is_known(&self, scope: &str) -> bool {
        self.scope(scope).is_some_and(crate::scope::CatalogueScope::is_known)
    }

    /// The operations that a 3LO app can call with the right scopes.
    pub fn callable(&self) -> impl Iterator<Item = &Operation> {
        self.operations()
            .iter()
            .filter(|operation| operation.with_3lo == With3lo::Yes && operation.state != OperationState::Removed)
    }

    fn opened_by(&self, set: &BTreeSet<&str>) -> Vec<&Operation> {
        self.callable().filter(|operation| operation.satisfied_by(|scope| set.contains(scope))).collect()
    }
}

fn blocked(operation: &Operation, set: &HashSet<&str>) -> Blocked {
    let lacks = |scopes: &[String]| -> Vec<String> {
        scopes.iter().filter(|scope| !set.contains(scope.as_str())).cloned().collect()
    };
    let cost = |missing: &Vec<String>| (missing.iter().map(|scope| Risk::of_scope(scope).power()).max(), missing.len());
    let missing = operation.alternatives.iter().map(|alternative| lacks(&alternative.scopes)).min_by_key(cost);
    let begun = operation.alternatives.iter().flat_map(|it| &it.scopes).any(|scope| set.contains(scope.as_str()));
    Blocked { operation: operation.key.clone(), missing: missing.unwrap_or_default(), begun }
}
