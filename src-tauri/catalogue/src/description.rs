//! What scopes let an app do, in words.

/// One sentence for a scope: written by hand for classic and general ones, composed of its parts for granular ones.
pub(crate) fn describe(scope: &str) -> String {
    WRITTEN.iter().find(|(known, _)| *known == scope).map_or_else(|| composed(scope), |(_, text)| (*text).to_owned())
}

const WRITTEN: [(&str, &str); 30] = [
    ("offline_access", "Keep you signed in: Atlassian gives a refresh token."),
    ("read:me", "View your profile: name, e-mail and avatar, as far as you show them."),
    ("read:account", "View further details of your Atlassian account."),
    ("read:jira-work", "Read projects, issues, comments and attachments, and search for them."),
    ("read:jira-user", "Read who people are: names, avatars and groups as Jira shows them."),
    ("write:jira-work", "Create and change issues, comments, worklogs and attachments."),
    ("manage:jira-project", "Change project settings, versions and components."),
    ("manage:jira-configuration", "Change settings of the whole Jira site; needs an admin."),
    ("manage:jira-webhook", "Register, read and remove webhooks."),
    ("manage:jira-data-provider", "Submit development, build and deployment facts."),
    ("read:servicedesk-request", "Read requests, queues, SLAs and approvals."),
    ("write:servicedesk-request", "Raise and change requests, also for other people, and answer them."),
    ("manage:servicedesk-customer", "Manage customers and organisations."),
    ("read:servicemanagement-insight-objects", "Read objects of Assets."),
    ("read:confluence-content.summary", "Read titles and summaries of content."),
    ("read:confluence-content.all", "Read pages, blog posts and comments in full."),
    ("read:confluence-content.permission", "Read who may see or change content."),
    ("write:confluence-content", "Create, change and remove pages, posts and comments."),
    ("read:confluence-space.summary", "Read names and descriptions of spaces."),
    ("write:confluence-space", "Create, change and remove spaces."),
    ("write:confluence-file", "Upload attachments."),
    ("readonly:content.attachment:confluence", "Download attachments."),
    ("read:confluence-props", "Read content properties."),
    ("write:confluence-props", "Write content properties."),
    ("manage:confluence-configuration", "Change settings of the whole Confluence site."),
    ("search:confluence", "Search content and spaces."),
    ("read:confluence-user", "Read who people are, as Confluence shows them."),
    ("read:confluence-groups", "Read groups and their members."),
    ("write:confluence-groups", "Create and remove groups, and change their members."),
    ("report:personal-data", "Report which accounts personal data is kept of."),
];

fn composed(scope: &str) -> String {
    let mut parts = scope.splitn(3, ':');
    let (verb, object, product) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let Some(object) = object else {
        return format!("Not in the catalogue: what {scope} allows is not known.");
    };
    let verb = match verb {
        "read" | "readonly" => "Read",
        "view" => "View",
        "search" => "Search",
        "validate" => "Check",
        "write" => "Create and change",
        "import" => "Import",
        "send" => "Send",
        "moderate" => "Moderate",
        "delete" => "Delete",
        "redact" => "Black out",
        "manage" => "Manage",
        "admin" => "Administer",
        "report" => "Report",
        other => other,
    };
    let object = words(object);
    match product {
        Some(product) => format!("{verb} {object} in {}.", product_name(product)),
        None => format!("{verb} {object}."),
    }
}

fn product_name(product: &str) -> String {
    match product {
        "jira" => "Jira".to_owned(),
        "jira-software" => "Jira Software".to_owned(),
        "jira-service-management" => "Jira Service Management".to_owned(),
        "confluence" => "Confluence".to_owned(),
        "compass" => "Compass".to_owned(),
        "bitbucket" => "Bitbucket".to_owned(),
        other => words(other),
    }
}

/// The object of a scope as words: the last dotted part first names the whole, so `issue.vote` is "issue vote".
fn words(object: &str) -> String {
    let word = |word| match word {
        "jql" => "JQL",
        "sla" => "SLA",
        "url" => "URL",
        "cmdb" => "CMDB",
        "ui" => "UI",
        "jira" => "Jira",
        "confluence" => "Confluence",
        other => other,
    };
    object.split(['-', '.', '_']).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn granular_scopes_are_composed_of_their_parts() {
        assert_eq!(describe("read:issue-details:jira"), "Read issue details in Jira.");
        assert_eq!(describe("validate:jql:jira"), "Check JQL in Jira.");
        assert_eq!(
            describe("write:board-scope.admin:jira-software"),
            "Create and change board scope admin in Jira Software."
        );
    }

    #[test]
    fn a_scope_of_no_known_form_says_so() {
        assert!(describe("mystery").contains("not known"));
    }
}
