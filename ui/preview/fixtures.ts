import type {
  AccountSummaryView,
  AccountView,
  AttemptView,
  BackupItemView,
  RegistrationView,
  ScopeView,
  SettingsView,
  SignInView,
  StatusView,
  StepView,
} from "../src/backend/bindings";

/** Made-up people, apps and attempts for the preview and the tests; all times hang on `now`. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const LOOPBACK = "http://localhost:7007/api/auth/atlassian";
export const DEEP_LINK = "trilo://oauth/callback";

export function status(overrides: Partial<StatusView> = {}): StatusView {
  return {
    version: "0.1.0",
    os: "linux",
    vault: {
      state: "open",
      keyStore: "system",
      systemKeyStore: "Secret Service",
      checkedIn: 7,
      dataFolder: "/home/mira/.local/share/trilo",
      error: null,
      exists: true,
      passphraseFile: false,
      damagedRows: 0,
    },
    deepLink: { callbackUrl: DEEP_LINK, registered: true, handler: "trilo-handler.desktop" },
    clock: { skew: 140, measuredAt: Date.now() - 2 * MINUTE },
    network: "online",
    sandbox: null,
    overrides: [],
    ...overrides,
  };
}

export function registrations(): RegistrationView[] {
  return [
    {
      id: "reg-payments",
      name: "Payments tooling",
      environment: "production",
      cloud: { kind: "commercial" },
      clientId: "9f2kQvT1m0ZrXb7LcD3sHnWpYe5uJa8G",
      hasClientSecret: true,
      callbacks: [
        { url: LOOPBACK, wayBack: "loopback" },
        { url: DEEP_LINK, wayBack: "deepLink" },
        { url: "https://tools.example.com/oauth/callback", wayBack: "paste" },
      ],
      scopes: [
        "read:jira-work",
        "read:jira-user",
        "write:jira-work",
        "read:confluence-content.all",
        "search:confluence",
      ],
      accounts: 2,
    },
    {
      id: "reg-backstage",
      name: "Backstage",
      environment: "development",
      cloud: { kind: "commercial" },
      clientId: "Lp4wVxN8tQ",
      hasClientSecret: false,
      callbacks: [{ url: LOOPBACK, wayBack: "loopback" }],
      scopes: ["read:jira-work"],
      accounts: 1,
    },
  ];
}

export function sandboxRegistration(): RegistrationView {
  return {
    id: "reg-sandbox",
    name: "Trilo sandbox",
    environment: "development",
    cloud: { kind: "sandbox" },
    clientId: "sandbox-client",
    hasClientSecret: true,
    callbacks: [{ url: "http://localhost:41874/callback", wayBack: "loopback" }],
    scopes: ["read:jira-work", "read:jira-user"],
    accounts: 1,
  };
}

export function scopes(): ScopeView[] {
  const rows: [string, string, string, boolean?][] = [
    ["offline_access", "Other", "Stay signed in", true],
    ["read:me", "User identity API", "View user profile", true],
    ["read:account", "User identity API", "View the account behind the profile"],
    ["read:jira-work", "Jira API", "View Jira issue data"],
    ["read:jira-user", "Jira API", "View user profiles in Jira"],
    ["write:jira-work", "Jira API", "Create and manage issues"],
    ["manage:jira-project", "Jira API", "Manage project settings"],
    ["manage:jira-webhook", "Jira API", "Manage webhooks"],
    ["read:servicedesk-request", "Jira Service Management API", "View service requests"],
    ["write:servicedesk-request", "Jira Service Management API", "Create and manage service requests"],
    ["read:confluence-content.all", "Confluence API", "Read content in full"],
    ["read:confluence-space.summary", "Confluence API", "Read summaries of spaces"],
    ["write:confluence-content", "Confluence API", "Create and edit content"],
    ["search:confluence", "Confluence API", "Search content"],
  ];
  return rows.map(([scope, api, summary, always = false]) => ({ scope, api, summary, always }));
}

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

function step(kind: StepView["kind"], state: StepView["state"], rest: Partial<StepView> = {}): StepView {
  return { kind, state, fact: null, startedAt: null, duration: null, ...rest };
}

export function signIn(overrides: Partial<SignInView> = {}, now = Date.now()): SignInView {
  const began = now - 48 * SECOND;
  return {
    id: "sign-in-1",
    registration: "reg-payments",
    registrationName: "Payments tooling",
    environment: "production",
    sandbox: false,
    callback: { url: LOOPBACK, wayBack: "loopback" },
    scopes: ["offline_access", "read:me", "read:jira-work", "read:jira-user", "write:jira-work"],
    startedAt: began,
    deadline: now + 4 * MINUTE + 12 * SECOND,
    steps: [
      step("keyStoreChecked", "done", { fact: "Secret Service", startedAt: began, duration: 7 }),
      step("listening", "done", { fact: "127.0.0.1:7007 and [::1]:7007", startedAt: began + 7, duration: 1 }),
      step("browserOpened", "done", { fact: "Firefox", startedAt: began + 9, duration: 210 }),
      step("callbackReceived", "active", { startedAt: began + 220 }),
      step("codeExchanged", "todo"),
      step("profileRead", "todo"),
      step("sitesRead", "todo"),
      step("stored", "todo"),
    ],
    state: "waiting",
    error: null,
    account: null,
    ...overrides,
  };
}

export function failedSignIn(now = Date.now()): SignInView {
  const signInView = signIn({}, now);
  return {
    ...signInView,
    state: "failed",
    steps: signInView.steps.map((one) => {
      if (one.kind === "callbackReceived") return { ...one, state: "done" as const, duration: 21_000 };
      if (one.kind === "codeExchanged") return { ...one, state: "failed" as const, duration: 331 };
      return one;
    }),
    error: {
      code: "clientRejected",
      message: "the token endpoint refused the client",
      details: { status: "401", error: "access_denied", description: "Unauthorized" },
    },
  };
}

export function attempts(now = Date.now()): AttemptView[] {
  const base = {
    registrationName: "Payments tooling",
    account: null,
    error: null,
    duration: null,
    steps: [],
  };
  const at = now - 10 * MINUTE;
  return [
    {
      ...base,
      id: "attempt-7f3a91",
      kind: "refresh",
      outcome: "failed",
      account: "acc-svc",
      startedAt: at,
      duration: 1380,
      steps: [
        step("keyStoreChecked", "done", { fact: "Secret Service", startedAt: at, duration: 6 }),
        step("tokenRenewed", "failed", { fact: "auth.atlassian.com", startedAt: at + 8, duration: 1372 }),
        step("profileRead", "todo"),
        step("sitesRead", "todo"),
        step("stored", "todo"),
      ],
      error: {
        code: "refreshTokenDead",
        message: "dead",
        details: { status: "403", error: "unauthorized_client", description: "refresh_token is invalid" },
      },
    },
    {
      ...base,
      id: "attempt-7f3a90",
      kind: "refresh",
      outcome: "succeeded",
      account: "acc-mira",
      startedAt: now - 18 * MINUTE,
      duration: 310,
      steps: [
        step("tokenRenewed", "done", { startedAt: now - 18 * MINUTE, duration: 180 }),
        step("profileRead", "done", { startedAt: now - 18 * MINUTE + 180, duration: 60 }),
        step("sitesRead", "done", { startedAt: now - 18 * MINUTE + 240, duration: 66 }),
        step("stored", "done", { startedAt: now - 18 * MINUTE + 306, duration: 4 }),
      ],
    },
    {
      ...base,
      id: "attempt-7f3a89",
      kind: "signIn",
      outcome: "cancelled",
      registrationName: "Backstage",
      startedAt: now - 2 * HOUR,
    },
    { ...base, id: "attempt-7f3a88", kind: "signIn", outcome: "denied", startedAt: now - 3 * HOUR },
    {
      ...base,
      id: "attempt-7f3a87",
      kind: "signIn",
      outcome: "timedOut",
      startedAt: now - 26 * HOUR,
      duration: 300_000,
      error: { code: "signInTimedOut", message: "timed out", details: {} },
    },
    {
      ...base,
      id: "attempt-7f3a86",
      kind: "signIn",
      outcome: "succeeded",
      account: "acc-mira",
      startedAt: now - 27 * HOUR,
      duration: 21_000,
    },
    {
      ...base,
      id: "attempt-7f3a85",
      kind: "strayCallback",
      outcome: "ignored",
      registrationName: null,
      startedAt: now - 28 * HOUR,
      error: { code: "callbackUnmatched", message: "no such state", details: {} },
    },
  ];
}

export function settings(): SettingsView {
  return { clearClipboardAfter: 45, lockAfterIdle: 15, lockWithScreen: true, privateMode: false };
}

/** The status over another vault. */
export function vaultStatus(vault: Partial<StatusView["vault"]>): StatusView {
  return status({ vault: { ...status().vault, ...vault } });
}

export function backupItems(): BackupItemView[] {
  return [
    { kind: "registration", name: "Payments tooling", of: null, action: "skip", because: "same" },
    { kind: "registration", name: "Backstage", of: null, action: "replace", because: "newer" },
    { kind: "account", name: "Mira Okafor", of: "Payments tooling", action: "skip", because: "older" },
    { kind: "account", name: "Noor Haddad", of: "Backstage", action: "add", because: "new" },
    { kind: "account", name: "Old Robot", of: "Gone app", action: "skip", because: "registrationMissing" },
    { kind: "settings", name: "", of: null, action: "add", because: "new" },
  ];
}
