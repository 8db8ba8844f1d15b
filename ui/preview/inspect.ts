import type {
  CellForm,
  CellView,
  GrantAnswerView,
  GrantHistoryView,
  GrantSubjectForm,
  GrantView,
  ProbeRunView,
  TokenReadingView,
} from "../src/backend/bindings";
import type { Answers, World } from "./backend";
import { DAY, HOUR } from "./spans";

/** What the mocked backend answers about grants: one grant in which something is wrong. */
export function inspectAnswers(state: World): Answers {
  return {
    inspect_grant: ({ subject }: { subject: GrantSubjectForm }) => answer(subject),
    explain_cell: ({ form }: { form: CellForm }) => explanation(form),
    measured_operations: ({ scopes }: { scopes: string[] }) =>
      state.operations.map((row) => ({
        row: {
          ...row,
          access: scopes.includes("read:jira-work")
            ? { kind: "covered" }
            : { kind: "missing", scopes: ["x"] },
        },
        unknown: false,
      })),
    gained_operations: () => state.operations.slice(0, 2),
    look_up_token: () => ({ sent: true, profile: null, profileError: null, sites: [], sitesError: null }),
    check_pasted_signature: () => ({ verdict: "good", words: "The signature is good." }),
    check_account_signature: () => ({ verdict: "good", words: "The signature is good." }),
    grant_history: () => state.grantHistory,
    save_baseline: () => state.grantHistory,
    remove_baseline: () => (state.grantHistory = { ...state.grantHistory, baseline: null }),
    compare_grants: () => comparison(),
    suggest_report_path: ({ format }: { format: string }) => `/home/mira/trilo-grant.${format}`,
    write_report: ({ form }: { form: { path: string } }) => ({ path: form.path }),
    plan_probes: () => ({ calls: 6, uncovered: ["write:jira-work"] }),
    start_probes: () => probeRun(),
    cancel_probes: () => null,
    probe_run: () => null,
  };
}

function answer(subject: GrantSubjectForm): GrantAnswerView {
  if (subject.kind === "pasted" && !subject.text.includes("ey"))
    return { grant: null, refusal: { reason: "unknown" } };
  return { grant: grantView(), refusal: null };
}

export function grantView(): GrantView {
  const row = (scope: string, api: string, cells: GrantView["rows"][number]["cells"]) => ({
    scope,
    api,
    operations: 12,
    cells,
  });
  return {
    columns: [
      { kind: "requested", name: "Asked", cloudId: null, known: true },
      { kind: "registration", name: "App", cloudId: null, known: true },
      { kind: "answer", name: "Answer", cloudId: null, known: true },
      { kind: "claim", name: "Token", cloudId: null, known: true },
      { kind: "site", name: "northwind", cloudId: "c1", known: true },
      { kind: "site", name: "payments-lab", cloudId: "c2", known: true },
    ],
    rows: [
      row("read:jira-work", "Jira API", ["granted", "granted", "granted", "granted", "granted", "granted"]),
      row("write:jira-work", "Jira API", [
        "granted",
        "granted",
        "granted",
        "granted",
        "granted",
        "otherSites",
      ]),
      row("manage:jira-webhook", "Jira API", ["absent", "absent", "extra", "extra", "extra", "extra"]),
      row("search:confluence", "Confluence API", [
        "granted",
        "granted",
        "missing",
        "missing",
        "missing",
        "noProduct",
      ]),
      row("read:me", "User identity API", [
        "granted",
        "granted",
        "granted",
        "granted",
        "notSiteBound",
        "notSiteBound",
      ]),
    ],
    counts: { requested: 4, granted: 4, missing: 1, extra: 1, sites: 2 },
    sites: [
      { cloudId: "c1", name: "northwind", effective: ["read:jira-work", "write:jira-work"] },
      { cloudId: "c2", name: "payments-lab", effective: ["read:jira-work"] },
    ],
    anywhere: ["read:jira-work", "write:jira-work", "read:me"],
    token: token(),
    sitesError: null,
  };
}

function token(): TokenReadingView {
  const now = Date.now();
  return {
    form: "token",
    length: 2184,
    expiresIn: null,
    renewable: null,
    decoded: {
      kind: "access",
      algorithm: "RS256",
      header: [{ name: "alg", value: "RS256", meaning: "How it is signed.", time: null }],
      claims: [
        { name: "sub", value: "712020:mira", meaning: "Whose token it is.", time: null },
        { name: "exp", value: "1700003600", meaning: "When it ends.", time: now + HOUR },
      ],
      scopes: ["read:jira-work"],
      issuedAt: now,
      expiresAt: now + HOUR,
    },
  };
}

function explanation({ scope }: CellForm): CellView {
  const missing = scope === "search:confluence";
  return {
    says: missing
      ? "The answer that came with the token does not have it, and should."
      : "The sign-in asked for it.",
    cause: missing ? "The scope is not enabled for this app in the developer console." : null,
    confidence: missing ? "likely" : "certain",
    mends: missing
      ? [
          { kind: "addInConsole", text: "In the developer console, add it." },
          { kind: "signInAgain", text: "Sign in again with this scope." },
        ]
      : [],
    summary: "Search content and spaces.",
  };
}

/** A refresh came back with less, and the grant is not what is expected. */
export function troubledHistory(): GrantHistoryView {
  const now = Date.now();
  return {
    changes: [
      { at: now - HOUR, by: "refresh", granted: 4, added: [], removed: ["read:jira-user"], narrowed: true },
      { at: now - 3 * DAY, by: "signIn", granted: 5, added: [], removed: [], narrowed: false },
    ],
    baseline: { scopes: ["read:jira-work"], savedAt: now - DAY, unexpected: ["read:me"], missing: [] },
  };
}

function comparison() {
  return {
    added: ["read:jira-work"],
    removed: ["read:jira-user"],
    kept: ["read:me"],
    opened: [],
    closed: [],
    sites: [{ name: "northwind", inFirst: true, inSecond: false, added: [], removed: [] }],
    claims: [{ name: "aud", first: "staging", second: "production" }],
    even: false,
  };
}

export function probeRun(): ProbeRunView {
  const result = {
    product: "Jira",
    covers: "read:jira-user",
    duration: 41,
    retries: 0,
    error: null,
    exchange: "GET /ex/jira/c1/rest/api/3/myself HTTP/1.1",
  };
  return {
    state: "done",
    startedAt: Date.now(),
    calls: 2,
    uncovered: ["write:jira-work"],
    results: [
      {
        ...result,
        name: "getCurrentUser",
        path: "/rest/api/3/myself",
        site: "northwind",
        expected: "allowed",
        outcome: "allowed",
        asExpected: true,
        status: 200,
        explanation: null,
      },
      {
        ...result,
        name: "getCurrentUser (Confluence)",
        path: "/wiki/rest/api/user/current",
        site: "northwind",
        expected: "allowed",
        outcome: "refused",
        asExpected: false,
        status: 403,
        explanation: {
          title: "This person may not use Confluence here",
          cause: "The site’s Confluence does not admit this account.",
          fix: "Ask the site’s admin for access.",
          who: "siteAdmin",
          confidence: "certain",
        },
      },
    ],
  };
}
