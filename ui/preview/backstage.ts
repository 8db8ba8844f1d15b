import { emit } from "@tauri-apps/api/event";
import type {
  BackstageSettingsView,
  BackstageView,
  ConsentQuestionView,
  ServedView,
} from "../src/backend/bindings";
import type { Answers, World } from "./backend";

const MINUTE = 60_000;

/** A provider that was never turned on. */
export function backstageOff(): BackstageView {
  return {
    settings: {
      on: false,
      port: 7007,
      source: { kind: "registrations", ids: [] },
      origins: ["http://localhost:3000"],
      identity: { kind: "off" },
    },
    state: { kind: "off" },
  };
}

/** What is served when the settings say so. */
export function served(overrides: Partial<ServedView> = {}): ServedView {
  const now = Date.now();
  const at = (path: string, status: number, refusal: string | null, ago: number) => ({
    at: now - ago,
    method: "GET",
    path: `/api/auth/atlassian${path}`,
    origin: "http://localhost:3000",
    status,
    refusal,
  });
  return {
    baseUrl: "http://localhost:7007/api/auth",
    port: 7007,
    environment: "development",
    environments: [
      {
        name: "development",
        clientId: "9f2kQvT1m0Zr",
        callback: "http://localhost:7007/api/auth/atlassian/handler/frame",
        identity: null,
      },
    ],
    origins: ["http://localhost:3000", "https://*.preview.example.com"],
    notes: [],
    sessions: [
      {
        digest: "digest-1",
        environment: "development",
        account: "acc-mira",
        name: "Mira Okafor",
        origin: "http://localhost:3000",
        signedInAt: now - 12 * MINUTE,
        usedAt: now - MINUTE,
      },
    ],
    consents: [
      {
        origin: "http://localhost:3000",
        environment: "development",
        scopes: ["offline_access", "read:me", "read:jira-work"],
        name: "Mira Okafor",
        givenAt: now - 12 * MINUTE,
      },
    ],
    requests: [
      at("/refresh", 200, null, 4_000),
      at("/start", 403, "Origin 'http://evil.test' is not allowed", 31_000),
      at("/handler/frame", 200, null, 12 * MINUTE),
      at("/start", 302, null, 12 * MINUTE + 9_000),
      at("/refresh", 401, "Refresh failed; caused by InputError: Missing session cookie", 13 * MINUTE),
    ],
    ...overrides,
  };
}

/** A provider that serves. */
export function backstageOn(overrides: Partial<ServedView> = {}): BackstageView {
  const { settings } = backstageOff();
  return {
    settings: { ...settings, on: true, source: { kind: "registrations", ids: ["reg-backstage"] } },
    state: { kind: "on", served: served(overrides) },
  };
}

/** A provider that finds its port taken. */
export function backstageBusy(holder: string | null = "node"): BackstageView {
  return { ...backstageOn(), state: { kind: "portBusy", port: 7007, holder } };
}

/** A frontend that asks. */
export function consentQuestion(overrides: Partial<ConsentQuestionView> = {}): ConsentQuestionView {
  return {
    id: 1,
    origin: "http://localhost:3000",
    environment: "development",
    registration: "Backstage",
    scopes: ["read:jira-work", "write:jira-work", "offline_access", "read:me"],
    accounts: [{ id: "acc-mira", name: "Mira Okafor" }],
    ...overrides,
  };
}

export function backstageAnswers(state: World): Answers {
  return {
    get_backstage: () => state.backstage,
    list_consent_questions: () => state.questions,
    update_backstage: ({ settings }: { settings: BackstageSettingsView }) => {
      const { port, on } = settings;
      const base = `http://localhost:${port}/api/auth`;
      state.backstage = {
        settings,
        state: on
          ? { kind: "on", served: served({ port, baseUrl: base, origins: settings.origins }) }
          : { kind: "off" },
      };
      return state.backstage;
    },
    end_browser_session: ({ digest }: { digest: string }) => {
      change(state, (one) => ({
        ...one,
        sessions: one.sessions.filter((session) => session.digest !== digest),
      }));
      return null;
    },
    revoke_origin: ({ origin }: { origin: string }) => {
      change(state, (one) => ({
        ...one,
        sessions: one.sessions.filter((session) => session.origin !== origin),
        consents: one.consents.filter((consent) => consent.origin !== origin),
      }));
      return null;
    },
    answer_consent_question: ({ id }: { id: number }) => {
      state.questions = state.questions.filter((question) => question.id !== id);
      void emit("backstage-changed", null);
      return null;
    },
  };
}

function change(world: World, to: (served: ServedView) => ServedView): void {
  const { settings, state } = world.backstage;
  if (state.kind === "on") world.backstage = { settings, state: { kind: "on", served: to(state.served) } };
}
