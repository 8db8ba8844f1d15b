//! The grants of an account over time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scope::ScopeSet;

/// A grant as it was given: kept for each sign-in, and for each refresh that came back with another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantRecord {
    /// When the answer came.
    pub at: Timestamp,
    /// What it answered.
    pub by: GrantedBy,
    /// What had been asked for.
    pub requested: ScopeSet,
    /// What was granted.
    pub granted: ScopeSet,
}

/// What a grant was the answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum GrantedBy {
    /// A sign-in.
    SignIn,
    /// A refresh.
    Refresh,
}

/// A grant with what changed since the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantChange {
    /// The grant.
    pub record: GrantRecord,
    /// What it has and the one before had not; empty for the first.
    pub added: ScopeSet,
    /// What the one before had and it has not.
    pub removed: ScopeSet,
}

impl GrantChange {
    /// Whether a refresh came back with less, which nobody at this machine asked for.
    #[must_use]
    pub fn narrowed(&self) -> bool {
        self.record.by == GrantedBy::Refresh && !self.removed.is_empty()
    }
}

/// The changes between grants, the newest first; `records` are in the order in which they came.
#[must_use]
pub fn changes(records: &[GrantRecord]) -> Vec<GrantChange> {
    let mut changes: Vec<GrantChange> = Vec::with_capacity(records.len());
    for (at, record) in records.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &records[before].granted);
        let (added, removed) = match before {
            Some(before) => (record.granted.without(before), before.without(&record.granted)),
            None => (ScopeSet::default(), ScopeSet::default()),
        };
        changes.push(GrantChange { record: record.clone(), added, removed });
    }
    changes.reverse();
    changes
}

/// Scopes that an earlier grant had and the latest has not.
#[must_use]
pub fn lost(records: &[GrantRecord]) -> ScopeSet {
    let Some((latest, earlier)) = records.split_last() else { return ScopeSet::default() };
    earlier.iter().flat_map(|record| &record.granted).filter(|scope| !latest.granted.contains(scope)).cloned().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_refresh_with_less_is_told_and_what_was_lost_stays_known() {
        let record = |by, granted| GrantRecord {
            at: Timestamp::UNIX_EPOCH,
            by,
            requested: ScopeSet::parse("read:me read:jira-work").unwrap(),
            granted: ScopeSet::parse(granted).unwrap(),
        };
        let records =
            [record(GrantedBy::SignIn, "read:me read:jira-work"), record(GrantedBy::Refresh, "read:me read:jira-user")];
        let changes = changes(&records);
        assert!(changes[0].narrowed() && !changes[1].narrowed());
        assert_eq!(changes[0].removed.to_string(), "read:jira-work");
        assert_eq!(changes[0].added.to_string(), "read:jira-user");
        assert_eq!(lost(&records).to_string(), "read:jira-work");
    }
}
