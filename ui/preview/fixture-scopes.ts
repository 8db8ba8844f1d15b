import type {
  CatalogueTablesView,
  LocalTablesView,
  OperationRowView,
  PresetView,
  RiskView,
  ScopeKindView,
  ScopeRowView,
  TaskView,
} from "../src/backend/bindings";

/** A part of the catalogue, for the preview and the tests. */

export function scopes(): ScopeRowView[] {
  const rows: [string, string, string, RiskView, ScopeKindView?][] = [
    ["offline_access", "", "Stay signed in", "read", "general"],
    ["read:me", "User identity API", "View user profile", "personalData", "general"],
    ["read:account", "User identity API", "View the account behind the profile", "personalData", "general"],
    ["read:jira-work", "Jira API", "View Jira issue data", "read"],
    ["read:jira-user", "Jira API", "View user profiles in Jira", "personalData"],
    ["write:jira-work", "Jira API", "Create and manage issues", "write"],
    ["manage:jira-project", "Jira API", "Manage project settings", "admin"],
    ["manage:jira-webhook", "Jira API", "Manage webhooks", "admin"],
    ["read:servicedesk-request", "Jira Service Management API", "View service requests", "read"],
    [
      "write:servicedesk-request",
      "Jira Service Management API",
      "Create and manage service requests",
      "write",
    ],
    ["read:confluence-content.all", "Confluence API", "Read content in full", "read"],
    ["read:confluence-space.summary", "Confluence API", "Read summaries of spaces", "read"],
    ["write:confluence-content", "Confluence API", "Create and edit content", "write"],
    ["search:confluence", "Confluence API", "Search content", "read"],
    ["read:issue-details:jira", "Jira API", "View details of issues", "read", "granular"],
    ["read:avatar:jira", "Jira API", "View avatars", "read", "granular"],
    ["read:issue-meta:jira", "Jira API", "View issue metadata", "read", "granular"],
    ["write:comment:jira", "Jira API", "Create and update comments", "write", "granular"],
    ["delete:issue:jira", "Jira API", "Delete issues", "delete", "granular"],
  ];
  return rows.map(([scope, api, summary, risk, kind = "classic"]) => ({
    scope,
    api,
    summary,
    risk,
    kind,
    known: true,
    always: scope === "offline_access" || scope === "read:me",
    local: false,
  }));
}

/** Classic and granular scopes that open each of the fixture’s operations. */
export const NEEDS: Record<string, [string[], string[]]> = {
  "jira GET /rest/api/3/issue/{issueIdOrKey}": [
    ["read:jira-work"],
    ["read:issue-details:jira", "read:avatar:jira", "read:issue-meta:jira"],
  ],
  "jira PUT /rest/api/3/issue/{issueIdOrKey}": [["write:jira-work"], []],
  "jira DELETE /rest/api/3/issue/{issueIdOrKey}": [["write:jira-work"], ["delete:issue:jira"]],
  "jira GET /rest/api/3/issue/{issueIdOrKey}/comment": [["read:jira-work"], ["read:avatar:jira"]],
  "jira POST /rest/api/3/issue/{issueIdOrKey}/comment": [["write:jira-work"], ["write:comment:jira"]],
  "jira GET /rest/api/3/issue/createmeta": [["read:jira-work"], ["read:issue-meta:jira"]],
  "jira GET /rest/api/3/app/field/context/configuration": [[], []],
  "confluence GET /wiki/rest/api/search": [["search:confluence"], []],
};

export function operations(): OperationRowView[] {
  const titles = [
    "Get issue",
    "Edit issue",
    "Delete issue",
    "Get comments",
    "Add comment",
    "Get create issue metadata",
    "Get custom field configurations of an app",
    "Search content",
  ];
  return Object.keys(NEEDS).map((id, at) => {
    const [product = "", method = "", path = ""] = id.split(" ");
    return {
      id,
      method,
      path,
      title: titles[at] ?? id,
      product: product === "jira" ? "Jira" : "Confluence",
      state: path.endsWith("createmeta") ? "deprecated" : "current",
      access: id.includes("/app/field") ? { kind: "never" } : { kind: "missing", scopes: [] },
      local: false,
    };
  });
}

export function tasks(): TaskView[] {
  const [issue = "", edit = "", remove = ""] = Object.keys(NEEDS);
  return [
    { title: "Read issues", operations: [issue] },
    { title: "Change and delete issues", operations: [edit, remove] },
  ];
}

export function presets(): PresetView[] {
  return [
    {
      name: "Backstage defaults",
      summary: "What Backstage’s Atlassian provider asks for",
      scopes: ["read:jira-work", "read:jira-user"],
    },
    {
      name: "Read-only Confluence",
      summary: "Pages and spaces, without changing any",
      scopes: ["read:confluence-content.all", "read:confluence-space.summary", "search:confluence"],
    },
  ];
}

export function tables(): CatalogueTablesView {
  return { scopes: 571, operations: 1354, local: null };
}

export function localTables(): LocalTablesView {
  return {
    scopes: 2,
    operations: 0,
    badRowCount: 1,
    badRows: [{ table: "scopes", line: 4, problem: "notAScope", cell: "reed jira" }],
  };
}
