import { invoke } from "@tauri-apps/api/core";
import { listen, type EventCallback } from "@tauri-apps/api/event";

export const commands = {
  status: () => typed<StatusView>("status"),
  listRegistrations: () => typed<RegistrationView[]>("list_registrations"),
  listScopes: () => typed<ScopeView[]>("list_scopes"),
  listAccounts: () => typed<AccountSummaryView[]>("list_accounts"),
  getAccount: (account: string) => typed<AccountView>("get_account", { account }),
  listSignIns: () => typed<SignInView[]>("list_sign_ins"),
  listAttempts: () => typed<AttemptView[]>("list_attempts"),
  getSettings: () => typed<SettingsView>("get_settings"),
  previewAuthorization: (form: SignInForm) => typed<AuthorizationPreviewView>("preview_authorization", { form }),
  addRegistration: (form: RegistrationForm) => typed<RegistrationView>("add_registration", { form }),
  updateRegistration: (registration: string, form: RegistrationForm) =>
    typed<RegistrationView>("update_registration", { registration, form }),
  deleteRegistration: (registration: string) => typed<null>("delete_registration", { registration }),
  forgetAccount: (account: string) => typed<null>("forget_account", { account }),
  retryKeyStore: () => typed<StatusView>("retry_key_store"),
  keepInMemory: () => typed<StatusView>("keep_in_memory"),
  storeInVault: (account: string) => typed<AccountView>("store_in_vault", { account }),
  updateSettings: (settings: SettingsView) => typed<SettingsView>("update_settings", { settings }),
  copyText: (text: string) => typed<null>("copy_text", { text }),
  copyToken: (account: string, format: TokenFormatView) => typed<CopiedView>("copy_token", { account, format }),
  openPage: (page: PageView) => typed<null>("open_page", { page }),
  registerDeepLink: () => typed<StatusView>("register_deep_link"),
  startSandbox: () => typed<StatusView>("start_sandbox"),
  stopSandbox: () => typed<StatusView>("stop_sandbox"),
  startSignIn: (form: SignInForm) => typed<SignInView>("start_sign_in", { form }),
  cancelSignIn: (signIn: string) => typed<null>("cancel_sign_in", { signIn }),
  openBrowserAgain: (signIn: string) => typed<null>("open_browser_again", { signIn }),
  copyAuthorizationUrl: (signIn: string) => typed<null>("copy_authorization_url", { signIn }),
  pasteCallback: (signIn: string, text: string) => typed<PasteOutcomeView>("paste_callback", { signIn, text }),
  refreshAccount: (account: string) => typed<AccountView>("refresh_account", { account }),
  cancelRefresh: (account: string) => typed<null>("cancel_refresh", { account }),
  dismissSignIn: (signIn: string) => typed<null>("dismiss_sign_in", { signIn }),
  revealToken: (account: string) => typed<RevealedTokenView>("reveal_token", { account }),
};

export const events = {
  signInChanged: event<SignInView>("sign-in-changed"),
  accountsChanged: event<null>("accounts-changed"),
  statusChanged: event<StatusView>("status-changed"),
  attemptsChanged: event<null>("attempts-changed"),
};

export type Result<T, E> = { status: "ok"; data: T } | { status: "error"; error: E };

async function typed<T>(command: string, args?: Record<string, unknown>): Promise<Result<T, ErrorView>> {
  try {
    return { status: "ok", data: await invoke<T>(command, args) };
  } catch (error) {
    if (error instanceof Error) throw error;
    return { status: "error", error: error as ErrorView };
  }
}

function event<T>(name: string) {
  return { listen: (callback: EventCallback<T>) => listen<T>(name, callback) };
}

export type Milliseconds = number;
export type Environment = "development" | "staging" | "production" | "any";
export type Storage = "vault" | "memory";
export type Freshness = "unknown" | "fresh" | "expiring" | "expired";
export type AttemptKind = "signIn" | "refresh" | "strayCallback";
export type AttemptOutcome = "underWay" | "succeeded" | "denied" | "cancelled" | "timedOut" | "failed" | "ignored";
export type StepKind =
  | "keyStoreChecked" | "listening" | "deepLinkChecked" | "browserOpened" | "callbackReceived"
  | "codeExchanged" | "tokenRenewed" | "profileRead" | "sitesRead" | "stored";
