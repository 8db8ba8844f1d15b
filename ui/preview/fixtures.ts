import type {
  AttemptView,
  BackupItemView,
  RegistrationView,
  SettingsView,
  SignInView,
  StatusView,
  StepView,
} from "../src/backend/bindings";
import { HOUR, MINUTE, SECOND } from "./spans";

export * from "./fixture-accounts";
export * from "./fixture-app-config";
export * from "./fixture-scopes";

/** Made-up people, apps and attempts for the preview and the tests; all times hang on `now`. */

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
      secretSource: { kind: "sealed" },
      notes: "Owned by the payments team; ask in #payments-tools.",
      position: 0,
      consoleSteps: [],
      findings: [
        {
          kind: "scopeUnknown",
          severity: "warning",
          subject: "read:confluence-content.all",
          fix: { kind: "removeScope", scope: "read:confluence-content.all" },
        },
        { kind: "mixedScopes", severity: "hint", subject: "Confluence", fix: null },
      ],
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
      secretSource: { kind: "environment", variable: "ATLASSIAN_CLIENT_SECRET" },
      notes: "",
      position: 1,
      consoleSteps: [],
      findings: [{ kind: "secretMissing", severity: "error", subject: "", fix: null }],
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
    secretSource: { kind: "sealed" },
    notes: "",
    position: 2,
    consoleSteps: [],
    findings: [],
  };
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
  return {
    clearClipboardAfter: 45,
    lockAfterIdle: 15,
    lockWithScreen: true,
    privateMode: false,
    journalDays: 90,
    journalMegabytes: 100,
    scopePresets: [],
  };
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
