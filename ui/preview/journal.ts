import type {
  AttemptSearchForm,
  AttemptView,
  BundleDraftView,
  ComparisonView,
  ExchangeView,
  OpenedBundleView,
  WholeAttemptView,
} from "../src/backend/bindings";

/** A refresh that Atlassian refused, as it went over the wire. */
export function exchange(startedAt: number): ExchangeView {
  return {
    step: "tokenRenewed",
    sender: "trilo",
    method: "POST",
    url: "https://auth.atlassian.com/oauth/token",
    startedAt,
    request: {
      headers: [
        ["host", "auth.atlassian.com"],
        ["content-type", "application/json"],
        ["user-agent", "Trilo/0.1.0"],
      ],
      body: `{
  "client_id": "9f2kQ…",
  "client_secret": "‹secret#08d2aa›",
  "grant_type": "refresh_token",
  "refresh_token": "‹token#c41e07›"
}`,
      cut: false,
      size: 1_312,
    },
    status: 403,
    response: {
      headers: [
        ["content-type", "application/json"],
        ["atl-traceid", "6f1c2a9be04d4c1f9d3e5a7b8c9d0e1f"],
        ["set-cookie", "‹cookie#77b0f1›"],
      ],
      body: `{
  "error": "unauthorized_client",
  "error_description": "refresh_token is invalid"
}`,
      cut: false,
      size: 81,
    },
    failure: null,
    address: "104.192.142.18:443",
    httpVersion: "HTTP/2.0",
    tlsVersion: null,
    reused: false,
    timings: { dns: 21_400, connect: 83_900, tls: null, wait: 224_300, receive: 1_200, total: 331_000 },
  };
}

function whole(attempt: AttemptView): WholeAttemptView {
  const renewed = attempt.steps.find((step) => step.kind === "tokenRenewed");
  const sentAt = attempt.outcome === "failed" ? (renewed?.startedAt ?? null) : null;
  return {
    attempt,
    exchanges: sentAt === null ? [] : [exchange(sentAt)],
    ranOn: ["0.1.0", "trilo-desktop", "linux x86_64"],
    callback: "trilo://oauth/callback",
    scopes: ["offline_access", "read:jira-work", "read:me"],
  };
}

const COMPARISON: ComparisonView = {
  differences: [
    { area: "outcome", subject: "outcome", first: "succeeded", second: "failed" },
    { area: "request", subject: "tokenRenewed status", first: "200", second: "403" },
    {
      area: "request",
      subject: "tokenRenewed client_secret",
      first: "‹secret#08d2aa›",
      second: "‹secret#91c0de›",
    },
  ],
  same: ["registration", "scopes", "versions"],
};

const DRAFT: BundleDraftView = {
  id: "draft",
  path: "/home/mira/Documents/trilo-bundle.zip",
  items: [
    { id: "versions", kind: "versions", subject: "", text: '{ "trilo": "0.1.0" }' },
    { id: "settings", kind: "settings", subject: "", text: '{ "privateMode": "false" }' },
    { id: "attempt/a", kind: "attempt", subject: "refresh failed", text: '{ "kind": "refresh" }' },
    {
      id: "attempt/a/exchange/0",
      kind: "exchange",
      subject: "POST https://auth.atlassian.com/oauth/token",
      text: '{ "refresh_token": "‹token#c41e07›" }',
    },
  ],
};

/** What the mocked backend answers about the journal. */
export function journalAnswers(state: { attempts: AttemptView[] }) {
  const opened = (path: string): OpenedBundleView => ({
    path,
    origin: "trilo",
    madeAt: Date.now() - 3_600_000,
    facts: [["trilo", "0.1.0"]],
    checks: [],
    attempts: state.attempts.slice(0, 2).map((attempt) => whole({ ...attempt, id: `far-${attempt.id}` })),
    passedOver: 0,
  });
  return {
    search_attempts: ({ form }: { form: AttemptSearchForm }) => ({
      attempts: state.attempts.filter(
        (attempt) =>
          (form.outcomes.length === 0 || form.outcomes.includes(attempt.outcome)) &&
          (form.kinds.length === 0 || form.kinds.includes(attempt.kind)) &&
          JSON.stringify(attempt).toLowerCase().includes(form.text.toLowerCase()),
      ),
      more: false,
    }),
    get_attempt: ({ id }: { id: string }) => {
      const attempt = state.attempts.find((one) => one.id === id);
      if (!attempt) throw new Error(`no attempt ${id}`);
      return whole(attempt);
    },
    compare_attempts: () => COMPARISON,
    draft_bundle: () => DRAFT,
    write_bundle: ({ form }: { form: { path: string } }) => ({ path: form.path, bytes: 4_096 }),
    open_bundle: ({ path }: { path: string }) => opened(path),
  };
}
