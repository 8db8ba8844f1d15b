//! The scopes that a person can pick from.

/// An API of Atlassian's developer console, under which scopes are added to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsoleApi {
    /// Needs no entry in the console.
    None,
    /// User identity API.
    UserIdentity,
    /// Jira API: the platform, and the older "User REST API".
    Jira,
    /// Jira Service Management API, formerly Service Desk.
    JiraServiceManagement,
    /// Confluence API.
    Confluence,
    /// Personal data reporting API.
    PersonalDataReporting,
}

impl ConsoleApi {
    /// The name that the console shows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "Every sign-in",
            Self::UserIdentity => "User identity API",
            Self::Jira => "Jira API",
            Self::JiraServiceManagement => "Jira Service Management API",
            Self::Confluence => "Confluence API",
            Self::PersonalDataReporting => "Personal data reporting API",
        }
    }
}

/// A scope with what a person should know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogueScope {
    /// The scope as it goes over the wire.
    pub scope: &'static str,
    /// Where the console lists it.
    pub api: ConsoleApi,
    /// What it lets an app do.
    pub summary: &'static str,
}

const fn entry(scope: &'static str, api: ConsoleApi, summary: &'static str) -> CatalogueScope {
    CatalogueScope { scope, api, summary }
}

/// The classic scopes of the console's APIs, in the console's order
/// (developer.atlassian.com, "Scopes for OAuth 2.0 (3LO) and Forge apps").
pub const CLASSIC: &[CatalogueScope] = &[
    entry("offline_access", ConsoleApi::None, "Keep you signed in: Atlassian gives a refresh token."),
    entry("read:me", ConsoleApi::UserIdentity, "View your profile: name, e-mail and avatar, as far as you show them."),
    entry("read:account", ConsoleApi::UserIdentity, "View further details of your Atlassian account."),
    entry("read:jira-work", ConsoleApi::Jira, "Read projects, issues, comments and attachments, and search for them."),
    entry("read:jira-user", ConsoleApi::Jira, "Read who people are: names, avatars and groups as Jira shows them."),
    entry("write:jira-work", ConsoleApi::Jira, "Create and change issues, comments, worklogs and attachments."),
    entry("manage:jira-project", ConsoleApi::Jira, "Change project settings, versions and components."),
    entry("manage:jira-configuration", ConsoleApi::Jira, "Change settings of the whole Jira site; needs an admin."),
    entry("manage:jira-webhook", ConsoleApi::Jira, "Register, read and remove webhooks."),
    entry("manage:jira-data-provider", ConsoleApi::Jira, "Submit development, build and deployment facts."),
    entry("read:servicedesk-request", ConsoleApi::JiraServiceManagement, "Read requests, queues, SLAs and approvals."),
    entry(
        "write:servicedesk-request",
        ConsoleApi::JiraServiceManagement,
        "Raise and change requests, and answer them.",
    ),
    entry("manage:servicedesk-customer", ConsoleApi::JiraServiceManagement, "Manage customers and organisations."),
    entry("read:servicemanagement-insight-objects", ConsoleApi::JiraServiceManagement, "Read objects of Assets."),
    entry("read:confluence-content.summary", ConsoleApi::Confluence, "Read titles and summaries of content."),
    entry("read:confluence-content.all", ConsoleApi::Confluence, "Read pages, blog posts and comments in full."),
    entry("read:confluence-content.permission", ConsoleApi::Confluence, "Read who may see or change content."),
    entry("write:confluence-content", ConsoleApi::Confluence, "Create, change and remove pages, posts and comments."),
    entry("read:confluence-space.summary", ConsoleApi::Confluence, "Read names and descriptions of spaces."),
    entry("write:confluence-space", ConsoleApi::Confluence, "Create, change and remove spaces."),
    entry("write:confluence-file", ConsoleApi::Confluence, "Upload attachments."),
    entry("readonly:content.attachment:confluence", ConsoleApi::Confluence, "Download attachments."),
    entry("read:confluence-props", ConsoleApi::Confluence, "Read content properties."),
    entry("write:confluence-props", ConsoleApi::Confluence, "Write content properties."),
    entry("manage:confluence-configuration", ConsoleApi::Confluence, "Change settings of the whole Confluence site."),
    entry("search:confluence", ConsoleApi::Confluence, "Search content and spaces."),
    entry("read:confluence-user", ConsoleApi::Confluence, "Read who people are, as Confluence shows them."),
    entry("read:confluence-groups", ConsoleApi::Confluence, "Read groups and their members."),
    entry("write:confluence-groups", ConsoleApi::Confluence, "Create and remove groups, and change their members."),
    entry("report:personal-data", ConsoleApi::PersonalDataReporting, "Report which accounts personal data is kept of."),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::scope::{Scope, ScopeSet};

    #[test]
    fn every_entry_is_a_scope_and_stands_once() {
        let scopes: BTreeSet<_> = CLASSIC.iter().map(|entry| Scope::parse(entry.scope).unwrap()).collect();
        assert_eq!(scopes.len(), CLASSIC.len());
    }

    #[test]
    fn the_scopes_of_every_sign_in_are_listed() {
        for always in ScopeSet::ALWAYS {
            assert!(CLASSIC.iter().any(|entry| entry.scope == always), "{always} must be explained in the list");
        }
    }
}
