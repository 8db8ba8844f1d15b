import type {
  AppConfigEnvironmentView,
  AppConfigView,
  AuthorizeUrlView,
  SharedRegistrationView,
} from "../src/backend/bindings";

/** A made-up environment of an app-config. */
export function appConfigEnvironment(
  overrides: Partial<AppConfigEnvironmentView> = {},
): AppConfigEnvironmentView {
  return {
    name: "development",
    clientId: "Lp4wVxN8tQ",
    hasClientSecret: true,
    callback: "http://localhost:7007/api/auth/atlassian/handler/frame",
    scopes: ["read:jira-work", "read:jira-user"],
    missing: [],
    unknownScopes: [],
    error: null,
    known: null,
    ...overrides,
  };
}

/** A made-up app-config. */
export function appConfig(overrides: Partial<AppConfigView> = {}): AppConfigView {
  return {
    id: "app-config-1",
    missing: [],
    files: ["/home/mira/backstage/app-config.yaml", "/home/mira/backstage/app-config.local.yaml"],
    environments: [
      appConfigEnvironment({ known: "reg-backstage", unknownScopes: ["read:everything"] }),
      appConfigEnvironment({
        name: "production",
        hasClientSecret: false,
        missing: ["AUTH_ATLASSIAN_CLIENT_SECRET"],
      }),
      appConfigEnvironment({ name: "staging", clientId: "Qm3rT" }),
    ],
    findings: [
      {
        kind: "olderScopesKey",
        file: "/home/mira/backstage/app-config.yaml",
        line: 41,
        column: 11,
        message: "Backstage refuses scopes today; additionalScopes takes its place",
      },
      {
        kind: "variableUnset",
        file: "/home/mira/backstage/app-config.yaml",
        line: 46,
        column: 25,
        message: "AUTH_ATLASSIAN_CLIENT_SECRET is not set, so clientSecret of production is missing",
      },
    ],
    ...overrides,
  };
}

/** What a made-up authorization URL says. */
export function authorizeUrl(): AuthorizeUrlView {
  return {
    endpoint: "auth.atlassian.com/authorize",
    clientId: "Qm3rTz",
    scopes: ["offline_access", "read:me", "read:jira-work", "email"],
    callback: "http://localhost:7007/api/auth/atlassian/",
    state: true,
    pkce: false,
    audience: "api.atlassian.com",
    prompt: "consent",
    findings: [
      {
        kind: "scopeBreaksConsent",
        severity: "error",
        subject: "email",
        fix: { kind: "removeScope", scope: "email" },
      },
      { kind: "pkceMissing", severity: "warning", subject: "", fix: null },
    ],
  };
}

/** A made-up registration that another person shared. */
export function sharedRegistration(): SharedRegistrationView {
  return {
    name: "Release notes",
    environment: "staging",
    cloud: {
      kind: "custom",
      authorizationUrl: "https://auth.example.com",
      apiUrl: "https://api.example.com",
    },
    hosts: ["auth.example.com", "api.example.com"],
    clientId: "Shared1",
    callbacks: ["http://localhost:7007/api/auth/atlassian", "trilo://oauth/callback"],
    scopes: ["read:jira-work"],
  };
}