export type StepState = "todo" | "active" | "done" | "failed" | "skipped";
export type Code =
  | "dataFolderUnusable" | "vaultUnavailable" | "vaultDamaged" | "vaultNewer" | "vaultKeyMismatch"
  | "keyStoreMissing" | "keyStoreLocked" | "keyStoreNoCollection" | "keyStoreDenied" | "keyStoreUnresponsive"
  | "keyStoreForgetful" | "keyStoreFailed" | "registrationNotFound" | "registrationInvalid" | "accountNotFound"
  | "signInNotFound" | "browserNotOpened" | "portBusy" | "portRefused" | "callbackUnusable" | "callbackUnreadable"
  | "callbackWrongPlace" | "callbackRepeatedParameter" | "callbackIncomplete" | "callbackUnmatched"
  | "callbackReplayed" | "callbackLate" | "signInTimedOut" | "authorizationRefused" | "clientRejected"
  | "codeRejected" | "refreshTokenDead" | "refreshTokenMissing" | "tokenEndpointRefused" | "accessTokenRejected"
  | "profileRefused" | "unreachable" | "timedOut" | "tlsFailed" | "proxyAnswered" | "rateLimited" | "serverFailed"
  | "answerUnreadable" | "clipboardUnavailable" | "sandboxNotStarted" | "settingInvalid" | "internal";

export type ErrorView = { code: Code; message: string; details: { [key in string]: string } };

export type AccountSummaryView = {
  id: string; name: string; email: string | null; avatar: string | null; registration: string;
  registrationName: string; environment: Environment; sandbox: boolean; signInAgain: boolean;
  freshness: Freshness; expiresAt: Milliseconds | null; siteNames: string[];
};
export type AccountView = {
  summary: AccountSummaryView; profile: ProfileView | null; profileError: ErrorView | null; token: TokenView;
  requested: string[]; granted: string[]; missing: string[]; sites: SiteView[]; sitesError: ErrorView | null;
  signedInAt: Milliseconds; renewedAt: Milliseconds | null; renewals: number; idleLimit: Milliseconds | null;
  consentCaution: Milliseconds; storage: Storage; storageError: ErrorView | null;
};
export type ProfileView = {
  accountId: string; name: string | null; nickname: string | null; email: string | null; timeZone: string | null;
  locale: string | null; accountStatus: string | null; accountType: string | null; jobTitle: string | null;
  organization: string | null; department: string | null; location: string | null;
};
export type TokenView = {
  masked: string; length: number; obtainedAt: Milliseconds; expiresAt: Milliseconds | null; renewable: boolean;
};
export type SiteView = {
  cloudId: string; name: string; url: string; avatar: string | null; products: string[]; scopes: string[];
};
export type TokenFormatView = "raw" | "header" | "curl" | "env";
export type CopiedView = { clearsIn: number | null };
export type RevealedTokenView = { accessToken: string };
export type StepView = {
  kind: StepKind; state: StepState; fact: string | null; startedAt: Milliseconds | null; duration: Milliseconds | null;
};
export type AttemptView = {
  id: string; kind: AttemptKind; outcome: AttemptOutcome; registrationName: string | null; account: string | null;
  startedAt: Milliseconds; duration: Milliseconds | null; steps: StepView[]; error: ErrorView | null;
};
export type RegistrationView = {
  id: string; name: string; environment: Environment; cloud: CloudView; clientId: string; hasClientSecret: boolean;
  callbacks: CallbackView[]; scopes: string[]; accounts: number;
};
export type CallbackView = { url: string; wayBack: WayBackView };
export type WayBackView = "deepLink" | "loopback" | "paste";
export type CloudView =
  | { kind: "commercial" } | { kind: "government" } | { kind: "sandbox" }
  | { kind: "custom"; authorizationUrl: string; apiUrl: string };
export type RegistrationForm = {
  name: string; environment: Environment; cloud: CloudView; clientId: string; clientSecret: string | null;
  callbacks: string[]; scopes: string[];
};
export type ScopeView = { scope: string; api: string; summary: string; always: boolean };
export type SignInForm = { registration: string; callbackUrl: string; scopes: string[] };
export type AuthorizationPreviewView = { url: string; parameters: ParameterView[] };
export type ParameterView = { name: string; value: string };
export type SignInView = {
  id: string; registration: string; registrationName: string; sandbox: boolean; callback: CallbackView;
  scopes: string[]; startedAt: Milliseconds; deadline: Milliseconds; steps: StepView[]; state: SignInStateView;
  error: ErrorView | null; account: string | null;
};
export type SignInStateView =
  | "preparing" | "waiting" | "completing" | "done" | "denied" | "cancelled" | "timedOut" | "failed";
export type PasteOutcomeView = "accepted" | "otherSignIn";
export type StatusView = {
  version: string; os: string; vault: VaultView; deepLink: DeepLinkView; sandbox: SandboxView | null;
  overrides: string[];
};
export type VaultView = {
  state: VaultStateView; keyStore: string; checkedIn: Milliseconds | null; dataFolder: string;
  error: ErrorView | null;
};
export type VaultStateView = "open" | "memoryOnly" | "unavailable";
export type DeepLinkView = { callbackUrl: string; registered: boolean; handler: string | null };
export type SandboxView = { port: number; controlUrl: string };
export type SettingsView = { clearClipboardAfter: number | null };
export type PageView = "developerConsole" | "connectedApps" | "guide" | "sandboxControl";
