import type { CloudView, Environment, RegistrationForm, RegistrationView } from "../backend";

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
  clientSecret = $state("");
  callbacks = $state<DraftCallback[]>([]);
  scopes = $state<string[]>([]);
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
      clientSecret: this.clientSecret === "" ? null : this.clientSecret,
      callbacks: this.callbacks.map((callback) => callback.url.trim()),
      scopes: [...this.scopes],
    };
  }

  /** Whether it differs from what is saved. */
  get changed(): boolean {
    return JSON.stringify(this.form) !== this.#settled;
  }

  /** Counts what was sent as saved, not what was typed since; a secret that was sent is no longer needed here. */
  settle(sent: RegistrationForm): void {
    if (this.clientSecret === sent.clientSecret) this.clientSecret = "";
    this.#settled = JSON.stringify({ ...sent, clientSecret: null });
  }

  addCallback(url: string): void {
    this.callbacks.push({ key: this.#next++, url });
  }

  removeCallback(key: number): void {
    this.callbacks = this.callbacks.filter((callback) => callback.key !== key);
  }

  #take(registration: RegistrationView): void {
    this.name = registration.name;
    this.environment = registration.environment;
    this.cloud = registration.cloud.kind;
    if (registration.cloud.kind === "custom") {
      this.authorizationUrl = registration.cloud.authorizationUrl;
      this.apiUrl = registration.cloud.apiUrl;
    }
    this.clientId = registration.clientId;
    this.scopes = [...registration.scopes];
    for (const callback of registration.callbacks) this.addCallback(callback.url);
  }

  #cloudView(): CloudView {
    if (this.cloud !== "custom") return { kind: this.cloud };
    return { kind: "custom", authorizationUrl: this.authorizationUrl.trim(), apiUrl: this.apiUrl.trim() };
  }
}
