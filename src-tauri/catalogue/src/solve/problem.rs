//! The search's own view: scopes as bits, operations as alternatives of bits, split into parts that do not touch.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::branch::Search;
use super::cost::Powers;
use crate::catalogue::Catalogue;
use crate::operation::Alternative;
use crate::scope::Kind;

/// Which scopes there are, and what each operation needs.
pub(super) struct Problem<'a> {
    names: Vec<&'a str>,
    scopes: Vec<Item>,
    /// Per scope the API, for splitting.
    apis: Vec<usize>,
    /// Per operation its alternatives.
    needs: Vec<Vec<FixedBitSet>>,
    kept: FixedBitSet,
}

/// A scope, as far as it matters for the order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub powers: Powers,
    pub granular: bool,
}

/// A set that opens everything.
pub(super) struct Found<'a> {
    pub scopes: Vec<&'a str>,
    pub exact: bool,
}

impl<'a> Problem<'a> {
    pub(super) fn new<'n>(
        catalogue: &Catalogue,
        needs: impl Iterator<Item = &'n [&'a Alternative]> + Clone,
        keep: &'a [String],
    ) -> Self
    where
        'a: 'n,
    {
        let asked = needs.clone().flatten().flat_map(|alternative| &alternative.scopes);
        let names: BTreeSet<&'a str> = asked.chain(keep).map(String::as_str).collect();
        let names: Vec<_> = names.into_iter().collect();
        let index: BTreeMap<_, _> = names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
        let bits = |scopes: &[String]| -> FixedBitSet {
            let mut bits = FixedBitSet::with_capacity(names.len());
            bits.extend(scopes.iter().filter_map(|scope| index.get(scope.as_str()).copied()));
            bits
        };
        // Operations that need the same are one.
        let needs: BTreeSet<Vec<FixedBitSet>> = needs
            .map(|alternatives| {
                let all: Vec<_> = alternatives.iter().map(|alternative| bits(&alternative.scopes)).collect();
                smallest(all)
            })
            .collect();
        let known: Vec<_> = names.iter().map(|name| catalogue.scope_or_unknown(name)).collect();
        let item = |scope: &crate::scope::CatalogueScope| Item {
            powers: Powers::of(scope.api, scope.risk.power()),
            granular: scope.kind == Kind::Granular,
        };
        Self {
            scopes: known.iter().map(item).collect(),
            apis: known.iter().map(|scope| scope.api as usize).collect(),
            needs: needs.into_iter().collect(),
            kept: bits(keep),
            names,
        }
    }

    /// Solves each part for itself: the cost of the whole is the sum, since no two parts share a scope or an API.
    pub(super) fn solve(&self) -> Found<'a> {
        let mut all = self.kept.clone();
        let mut exact = true;
        for needs in self.parts() {
            let (set, proven) = Search::new(&self.scopes, &needs, &self.kept).best();
            all.union_with(&set);
            exact &= proven;
        }
        Found { scopes: all.ones().map(|index| self.names[index]).collect(), exact }
    }

    /// The needs, together where they share an API.
    fn parts(&self) -> Vec<Vec<&[FixedBitSet]>> {
        let mut parts: Vec<(BTreeSet<usize>, Vec<&[FixedBitSet]>)> = Vec::new();
        for need in &self.needs {
            let mut apis: BTreeSet<_> = need.iter().flat_map(FixedBitSet::ones).map(|scope| self.apis[scope]).collect();
            let mut needs = vec![need.as_slice()];
            let (touched, apart): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|(others, _)| !others.is_disjoint(&apis));
            for (others, more) in touched {
                apis.extend(others);
                needs.extend(more);
            }
            parts = apart;
            parts.push((apis, needs));
        }
        parts.into_iter().map(|(_, needs)| needs).collect()
    }
}

/// Alternatives without those that have another one in whole, as these never are the better choice.
fn smallest(alternatives: Vec<FixedBitSet>) -> Vec<FixedBitSet> {
    let mut left: Vec<FixedBitSet> = Vec::new();
    for alternative in alternatives {
        if left.iter().any(|smaller| smaller.is_subset(&alternative)) {
            continue;
        }
        left.retain(|larger| !alternative.is_subset(larger));
        left.push(alternative);
    }
    left
}
