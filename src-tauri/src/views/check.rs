use serde::Serialize;
use specta::Type;
use trilo_core::diagnose::checks::{CheckFinding, CheckKind, CheckState};

/// What a check saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CheckFindingView {
    /// What was checked.
    pub check: CheckKind,
    /// What it is about, such as a host; empty when the kind says it all.
    pub subject: String,
    /// How it ended.
    pub state: CheckState,
    /// What was seen; never a secret.
    pub evidence: String,
}

impl From<CheckFinding> for CheckFindingView {
    fn from(finding: CheckFinding) -> Self {
        let CheckFinding { check, subject, state, evidence } = finding;
        Self { check, subject, state, evidence }
    }
}
