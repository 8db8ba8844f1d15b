import { answer, world, type World } from "./backend";
import { backstageBusy, backstageOn, consentQuestion } from "./backstage";
import * as fixtures from "./fixtures";

/**
 * Shows the real window over a mocked backend: `npm run dev`, then `/preview/index.html?world=troubled`.
 * It is no part of the build.
 */
const WORLDS: Record<string, () => Partial<World>> = {
  usual: () => ({}),
  empty: () => ({ registrations: [], accounts: [], attempts: [] }),
  novault: () => ({
    registrations: [],
    accounts: [],
    attempts: [],
    status: unavailable(),
    failing: { retry_key_store: noKeyStore },
  }),
  changed: () => ({
    changedAppConfigs: [
      { registration: "reg-backstage", files: ["/home/mira/backstage"], environmentFile: null },
    ],
  }),
  nobody: () => ({ accounts: [] }),
  sandbox: () => ({
    registrations: [...fixtures.registrations(), fixtures.sandboxRegistration()],
    status: fixtures.status({
      sandbox: { port: 41873, controlUrl: "http://127.0.0.1:41873/control", rehearsing: null },
    }),
    accounts: [
      ...fixtures.summaries(),
      fixtures.summary({
        id: "acc-sandbox",
        name: "Ines Alvarado",
        email: "ines@sandbox.example",
        registration: "reg-sandbox",
        registrationName: "Trilo sandbox",
        environment: "development",
        sandbox: true,
      }),
    ],
  }),
  strange: () => ({ accounts: [...fixtures.strangeSummaries(), ...fixtures.summaries()] }),
  many: () => ({
    accounts: Array.from({ length: 10_000 }, (_, at) =>
      fixtures.summary({ id: `acc-${at}`, name: `Person ${String(at).padStart(5, "0")}` }),
    ),
  }),
  marked: () => ({
    accounts: fixtures.markedSummaries(),
    avatars: { "acc-svc": fixtures.PICTURE },
    details: { "acc-mira": fixtures.markedAccount() },
  }),
  serving: () => ({ backstage: backstageOn() }),
  asked: () => ({ backstage: backstageOn(), questions: [consentQuestion()] }),
  busy: () => ({ backstage: backstageBusy() }),
  failing: () => ({ details: { "acc-mira": fixtures.failingAccount() } }),
  offline: () => ({
    status: fixtures.status({
      network: "offline",
      clock: { skew: 3 * 60_000 + 4_000, measuredAt: Date.now() },
      vault: { ...fixtures.status().vault, damagedRows: 2 },
    }),
  }),
  troubled: () => ({ details: { "acc-mira": fixtures.troubledAccount() } }),
  waiting: () => ({ signIns: [fixtures.signIn()] }),
  denied: () => ({ signIns: [fixtures.signIn({ state: "denied" })] }),
  timedout: () => ({ signIns: [fixtures.signIn({ state: "timedOut" })] }),
  failed: () => ({ signIns: [fixtures.failedSignIn()] }),
  memory: () => ({
    status: fixtures.status({
      vault: { ...unavailable().vault, state: "memoryOnly", keyStore: "memory", exists: false },
      deepLink: { callbackUrl: fixtures.DEEP_LINK, registered: false, handler: "other-app.desktop" },
      overrides: ["TRILO_BROWSER", "TRILO_DATA_FOLDER"],
    }),
  }),
  locked: () => ({ status: fixtures.vaultStatus({ state: "locked", keyStore: "passphrase" }) }),
  lockedsystem: () => ({ status: fixtures.vaultStatus({ state: "locked" }) }),
  damaged: () => ({
    status: fixtures.vaultStatus({
      state: "unavailable",
      error: {
        code: "vaultDamaged",
        message: "malformed",
        details: { path: "/home/mira/.local/share/trilo/vault.db" },
      },
    }),
  }),
  broken: () => ({
    failing: { list_accounts: { code: "vaultUnavailable", message: "io", details: { path: "/x" } } },
  }),
};

const noKeyStore = {
  code: "keyStoreMissing",
  message: "no answer",
  details: { keyStore: "Secret Service" },
} as const;

function unavailable() {
  const status = fixtures.status();
  return {
    ...status,
    vault: {
      ...status.vault,
      state: "unavailable" as const,
      checkedIn: null,
      exists: false,
      error: noKeyStore,
    },
  };
}

const name = new URLSearchParams(location.search).get("world") ?? "usual";
answer(world(WORLDS[name]?.()));
await import("../src/main");

/** Presses what is named in `&press=Settings|Export…`, one after the other, to look at what is behind it. */
async function press(names: readonly string[]): Promise<void> {
  for (const wanted of names) {
    await new Promise((resolve) => setTimeout(resolve, 350));
    const all = document.querySelectorAll<HTMLElement>(
      "button, [role=option], [role=menuitem], summary, select, input",
    );
    const named = (one: HTMLElement) => (one.getAttribute("aria-label") ?? one.textContent).trim();
    const exact = [...all].find((one) => named(one) === wanted);
    (exact ?? [...all].find((one) => named(one).includes(wanted)))?.click();
  }
}

/** Types into the screen’s filter what stands after `type:`, and presses anything else. */
async function act(steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    if (!step.startsWith("type:")) {
      await press([step]);
      continue;
    }
    await new Promise((resolve) => setTimeout(resolve, 350));
    const field = document.querySelector<HTMLInputElement>("main [data-filter]");
    if (!field) continue;
    field.value = step.slice("type:".length);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

await act(new URLSearchParams(location.search).get("press")?.split("|") ?? []);
