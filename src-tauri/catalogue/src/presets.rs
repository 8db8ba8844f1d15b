//! Sets of scopes that many apps want.

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::operation::{Method, OperationState};
use crate::product::Product;
use crate::solve::{Preference, Wish};

/// A set of scopes that many apps want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    /// Which one it is.
    pub id: PresetId,
    /// Its name.
    pub title: String,
    /// What it is good for, in a sentence.
    pub summary: String,
    /// The scopes, those of every sign-in first.
    pub scopes: Vec<String>,
}

/// The presets, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum PresetId {
    /// What Backstage's Atlassian provider asks for.
    BackstageDefaults,
    /// Reading in Jira, boards and sprints included.
    ReadJira,
    /// Reading in Confluence, by both versions of its API.
    ReadConfluence,
    /// What an agent of a service desk does.
    ServiceAgent,
    /// Everything that can be read.
    ReadEverything,
}

/// The scopes of every sign-in.
const ALWAYS: [&str; 2] = ["offline_access", "read:me"];

impl PresetId {
    /// Every preset.
    pub const ALL: [Self; 5] =
        [Self::BackstageDefaults, Self::ReadJira, Self::ReadConfluence, Self::ServiceAgent, Self::ReadEverything];

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::BackstageDefaults => (
                "Backstage defaults",
                "What Backstage's Atlassian sign-in asks for: profile, Jira's issues and people.",
            ),
            Self::ReadJira => ("Read-only Jira", "Read issues, projects, people, boards and sprints; change nothing."),
            Self::ReadConfluence => {
                ("Read-only Confluence", "Read spaces, pages, comments and attachments, and search; change nothing.")
            }
            Self::ServiceAgent => {
                ("Service agent", "Work on a service desk: queues, requests, answers, approvals and customers.")
            }
            Self::ReadEverything => ("Everything read", "Every operation that reads and needs no admin's scope."),
        }
    }
}

impl Catalogue {
    /// The presets, in the order in which they are offered.
    #[must_use]
    pub fn presets(&self) -> Vec<Preset> {
        PresetId::ALL.into_iter().map(|id| self.preset(id)).collect()
    }

    /// One preset.
    #[must_use]
    pub fn preset(&self, id: PresetId) -> Preset {
        let own = match id {
            PresetId::BackstageDefaults => owned(&["read:jira-work", "read:jira-user"]),
            PresetId::ReadJira => owned(&[
                "read:jira-work",
                "read:jira-user",
                "read:board-scope:jira-software",
                "read:epic:jira-software",
                "read:issue:jira-software",
                "read:sprint:jira-software",
                "read:issue-details:jira",
                "read:jql:jira",
                "read:project:jira",
            ]),
            PresetId::ReadConfluence => self.reading(|product| product == Product::Confluence),
            PresetId::ServiceAgent => owned(&[
                "read:jira-work",
                "read:jira-user",
                "write:jira-work",
                "read:servicedesk-request",
                "write:servicedesk-request",
                "manage:servicedesk-customer",
            ]),
            PresetId::ReadEverything => self.reading(|_| true),
        };
        let (title, summary) = id.words();
        let mut scopes = owned(&ALWAYS);
        scopes.extend(own.into_iter().filter(|scope| !ALWAYS.contains(&scope.as_str())));
        Preset { id, title: title.to_owned(), summary: summary.to_owned(), scopes }
    }

    /// The smallest set for every current operation that reads.
    fn reading(&self, of: impl Fn(Product) -> bool) -> Vec<String> {
        let reads = self.callable().filter(|operation| {
            operation.method == Method::Get && operation.state == OperationState::Current && of(operation.product)
        });
        let operations = reads.map(|operation| operation.key.clone()).collect();
        self.solve(&Wish { operations, preference: Preference::ReadOnly, keep: Vec::new() }).names()
    }
}

fn owned(scopes: &[&str]) -> Vec<String> {
    scopes.iter().map(|scope| (*scope).to_owned()).collect()
}
