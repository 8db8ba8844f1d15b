//! What was reported of an account to Atlassian's personal data reporting API, and when it is reported next.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::SessionRecord;
use crate::atlassian::personal_data::DEFAULT_CYCLE;
use crate::error::Problem;

/// The scope of the personal data reporting API.
const SCOPE: &str = "report:personal-data";
/// The longest Atlassian account id that may be reported.
const LONGEST_ID: usize = 128;

/// The state of an account's reports, as the vault keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ReportState {
    /// When it was last reported.
    pub reported_at: Option<Timestamp>,
    /// After how many days it is reported again.
    pub cycle_days: u32,
    /// What the last report brought to light.
    pub outcome: Option<ReportOutcome>,
    /// Why it could not be reported, when it was not since.
    pub failure: Option<ReportFailure>,
}

/// What a report brought to light of an account that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ReportOutcome {
    /// Nothing is to be done.
    Unchanged,
    /// Its data had changed, so the profile was read again or erased.
    Updated,
}

/// A report that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportFailure {
    /// Why.
    pub problem: Problem,
    /// When it is tried again in the background.
    pub retry_at: Timestamp,
}

/// The reports of an account whose grant allows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// What was reported so far.
    pub state: ReportState,
    /// When it is reported next; `None` while nothing personal of it is stored.
    pub due_at: Option<Timestamp>,
}

impl Default for ReportState {
    fn default() -> Self {
        Self { reported_at: None, cycle_days: DEFAULT_CYCLE, outcome: None, failure: None }
    }
}

impl SessionRecord {
    /// Whether the account's token may report accounts.
    #[must_use]
    pub fn may_report(&self) -> bool {
        self.granted.iter().any(|scope| scope.as_str() == SCOPE)
    }

    /// Whether Atlassian's id of the account is known, and one that a report may name.
    #[must_use]
    pub fn has_reportable_id(&self) -> bool {
        let id = &self.atlassian_id;
        let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | ':');
        *id != self.id.as_str() && (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(allowed)
    }

    /// When the account is reported next: a cycle after the last report, or after the sign-in.
    #[must_use]
    pub fn report_due(&self) -> Timestamp {
        let state = &self.report;
        if let Some(failure) = &state.failure {
            return failure.retry_at;
        }
        let cycle = SignedDuration::from_hours(i64::from(state.cycle_days) * 24);
        state.reported_at.unwrap_or(self.signed_in_at).saturating_add(cycle).unwrap_or(Timestamp::MAX)
    }

    /// The account's reports; `None` when its grant does not allow them.
    #[must_use]
    pub fn reporting(&self, stored: bool) -> Option<Reporting> {
        let due = || (stored && self.has_reportable_id()).then(|| self.report_due());
        self.may_report().then(|| Reporting { state: self.report.clone(), due_at: due() })
    }
}
