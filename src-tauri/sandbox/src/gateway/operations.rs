//! The operations that the gateway knows, and the scopes that each needs.
//!
//! Source: the "OAuth scopes required" lines of Atlassian's REST documentation.

use axum::http::Method;
use serde_json::Value;

use super::Family;
use super::answers::{self, Context};
use crate::scopes::Product;

/// An operation of a product's API.
pub(super) struct Operation {
    family: Family,
    method: Method,
    path: &'static str,
    pub product: Product,
    /// Groups of scopes: one whole group must be there; without groups, any token will do.
    pub any_of: &'static [&'static [&'static str]],
    pub outcome: Outcome,
}

/// What an operation does.
pub(super) enum Outcome {
    Answer(fn(&Context<'_>) -> Value),
    /// It was there once.
    Removed,
}

/// Finds the operation of a method and a product's own path. A trailing slash makes it another, unknown path.
pub(super) fn find(family: Family, method: &Method, path: &str) -> Option<&'static Operation> {
    OPERATIONS
        .iter()
        .find(|operation| operation.family == family && operation.method == *method && operation.path == path)
}

const MYSELF: &[&[&str]] =
    &[&["read:jira-user"], &["read:application-role:jira", "read:group:jira", "read:user:jira", "read:avatar:jira"]];
const PROJECTS: &[&[&str]] = &[
    &["read:jira-work"],
    &[
        "read:issue-type:jira",
        "read:project:jira",
        "read:project.property:jira",
        "read:user:jira",
        "read:application-role:jira",
        "read:avatar:jira",
        "read:group:jira",
        "read:issue-type-hierarchy:jira",
        "read:project-category:jira",
        "read:project-version:jira",
        "read:project.component:jira",
    ],
];
const ISSUES: &[&[&str]] = &[
    &["read:jira-work"],
    &[
        "read:issue-details:jira",
        "read:audit-log:jira",
        "read:avatar:jira",
        "read:field-configuration:jira",
        "read:issue-meta:jira",
    ],
];
const ISSUES_BY_POST: &[&[&str]] = &[
    &["read:jira-work"],
    &[
        "read:issue-details:jira",
        "read:field.default-value:jira",
        "read:field.option:jira",
        "read:field:jira",
        "read:group:jira",
    ],
];
/// Confluence's v2 API takes granular scopes only.
const SPACES: &[&[&str]] = &[&["read:space:confluence"]];
const CONFLUENCE_USER: &[&[&str]] = &[&["read:confluence-user"], &["read:content-details:confluence"]];

static OPERATIONS: [Operation; 9] = [
    jira(Method::GET, "/rest/api/3/myself", MYSELF, Outcome::Answer(answers::myself)),
    jira(Method::GET, "/rest/api/3/project/search", PROJECTS, Outcome::Answer(answers::projects)),
    jira(Method::GET, "/rest/api/3/search/jql", ISSUES, Outcome::Answer(answers::issues)),
    jira(Method::POST, "/rest/api/3/search/jql", ISSUES_BY_POST, Outcome::Answer(answers::issues)),
    jira(Method::GET, "/rest/api/3/search", ISSUES, Outcome::Removed),
    jira(Method::GET, "/rest/api/3/serverInfo", &[], Outcome::Answer(answers::server)),
    Operation {
        family: Family::Jira,
        method: Method::GET,
        path: "/rest/servicedeskapi/info",
        product: Product::JiraServiceManagement,
        any_of: &[],
        outcome: Outcome::Answer(answers::service_desk),
    },
    confluence("/wiki/api/v2/spaces", SPACES, Outcome::Answer(answers::spaces)),
    confluence("/wiki/rest/api/user/current", CONFLUENCE_USER, Outcome::Answer(answers::confluence_user)),
];

const fn jira(
    method: Method,
    path: &'static str,
    any_of: &'static [&'static [&'static str]],
    outcome: Outcome,
) -> Operation {
    Operation { family: Family::Jira, method, path, product: Product::Jira, any_of, outcome }
}

const fn confluence(path: &'static str, any_of: &'static [&'static [&'static str]], outcome: Outcome) -> Operation {
    Operation { family: Family::Confluence, method: Method::GET, path, product: Product::Confluence, any_of, outcome }
}
