//! Reports of a grant to take away: without a secret, and without personal data unless it is asked for.

mod csv;
mod html;
mod json;
mod junit;
mod markdown;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::grant::Grant;
use super::history::GrantChange;
use super::matrix::Matrix;
use super::operations::Share;
use super::probe::ProbeResult;
use super::token::Decoded;

/// In which form a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ReportFormat {
    /// Markdown, for tickets and pages.
    Markdown,
    /// CSV, for spreadsheets: the matrix alone.
    Csv,
    /// JSON, for programs.
    Json,
    /// One HTML file that needs nothing else, and that prints well.
    Html,
    /// `JUnit`'s XML, for CI: the probes alone.
    Junit,
}

/// What a report is made of.
#[derive(Debug, Clone)]
pub struct Report {
    /// Whose grant it is, as it may be told.
    pub subject: String,
    /// The registration, when there is one.
    pub registration: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The grant.
    pub grant: Grant,
    /// The grant matrix.
    pub matrix: Matrix,
    /// What it opens on each site.
    pub opens: Option<Vec<(String, Vec<Share>)>>,
    /// What the token says of itself.
    pub token: Option<Decoded>,
    /// The probes, when there were some.
    pub probes: Option<Vec<ProbeResult>>,
    /// The grants over time, when they are wanted.
    pub history: Option<Vec<GrantChange>>,
    /// Whether names, account ids and addresses of people may be told.
    pub personal: bool,
}

impl ReportFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Markdown, Self::Csv, Self::Json, Self::Html, Self::Junit];

    /// The end of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Html => "html",
            Self::Junit => "xml",
        }
    }
}

impl Report {
    /// Writes the report.
    #[must_use]
    pub fn write(&self, format: ReportFormat) -> String {
        match format {
            ReportFormat::Markdown => markdown::write(self),
            ReportFormat::Csv => csv::write(self),
            ReportFormat::Json => json::write(self),
            ReportFormat::Html => html::write(self),
            ReportFormat::Junit => junit::write(self),
        }
    }

    /// Facts about the report and its subject, name and value.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let counts = self.matrix.counts;
        let mut facts = vec![("Grant of", self.subject.clone())];
        facts.extend(self.registration.clone().map(|name| ("Registration", name)));
        facts.extend([
            ("Made at", self.made_at.to_string()),
            ("Made by", concat!("Trilo ", env!("CARGO_PKG_VERSION")).to_owned()),
            ("Asked for", counts.requested.to_string()),
            ("Granted", counts.granted.to_string()),
            ("Missing", counts.missing.to_string()),
            ("Extra", counts.extra.to_string()),
            ("Sites", counts.sites.to_string()),
        ]);
        facts
    }

    /// A claim's value as it may be told.
    fn claim_value(&self, claim: &super::token::Claim) -> String {
        if claim.name == "sub" || claim.personal { self.personal_value(&claim.value) } else { claim.value.clone() }
    }

    fn personal_value(&self, value: &str) -> String {
        if self.personal { value.to_owned() } else { "(left out)".to_owned() }
    }

    /// A probe's exchange as it may be told: without addresses of people.
    fn exchange(&self, result: &ProbeResult) -> String {
        if self.personal {
            return result.exchange.clone();
        }
        let words = result.exchange.split_inclusive([' ', '\n', '"', ',']);
        words.map(|word| if word.contains('@') { "(left out)" } else { word }).collect()
    }

    const fn title() -> &'static str {
        "What this token may do"
    }
}

/// A cell in a word.
const fn word(cell: super::Cell) -> &'static str {
    use super::Cell;
    match cell {
        Cell::Granted => "granted",
        Cell::Missing => "missing",
        Cell::Extra => "extra",
        Cell::OtherSites => "other sites only",
        Cell::NoProduct => "no product",
        Cell::NotSiteBound => "not site-bound",
        Cell::Absent => "–",
        Cell::Unknown => "unknown",
    }
}

/// What came of a probe, in words.
pub(super) const fn outcome_word(outcome: super::probe::Outcome) -> &'static str {
    use super::probe::Outcome;
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::Reached => "allowed, call incomplete",
        Outcome::ScopeMissing => "scope missing",
        Outcome::TokenRejected => "token not accepted",
        Outcome::Refused => "refused",
        Outcome::NotFound => "not found",
        Outcome::Gone => "gone",
        Outcome::RateLimited => "too many requests",
        Outcome::ServerFailed => "server failed",
        Outcome::Odd => "odd answer",
        Outcome::NoAnswer => "no answer",
        Outcome::NotMade => "not made",
    }
}

/// What a probe should come to, in words.
#[must_use]
pub fn expectation_word(expected: super::probe::Expected) -> String {
    use super::probe::Expected;
    match expected {
        Expected::Allowed => "allowed".to_owned(),
        Expected::Blocked => "blocked".to_owned(),
        Expected::Status(status) => format!("status {status}"),
    }
}

/// Whether a probe came out as expected, in a word.
const fn verdict_word(as_expected: Option<bool>) -> &'static str {
    match as_expected {
        Some(true) => "as expected",
        Some(false) => "surprise",
        None => "not made",
    }
}

#[cfg(test)]
mod tests;
