//! A grant that is expected: "this app must have exactly these".

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scope::ScopeSet;

/// The grant that an account is expected to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    /// The scopes, exactly.
    pub scopes: ScopeSet,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// What a grant has beyond its baseline, and what it lacks of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// Granted and not expected.
    pub unexpected: ScopeSet,
    /// Expected and not granted.
    pub missing: ScopeSet,
}

impl Baseline {
    /// How far a grant is from it.
    #[must_use]
    pub fn drift(&self, granted: &ScopeSet) -> Drift {
        Drift { unexpected: granted.without(&self.scopes), missing: self.scopes.without(granted) }
    }
}

impl Drift {
    /// Whether the grant is exactly what is expected.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.unexpected.is_empty() && self.missing.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_grant_drifts_in_both_directions() {
        let set = |text| ScopeSet::parse(text).unwrap();
        let baseline = Baseline { scopes: set("read:me read:jira-work"), saved_at: Timestamp::UNIX_EPOCH };
        let drift = baseline.drift(&set("read:jira-work write:jira-work"));
        assert_eq!(
            (drift.unexpected.to_string(), drift.missing.to_string()),
            ("write:jira-work".into(), "read:me".into())
        );
        assert!(baseline.drift(&set("read:jira-work read:me")).is_none(), "the order says nothing");
    }
}
