//! The order of sets of scopes, as numbers.

use crate::console::ConsoleApi;
use crate::risk::Power;

/// What a set costs; the smaller, the better, compared from the first number on.
///
/// Over how many APIs one could act as others, administer, change, know people, read; then how many scopes, and how many
/// granular ones among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost([u32; 7]);

/// Powers over APIs, one bit for each pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Powers(u64);

const APIS: u32 = 11;
const _: () = assert!(ConsoleApi::ALL.len() == APIS as usize && APIS as usize * Power::ALL.len() <= 64);

impl Powers {
    pub(super) fn of(api: ConsoleApi, power: Power) -> Self {
        Self(1 << (power as u32 * APIS + api as u32))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn count(self, power: Power) -> u32 {
        (self.0 >> (power as u32 * APIS) & ((1 << APIS) - 1)).count_ones()
    }
}

impl Cost {
    /// More than any set costs.
    pub(super) const MOST: Self = Self([u32::MAX; 7]);

    pub(super) fn new(powers: Powers, scopes: u32, granular: u32) -> Self {
        Self([
            powers.count(Power::ActAsOthers),
            powers.count(Power::Administer),
            powers.count(Power::Change),
            powers.count(Power::KnowPeople),
            powers.count(Power::Read),
            scopes,
            granular,
        ])
    }
}
