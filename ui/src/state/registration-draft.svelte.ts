import type {
  CloudView,
  ConsoleStep,
  Environment,
  FixView,
  RegistrationForm,
  RegistrationView,
  SecretSourceView,
  SharedRegistrationView,
} from "../backend";
import { ALWAYS } from "./scope-lists";

/** Where Backstage and other local tools expect the callback; the port is a contract with the console. */
const DEFAULT_CALLBACK = "http://localhost:7007/api/auth/atlassian";

/** A callback URL being typed; `key` keeps its field while others come and go. */
interface DraftCallback {
  key: number;
  url: string;
}

/** A registration while it is being filled in. */
export class RegistrationDraft {
  name = $state("");
  environment = $state<Environment>("development");
  cloud = $state<CloudView["kind"]>("commercial");
  authorizationUrl = $state("");
  apiUrl = $state("");
  clientId = $state("");
  secretSource = $state<SecretSourceView["kind"]>("sealed");
  /** The variable, path or command of the source that is chosen; each is kept while another is looked at. */
  sources = $state({ environment: "", file: "", command: "" });
  clientSecret = $state("");
  callbacks = $state<DraftCallback[]>([]);
  scopes = $state<string[]>([]);
  notes = $state("");
  /** What is checked off in the developer console while the registration is not saved yet. */
  consoleSteps = $state<ConsoleStep[]>([]);
  #next = 0;
  #settled = $state("");

  constructor(registration?: RegistrationView) {
    if (registration) this.#take(registration);
    else this.addCallback(DEFAULT_CALLBACK);
    this.#settled = JSON.stringify(this.form);
  }

  /** What would be saved. */
  get form(): RegistrationForm {
    return {
      name: this.name.trim(),
      environment: this.environment,
      cloud: this.#cloudView(),
      clientId: this.clientId.trim(),
      secretSource: this.#sourceView(),
      clientSecret: this.secretSource !== "sealed" || this.clientSecret === "" ? null : this.clientSecret,
      callbacks: this.callbacks.map((callback) => callback.url.trim()),
      scopes: [...this.scopes],
      notes: this.notes.trim(),
    };
  }

  /** Whether it differs from what is saved. */
  get changed(): boolean {
    return JSON.stringify(this.form) !== this.#settled;
  }

  /** Counts what was sent as saved, not what was typed since; a secret that was sent, or is not used, goes. */
  settle(sent: RegistrationForm): void {
    if (this.secretSource !== "sealed" || this.clientSecret === sent.clientSecret) this.clientSecret = "";
    this.#settled = JSON.stringify({ ...sent, clientSecret: null });
  }

  addCallback(url: string): void {
    this.callbacks.push({ key: this.#next++, url });
  }

  removeCallback(key: number): void {
    this.callbacks = this.callbacks.filter((callback) => callback.key !== key);
  }

  /** Whether a fix would change what is typed here. */
  fixable(fix: FixView): boolean {
    switch (fix.kind) {
      case "replaceCallback":
        return this.callbacks.some((callback) => callback.url.trim() === fix.from);
      case "removeScope":
        return this.scopes.includes(fix.scope);
      case "addScope":
        return !this.scopes.includes(fix.scope) && !ALWAYS.includes(fix.scope);
      case "setEnvironment":
        return this.environment !== fix.environment;
    }
  }

  /** Makes the change that mends a finding; it is saved like what is typed. */
  apply(fix: FixView): void {
    switch (fix.kind) {
      case "replaceCallback":
        this.#replaceCallback(fix.from, fix.to);
        break;
      case "removeScope":
        this.scopes = this.scopes.filter((scope) => scope !== fix.scope);
        break;
      case "addScope":
        this.scopes = [...this.scopes, fix.scope];
        break;
      case "setEnvironment":
        this.environment = fix.environment;
        break;
    }
  }

  /** Takes what an authorization URL says; what it does not say stays. */
  fill(said: { clientId: string | null; callback: string | null; scopes: readonly string[] }): void {
    if (said.clientId !== null) this.clientId = said.clientId;
    if (said.scopes.length > 0) this.scopes = said.scopes.filter((scope) => !ALWAYS.includes(scope));
    if (said.callback === null) return;
    this.callbacks = [];
    this.addCallback(said.callback);
  }

  /** Takes a registration that another person shared; the secret is never in it. */
  fillShared(shared: SharedRegistrationView): void {
    this.name = shared.name;
    this.environment = shared.environment;
    this.#takeCloud(shared.cloud);
    this.clientId = shared.clientId;
    this.scopes = shared.scopes.filter((scope) => !ALWAYS.includes(scope));
    this.callbacks = [];
    for (const url of shared.callbacks) this.addCallback(url);
  }

  #replaceCallback(from: string, to: string): void {
    const already = this.callbacks.some((callback) => callback.url.trim() === to);
    if (already) this.callbacks = this.callbacks.filter((callback) => callback.url.trim() !== from);
    else for (const callback of this.callbacks) if (callback.url.trim() === from) callback.url = to;
  }

  #sourceView(): SecretSourceView {
    const { environment, file, command } = this.sources;
    switch (this.secretSource) {
      case "sealed":
        return { kind: "sealed" };
      case "environment":
        return { kind: "environment", variable: environment.trim() };
      case "file":
        return { kind: "file", path: file.trim() };
      case "command":
        return { kind: "command", command: command.trim() };
    }
  }

  #takeSource(source: SecretSourceView): void {
    this.secretSource = source.kind;
    if (source.kind === "environment") this.sources.environment = source.variable;
    if (source.kind === "file") this.sources.file = source.path;
    if (source.kind === "command") this.sources.command = source.command;
  }

  #take(registration: RegistrationView): void {
    this.name = registration.name;
    this.environment = registration.environment;
    this.#takeCloud(registration.cloud);
    this.clientId = registration.clientId;
    this.scopes = [...registration.scopes];
    this.notes = registration.notes;
    this.#takeSource(registration.secretSource);
    for (const callback of registration.callbacks) this.addCallback(callback.url);
  }

  #takeCloud(cloud: CloudView): void {
    this.cloud = cloud.kind;
    if (cloud.kind !== "custom") return;
    this.authorizationUrl = cloud.authorizationUrl;
    this.apiUrl = cloud.apiUrl;
  }

  #cloudView(): CloudView {
    if (this.cloud !== "custom") return { kind: this.cloud };
    return { kind: "custom", authorizationUrl: this.authorizationUrl.trim(), apiUrl: this.apiUrl.trim() };
  }
}
