//! Probes of a person's own, in a TOML file that can be kept beside code and run by CI.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::path::Path;

use serde::{Deserialize, Serialize};
use trilo_catalogue::{Catalogue, Method, Product};

use super::plan::calls;
use super::{Expected, Plan, Probe, plan};
use crate::files;
use crate::inspect::grant::{Grant, GrantSite};

/// Probes of a person's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suite {
    /// What it is called.
    pub name: String,
    /// Whether the probes that show every scope of the grant are made as well.
    pub every_scope: bool,
    /// The probes.
    pub probes: Vec<Probe>,
}

/// A file that is no suite.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct SuiteUnreadable {
    /// The line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// Which probe it is about, from 1.
    pub probe: Option<usize>,
    /// Why.
    pub problem: SuiteProblem,
}

/// Why a file is no suite.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuiteProblem {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    File(String),
    /// It is no TOML, or has fields that a suite does not have.
    #[error("{0}")]
    Malformed(String),
    /// A path does not begin with a slash, or is no path.
    #[error("a path begins with / and names nothing above it: {0}")]
    Path(String),
    /// The product cannot be told from the path.
    #[error("the catalogue does not know this path; say which product answers, such as product = \"jira\": {0}")]
    Product(String),
    /// An expectation that is none.
    #[error("expect is \"allowed\", \"blocked\" or a status such as 404, not {0}")]
    Expectation(String),
    /// It has more probes than a suite may have.
    #[error("a suite has at most 500 probes")]
    TooMany,
    /// Nothing is to be done.
    #[error("there is no probe; add one, or every-scope = true")]
    Empty,
}

const MOST_PROBES: usize = 500;
/// The largest file that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenSuite {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    every_scope: bool,
    #[serde(default)]
    probe: Vec<WrittenProbe>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenProbe {
    #[serde(default)]
    name: Option<String>,
    get: String,
    #[serde(default)]
    product: Option<String>,
    #[serde(default)]
    expect: Option<WrittenExpectation>,
    #[serde(default)]
    sites: Vec<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum WrittenExpectation {
    Status(u16),
    Word(String),
}

impl Suite {
    /// Reads the file of a suite.
    pub fn open(path: &Path) -> Result<Self, SuiteUnreadable> {
        let of_file = |problem| SuiteUnreadable { line: None, probe: None, problem };
        let bytes =
            files::read(path, LARGEST as u64).map_err(|unread| of_file(SuiteProblem::File(unread.to_string())))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| of_file(SuiteProblem::File("it is no text".to_owned())))?;
        Self::parse(text)
    }

    /// Reads a suite.
    pub fn parse(text: &str) -> Result<Self, SuiteUnreadable> {
        let of_file = |problem| SuiteUnreadable { line: None, probe: None, problem };
        if text.len() > LARGEST {
            return Err(of_file(SuiteProblem::TooMany));
        }
        let written: WrittenSuite = toml::from_str(text).map_err(|error| SuiteUnreadable {
            line: error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1)),
            probe: None,
            problem: SuiteProblem::Malformed(error.message().to_owned()),
        })?;
        if written.probe.len() > MOST_PROBES {
            return Err(of_file(SuiteProblem::TooMany));
        }
        if written.probe.is_empty() && !written.every_scope {
            return Err(of_file(SuiteProblem::Empty));
        }
        let probes = written.probe.into_iter().enumerate().map(|(at, probe)| {
            probe.read().map_err(|problem| SuiteUnreadable { line: None, probe: Some(at + 1), problem })
        });
        Ok(Self {
            name: written.name.unwrap_or_else(|| "Probes".to_owned()),
            every_scope: written.every_scope,
            probes: probes.collect::<Result<_, _>>()?,
        })
    }

    /// What is to be called for a grant.
    #[must_use]
    pub fn plan<S: BuildHasher>(&self, grant: &Grant, chosen: Option<&HashSet<String, S>>) -> Plan {
        let mut whole = if self.every_scope { plan(grant, chosen) } else { Plan::default() };
        let is_chosen = |site: &&GrantSite| chosen.is_none_or(|chosen| chosen.contains(&site.cloud_id));
        let sites: Vec<&GrantSite> = grant.sites.iter().flatten().filter(is_chosen).collect();
        whole.calls.extend(calls(self.probes.clone(), &sites, grant));
        whole
    }
}

impl WrittenProbe {
    fn read(self) -> Result<Probe, SuiteProblem> {
        let path = self.get.trim().to_owned();
        let own = path.split(['?', '#']).next().unwrap_or_default();
        let is_above = own.split('/').any(|segment| matches!(segment, ".." | "."));
        let is_written = path.bytes().all(|byte| byte.is_ascii_graphic());
        if !own.starts_with('/') || own.starts_with("//") || is_above || !is_written || path.contains('#') {
            return Err(SuiteProblem::Path(path));
        }
        let known = Catalogue::built_in().at(Method::Get, own).map(|operation| operation.product);
        let product = match self.product {
            Some(word) => word.parse::<Product>().map_err(|_| SuiteProblem::Product(word))?,
            None => known.ok_or_else(|| SuiteProblem::Product(path.clone()))?,
        };
        let expects = self.expect.map(WrittenExpectation::read).transpose()?;
        let name = self.name.unwrap_or_else(|| path.clone());
        Ok(Probe { name, product, path, covers: None, expects, sites: self.sites })
    }
}

impl WrittenExpectation {
    fn read(self) -> Result<Expected, SuiteProblem> {
        match self {
            Self::Status(status) if (100..600).contains(&status) => Ok(Expected::Status(status)),
            Self::Status(status) => Err(SuiteProblem::Expectation(status.to_string())),
            Self::Word(word) => match word.as_str() {
                "allowed" => Ok(Expected::Allowed),
                "blocked" => Ok(Expected::Blocked),
                _ => Err(SuiteProblem::Expectation(format!("{word:?}"))),
            },
        }
    }
}
