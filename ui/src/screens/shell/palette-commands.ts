import type { App } from "../../state/app.svelte";
import { focusHeading, NEW_REGISTRATION, type Section } from "../../state/navigation.svelte";
import { accountEntry, plainEntry, type Entry } from "./palette-entries";

const SECTIONS: readonly [Section, string, string][] = [
  ["accounts", "Accounts", "Tokens, sites and what was granted"],
  ["scopes", "Scopes", "Pick scopes by what you call, and see what they open"],
  ["inspect", "Inspect", "What a token may really do, where, and proof of it"],
  ["diagnose", "Diagnose", "Every attempt with its steps"],
  ["registrations", "Registrations", "Your apps in Atlassian’s developer console"],
  ["provider", "Provider", "Signs Backstage frontends in"],
  ["settings", "Settings", "Where secrets rest, lock, privacy, backup"],
];

/** All that the palette can find now: what can be done, where one can go, and every account. */
export function paletteEntries(app: App): Entry[] {
  return [...actions(app), ...sections(app), ...accounts(app)];
}

function actions(app: App): Entry[] {
  const entries = [
    plainEntry("action", "Sign in", "Through your own browser", () => {
      app.navigation.openForm();
    }),
    plainEntry("action", "Add a registration", "Client id, secret and callback URLs", () => {
      app.openRegistration(NEW_REGISTRATION, true);
    }),
    plainEntry("action", "Set up an app with me", "Step by step through the developer console", () => {
      app.setUp();
    }),
    plainEntry("action", "Inspect a pasted token", "Neither kept nor sent unless you ask for it", () => {
      app.inspectPasted();
    }),
    plainEntry("action", "Explain a text", "An error, a log, an address or a recording", () => {
      app.navigation.diagnose("explain");
      void focusHeading();
    }),
    plainEntry("action", "Check this computer", "Network, certificates, key store, links, tokens", () => {
      app.navigation.diagnose("checks");
      void focusHeading();
    }),
    plainEntry("action", "Show the keys", "What the keyboard does", () => {
      app.overlay = "keyboard";
    }),
  ];
  return [...entries, ...providing(app), ...locking(app)];
}

/** Turning the provider on or off, where that is one step. */
function providing(app: App): Entry[] {
  const { current, save } = app.backstage;
  if (current.value === undefined) return [];
  const { on } = current.value.settings;
  const [title, detail] = on
    ? ["Turn the Backstage provider off", "Frontends get no tokens any more"]
    : ["Turn the Backstage provider on", "Signs Backstage frontends in"];
  return [
    plainEntry("action", title, detail, () => {
      app.navigation.goTo("provider");
      void save.run({ on: !on });
      void focusHeading();
    }),
  ];
}

function locking(app: App): Entry[] {
  if (!app.lockable) return [];
  return [
    plainEntry("action", "Lock now", "Trilo forgets the key until it is unlocked", () => void app.lock.run()),
  ];
}

function sections(app: App): Entry[] {
  return SECTIONS.map(([section, title, detail]) =>
    plainEntry("section", title, detail, () => {
      app.navigation.goTo(section);
      void focusHeading();
    }),
  );
}

function accounts(app: App): Entry[] {
  return (app.accounts.list.value ?? []).map((account) =>
    accountEntry(account, () => {
      app.openAccount(account.id, true);
    }),
  );
}
