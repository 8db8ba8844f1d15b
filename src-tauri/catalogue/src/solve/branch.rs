//! Branch and bound: takes or bars one scope after the other, and turns back where nothing better can follow.

use fixedbitset::FixedBitSet;

use super::cost::{Cost, Powers};
use super::problem::Item;

/// After how many steps the best set so far counts.
pub(super) const STEPS: u32 = 200_000;

/// A search for the cheapest set that has, for each need, one alternative in whole.
pub(super) struct Search<'a> {
    scopes: &'a [Item],
    needs: &'a [&'a [FixedBitSet]],
    kept: &'a FixedBitSet,
    best: FixedBitSet,
    best_cost: Cost,
    steps: u32,
}

/// How far the search is: scopes that are in, scopes that stay out, and the needs that are still open.
#[derive(Clone)]
struct Standing {
    taken: FixedBitSet,
    barred: FixedBitSet,
    open: Vec<usize>,
}

impl<'a> Search<'a> {
    pub(super) fn new(scopes: &'a [Item], needs: &'a [&'a [FixedBitSet]], kept: &'a FixedBitSet) -> Self {
        let everything = FixedBitSet::with_capacity(scopes.len());
        Self { scopes, needs, kept, best: everything, best_cost: Cost::MOST, steps: 0 }
    }

    /// The cheapest set, and whether it is proven to be.
    pub(super) fn best(mut self) -> (FixedBitSet, bool) {
        let nothing = FixedBitSet::with_capacity(self.scopes.len());
        let start = Standing { taken: self.kept.clone(), barred: nothing, open: (0..self.needs.len()).collect() };
        self.descend(start);
        let exact = self.steps <= STEPS;
        if !exact {
            self.drop_needless();
        }
        (self.best, exact)
    }

    fn descend(&mut self, mut standing: Standing) {
        self.steps += 1;
        // The first way down always ends in a set, so that there is one whatever happens after.
        if self.steps > STEPS && self.best_cost != Cost::MOST {
            return;
        }
        if !self.follow(&mut standing) || self.cost(&standing.taken) >= self.best_cost {
            return;
        }
        if standing.open.is_empty() {
            self.best_cost = self.cost(&standing.taken);
            self.best = standing.taken;
            return;
        }
        if self.at_least(&standing) >= self.best_cost {
            return;
        }
        let scope = self.most_decisive(&standing);
        let mut without = standing.clone();
        standing.taken.insert(scope);
        self.descend(standing);
        without.barred.insert(scope);
        self.descend(without);
    }

    /// Takes what the open needs leave no choice about. False if one of them cannot be met any more.
    fn follow(&self, standing: &mut Standing) -> bool {
        loop {
            let before = standing.taken.count_ones(..);
            let Standing { taken, barred, open } = standing;
            let mut possible = true;
            open.retain(|need| {
                let alternatives = self.needs[*need];
                if alternatives.iter().any(|alternative| alternative.is_subset(taken)) {
                    return false;
                }
                let mut left = alternatives.iter().filter(|alternative| alternative.is_disjoint(barred));
                match (left.next(), left.next()) {
                    (None, _) => possible = false,
                    (Some(only), None) => {
                        taken.union_with(only);
                        return false;
                    }
                    (Some(_), Some(_)) => {}
                }
                true
            });
            if !possible {
                return false;
            }
            if standing.taken.count_ones(..) == before {
                return true;
            }
        }
    }

    /// What every set from here on costs at least: for each open need, the cheapest way to meet it alone.
    fn at_least(&self, standing: &Standing) -> Cost {
        let taken = self.parts_of_cost(&standing.taken);
        let alone = |need: &usize| {
            let left = self.needs[*need].iter().filter(|alternative| alternative.is_disjoint(&standing.barred));
            left.map(|alternative| {
                let (powers, scopes, granular) = self.add(taken, alternative.difference(&standing.taken));
                Cost::new(powers, scopes, granular)
            })
            .min()
            .unwrap_or(Cost::MOST)
        };
        standing.open.iter().map(alone).max().unwrap_or(Cost::new(taken.0, taken.1, taken.2))
    }

    /// The scope that settles most: one that alone meets many needs counts far more than one of a dozen.
    fn most_decisive(&self, standing: &Standing) -> usize {
        let mut weights = vec![0_u64; self.scopes.len()];
        for need in &standing.open {
            for alternative in self.needs[*need].iter().filter(|alternative| alternative.is_disjoint(&standing.barred))
            {
                let missing: Vec<_> = alternative.difference(&standing.taken).collect();
                let weight = (1_u64 << 40) >> (2 * missing.len()).min(40);
                for scope in missing {
                    weights[scope] += weight;
                }
            }
        }
        // Of equal ones the first by the alphabet, whatever the order of the operations.
        let heaviest = weights.iter().copied().max().unwrap_or(0);
        weights.iter().position(|weight| *weight == heaviest).unwrap_or(0)
    }

    /// Leaves out what the best set would do without; needed only where the search ended early.
    fn drop_needless(&mut self) {
        for scope in self.best.ones().collect::<Vec<_>>() {
            let mut without = self.best.clone();
            without.remove(scope);
            let met = |need: &&[FixedBitSet]| need.iter().any(|alternative| alternative.is_subset(&without));
            if !self.kept.contains(scope) && self.needs.iter().all(met) {
                self.best = without;
            }
        }
    }

    fn cost(&self, set: &FixedBitSet) -> Cost {
        let (powers, scopes, granular) = self.parts_of_cost(set);
        Cost::new(powers, scopes, granular)
    }

    fn parts_of_cost(&self, set: &FixedBitSet) -> (Powers, u32, u32) {
        self.add((Powers::default(), 0, 0), set.ones())
    }

    fn add(&self, sum: (Powers, u32, u32), scopes: impl Iterator<Item = usize>) -> (Powers, u32, u32) {
        scopes.map(|scope| self.scopes[scope]).fold(sum, |(powers, scopes, granular), item| {
            (powers.and(item.powers), scopes + 1, granular + u32::from(item.granular))
        })
    }
}
