import type { AccountSummaryView, AccountView } from "../src/backend/bindings";
import { DAY, HOUR, MINUTE, SECOND } from "./spans";

/** Made-up accounts; all times hang on `now`. */

export function summary(overrides: Partial<AccountSummaryView> = {}, now = Date.now()): AccountSummaryView {
  return {
    id: "acc-mira",
    name: "Mira Okafor",
    email: "mira@example.com",
    label: null,
    colour: null,
    isDefault: false,
    hasAvatar: false,
    registration: "reg-payments",
    registrationName: "Payments tooling",
    environment: "production",
    sandbox: false,
    signInAgain: false,
    freshness: "fresh",
    expiresAt: now + 42 * MINUTE + 20 * SECOND,
    siteNames: ["northwind", "payments-lab"],
    ...overrides,
  };
}

export function summaries(now = Date.now()): AccountSummaryView[] {
  return [
    summary({}, now),
    summary(
      {
        id: "acc-svc",
        name: "Svc Release Notes",
        email: "release-notes@example.com",
        freshness: "expired",
        expiresAt: now - 20 * MINUTE,
        siteNames: ["northwind"],
      },
      now,
    ),
    summary(
      {
        id: "acc-again",
        registration: "reg-backstage",
        registrationName: "Backstage",
        environment: "development",
        signInAgain: true,
        freshness: "expired",
        expiresAt: now - 3 * DAY,
      },
      now,
    ),
  ];
}

export function strangeSummaries(now = Date.now()): AccountSummaryView[] {
  return [
    summary(
      {
        id: "acc-long",
        name: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh von und zu Hohenlohe-Langenburg",
        email: null,
        expiresAt: now + 3 * MINUTE,
      },
      now,
    ),
    summary({ id: "acc-rtl", name: "مريم العبد الله", email: "maryam@example.com" }, now),
    summary(
      { id: "acc-emoji", name: "Ada 🦑 Lovelace", email: "ada@example.com", expiresAt: now + 38 * SECOND },
      now,
    ),
  ];
}

export function account(overrides: Partial<AccountView> = {}, now = Date.now()): AccountView {
  const base = overrides.summary ?? summary({}, now);
  const requested = [
    "offline_access",
    "read:me",
    "read:jira-work",
    "read:jira-user",
    "write:jira-work",
    "read:confluence-content.all",
    "search:confluence",
  ];
  return {
    summary: base,
    avatar: null,
    personalData: null,
    profile: {
      accountId: "5b10ac8d82e05b22cc7d4ef5",
      name: base.name,
      nickname: "mira",
      email: base.email,
      timeZone: "Europe/Berlin",
      locale: "en-GB",
      accountStatus: "active",
      accountType: "atlassian",
      jobTitle: null,
      organization: "Northwind",
      department: null,
      location: null,
    },
    profileError: null,
    token: {
      masked: "eyJraWQi…q8Zw",
      length: 2184,
      obtainedAt: (base.expiresAt ?? now) - HOUR,
      expiresAt: base.expiresAt,
      renewable: true,
    },
    requested,
    granted: requested.slice(0, -1),
    missing: requested.slice(-1),
    sites: [
      {
        cloudId: "11223344-a1b2-3b33-c444-def123456789",
        name: "northwind",
        url: "https://northwind.atlassian.net",
        avatar: null,
        products: ["Jira", "Confluence"],
        scopes: ["read:jira-work", "read:confluence-content.all"],
      },
      {
        cloudId: "55667788-d5e6-4f77-8888-abc987654321",
        name: "payments-lab",
        url: "https://payments-lab.atlassian.net",
        avatar: null,
        products: ["Jira"],
        scopes: ["read:jira-work"],
      },
    ],
    sitesError: null,
    verdict: null,
    renewal: { dueAt: base.expiresAt === null ? null : base.expiresAt - 5 * MINUTE, failure: null },
    signedInAt: now - 52 * DAY,
    renewedAt: now - 18 * MINUTE,
    renewals: 118,
    idleSince: now - 18 * MINUTE,
    consentedAt: now - 52 * DAY,
    idleLimit: now + 90 * DAY - 18 * MINUTE,
    consentCaution: now + 313 * DAY,
    storage: "vault",
    storageError: null,
    ...overrides,
  };
}

export function troubledAccount(now = Date.now()): AccountView {
  return account(
    {
      summary: summary({ signInAgain: true, freshness: "expired", expiresAt: now - 12 * MINUTE }, now),
      profile: null,
      profileError: { code: "profileRefused", message: "403", details: { status: "403" } },
      sites: [],
      sitesError: { code: "unreachable", message: "no route", details: { host: "api.atlassian.com" } },
      verdict: {
        at: now - 12 * MINUTE,
        error: {
          code: "refreshTokenDead",
          message: "dead",
          details: {
            status: "403",
            error: "unauthorized_client",
            description: "refresh_token is invalid",
            interruptedAt: new Date(now - 31 * MINUTE).toISOString(),
          },
        },
      },
      renewal: { dueAt: null, failure: null },
      storage: "memory",
      storageError: { code: "keyStoreLocked", message: "locked", details: { keyStore: "Secret Service" } },
    },
    now,
  );
}

export const PICTURE =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' fill='%23ff8a00'/%3E%3Ccircle cx='4' cy='4' r='2' fill='white'/%3E%3C/svg%3E";

/** Accounts with labels, colours, a default and a picture. */
export function markedSummaries(now = Date.now()): AccountSummaryView[] {
  const [mira, svc, again] = summaries(now);
  return [
    { ...summary({}, now), ...mira, label: "Admin", colour: "red", isDefault: true },
    { ...summary({}, now), ...svc, colour: "teal", hasAvatar: true },
    {
      ...summary({}, now),
      ...again,
      label: "Customer demo for the northern region, read only",
      colour: "yellow",
    },
  ];
}

/** An account that is marked and reports personal data. */
export function markedAccount(now = Date.now()): AccountView {
  const [mira] = markedSummaries(now);
  return account(
    {
      ...(mira && { summary: mira }),
      personalData: {
        reportedAt: now - 5 * DAY,
        dueAt: now + 2 * DAY,
        cycleDays: 7,
        lastOutcome: "unchanged",
        error: null,
      },
    },
    now,
  );
}

/** An account whose last renewal failed and is tried again. */
export function failingAccount(now = Date.now()): AccountView {
  return account(
    {
      renewal: {
        dueAt: now - 3 * MINUTE,
        failure: {
          error: { code: "unreachable", message: "", details: { host: "auth.atlassian.com" } },
          at: now - 3 * MINUTE,
          retryAt: now + 4 * MINUTE + 5 * SECOND,
        },
      },
      consentedAt: now - 370 * DAY,
      consentCaution: now - 5 * DAY,
    },
    now,
  );
}
