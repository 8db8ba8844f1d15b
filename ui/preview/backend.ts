import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import { emit } from "@tauri-apps/api/event";
import type {
  AccountSummaryView,
  AccountView,
  AppConfigView,
  AttemptView,
  BackupItemView,
  ChangedAppConfigView,
  ErrorView,
  OfferView,
  RegistrationView,
  OperationRowView,
  ScopeRowView,
  SettingsView,
  SignedOutView,
  SignInForm,
  SignInView,
  StatusView,
} from "../src/backend/bindings";
import { journalAnswers } from "./journal";
import { registrationAnswers } from "./registrations";
import { scopeAnswers } from "./scopes";
import { accountAnswers, backupAnswers, vaultAnswers } from "./vault";
import * as fixtures from "./fixtures";

/** What the mocked backend knows at the start; commands change it. */
export interface World {
  status: StatusView;
  registrations: RegistrationView[];
  scopes: ScopeRowView[];
  operations: OperationRowView[];
  accounts: AccountSummaryView[];
  details: Record<string, AccountView>;
  signIns: SignInView[];
  attempts: AttemptView[];
  settings: SettingsView;
  /** The passphrase that opens the vault. */
  passphrase: string;
  avatars: Record<string, string>;
  revocation: SignedOutView["revocation"];
  /** Whether there is something to report of an account. */
  reporting: boolean;
  backup: BackupItemView[];
  appConfig: AppConfigView;
  changedAppConfigs: ChangedAppConfigView[];
  offers: OfferView[];
  /** Commands that fail, with their error. */
  failing: Record<string, ErrorView>;
  /** Commands that answer only after these. */
  waiting: Record<string, Promise<void>>;
}

export function world(overrides: Partial<World> = {}): World {
  return {
    status: fixtures.status(),
    registrations: fixtures.registrations(),
    scopes: fixtures.scopes(),
    operations: fixtures.operations(),
    accounts: fixtures.summaries(),
    details: {},
    signIns: [],
    attempts: fixtures.attempts(),
    settings: fixtures.settings(),
    passphrase: "correct horse battery",
    avatars: {},
    revocation: "answered",
    reporting: true,
    backup: fixtures.backupItems(),
    appConfig: fixtures.appConfig(),
    changedAppConfigs: [],
    offers: [],
    failing: {},
    waiting: {},
    ...overrides,
  };
}

export interface Call {
  command: string;
  args: Record<string, unknown>;
}

export type Answers = Record<string, (args: never) => unknown>;

/** Answers the window's commands from `state`, and records them. */
export function answer(state: World): { calls: Call[]; emit: typeof emit } {
  const calls: Call[] = [];
  const answers = answersFrom(state);
  mockWindows("main");
  mockIPC(
    (command, args) => {
      const given = (args ?? {}) as Record<string, unknown>;
      calls.push({ command, args: given });
      const failure = state.failing[command];
      if (failure) return Promise.reject(failure);
      const known = answers[command];
      if (!known) throw new Error(`no answer for ${command}`);
      const waits = state.waiting[command];
      return waits ? waits.then(() => known(given as never)) : known(given as never);
    },
    { shouldMockEvents: true },
  );
  return { calls, emit };
}

function answersFrom(state: World): Answers {
  return {
    status: () => state.status,
    list_registrations: () => state.registrations,
    list_accounts: () => state.accounts,
    get_account: ({ account }: { account: string }) => detail(state, account),
    list_sign_ins: () => state.signIns,
    list_attempts: () => state.attempts,
    ...journalAnswers(state),
    get_settings: () => state.settings,
    preview_authorization: ({ form }: { form: SignInForm }) => preview(state, form),
    ...scopeAnswers(state),
    ...registrationAnswers(state),
    ...vaultAnswers(state),
    ...accountAnswers(state),
    ...backupAnswers(state),
    store_in_vault: ({ account }: { account: string }) => ({
      ...detail(state, account),
      storage: "vault",
      storageError: null,
    }),
    update_settings: ({ settings }: { settings: SettingsView }) => (state.settings = settings),
    copy_text: () => null,
    copy_token: () => ({ clearsIn: state.settings.clearClipboardAfter }),
    open_page: () => null,
    register_deep_link: () => (state.status = { ...state.status, deepLink: fixtures.status().deepLink }),
    start_sandbox: () => {
      state.registrations = [...state.registrations, fixtures.sandboxRegistration()];
      return (state.status = {
        ...state.status,
        sandbox: { port: 41873, controlUrl: "http://127.0.0.1:41873/control" },
      });
    },
    stop_sandbox: () => (state.status = { ...state.status, sandbox: null }),
    start_sign_in: ({ form }: { form: SignInForm }) => {
      const signIn = fixtures.signIn({ registration: form.registration, scopes: form.scopes });
      state.signIns = [signIn];
      return signIn;
    },
    cancel_sign_in: ({ signIn }: { signIn: string }) => {
      const ended = state.signIns.find((one) => one.id === signIn);
      if (ended) void emit("sign-in-changed", { ...ended, state: "cancelled" });
      return null;
    },
    open_browser_again: () => null,
    copy_authorization_url: () => null,
    paste_callback: () => "accepted",
    refresh_account: ({ account }: { account: string }) => detail(state, account),
    cancel_refresh: () => null,
    dismiss_sign_in: () => null,
    reveal_token: () => ({ accessToken: `eyJraWQi.${"Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5".repeat(40)}.q8Zw` }),
  };
}

function detail(state: World, id: string): AccountView {
  const known = state.details[id];
  if (known) return known;
  const summary = state.accounts.find((one) => one.id === id) ?? fixtures.summary();
  return fixtures.account({ summary });
}

function preview(state: World, form: SignInForm) {
  const clientId = state.registrations.find((one) => one.id === form.registration)?.clientId ?? "";
  const parameters = {
    audience: "api.atlassian.com",
    client_id: clientId,
    scope: form.scopes.join(" "),
    redirect_uri: form.callbackUrl,
    state: "…",
    response_type: "code",
    prompt: "consent",
    code_challenge: "…",
    code_challenge_method: "S256",
  };
  const query = Object.entries(parameters).map(
    ([name, value]) => `${name}=${value === "…" ? value : encodeURIComponent(value)}`,
  );
  return {
    url: `https://auth.atlassian.com/authorize?${query.join("&")}`,
    parameters: [
      { name: "endpoint", value: "https://auth.atlassian.com/authorize" },
      ...Object.entries(parameters).map(([name, value]) => ({ name, value })),
    ],
  };
}
