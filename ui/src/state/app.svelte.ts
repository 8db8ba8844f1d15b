import { createContext, tick } from "svelte";
import * as backend from "../backend";
import type { AttemptView, PageView, SettingsView, SignInView, TokenFormatView } from "../backend";
import { Accounts } from "./accounts.svelte";
import { Copying } from "./copying.svelte";
import { Loaded } from "./loaded.svelte";
import { focusHeading, Navigation } from "./navigation.svelte";
import { Registrations } from "./registrations.svelte";
import { hasEnded, SignIns } from "./sign-ins.svelte";
import { Status } from "./status.svelte";
import { SIGN_IN_OUTCOMES } from "../words/sign-ins";

/** All that the window knows, fed by the backend's answers and events. */
export class App {
  status = new Status();
  accounts = new Accounts();
  registrations = new Registrations();
  signIns = new SignIns();
  attempts = new Loaded<AttemptView[]>(backend.listAttempts);
  settings = new Loaded<SettingsView>(backend.getSettings);
  copying = new Copying();
  navigation = new Navigation();
  /** Where the person wants to go from a registration that is not saved, while they are asked. */
  discarding = $state.raw<{ id: string | null }>();
  /** What a screen reader is told politely. */
  announcement = $state("");

  /** Loads everything and listens; gives the function that stops listening. */
  start(): () => void {
    const stops = [
      backend.subscribe("statusChanged", (status) => {
        this.status.current.set(status);
        void this.registrations.list.load();
      }),
      backend.subscribe("accountsChanged", () => {
        void this.accounts.load();
        void this.registrations.list.load();
      }),
      backend.subscribe("attemptsChanged", () => void this.attempts.load()),
      backend.subscribe("signInChanged", (signIn) => void this.#signInChanged(signIn)),
    ];
    void this.#load();
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Nothing is set up yet: neither a registration nor an account nor a sign-in. */
  get firstRun(): boolean {
    return (
      this.registrations.list.value?.length === 0 &&
      this.accounts.list.value?.length === 0 &&
      (this.signIns.list.value ?? []).length === 0
    );
  }

  async openPage(page: PageView): Promise<void> {
    await backend.openPage(page);
  }

  async saveSettings(settings: SettingsView): Promise<void> {
    this.settings.set(await backend.updateSettings(settings));
  }

  /** Has the backend copy a token, and says so. */
  async copyToken(account: string, format: TokenFormatView): Promise<void> {
    const copied = await this.copying.token.run(account, format);
    if (!copied) return;
    const seconds = Math.round((copied.until - Date.now()) / 1000);
    this.announce(copied.clears ? `Copied, cleared in ${seconds} seconds` : "Copied");
  }

  /** Opens a registration, or none; asks first where that loses what was typed into another. */
  openRegistration(id: string | null, focus: boolean): void {
    const { unsaved } = this.registrations;
    if (unsaved !== undefined && unsaved !== id) this.discarding = { id };
    else this.navigation.openRegistration(id, focus);
  }

  /** Goes where it was asked to go, without what was typed. */
  discard(): void {
    const to = this.discarding;
    this.discarding = undefined;
    this.registrations.discard();
    if (to) this.navigation.openRegistration(to.id, true);
  }

  /** Leaves what is open beside the list. */
  leave(): void {
    if (this.navigation.section === "registrations") this.openRegistration(null, true);
    else this.navigation.leave();
  }

  /** Has words spoken; emptied first, so that the same words twice are spoken twice. */
  announce(words: string): void {
    this.announcement = "";
    void tick().then(() => (this.announcement = words));
  }

  async #load(): Promise<void> {
    await Promise.all([
      this.status.current.load(),
      this.registrations.list.load(),
      this.registrations.scopes.load(),
      this.accounts.load(),
      this.signIns.list.load(),
      this.attempts.load(),
      this.settings.load(),
    ]);
  }

  async #signInChanged(signIn: SignInView): Promise<void> {
    const ended = hasEnded(signIn.state) && signIn.state !== this.signIns.find(signIn.id)?.state;
    this.signIns.changed(signIn);
    if (signIn.state === "done" && signIn.account !== null) await this.#signedIn(signIn.id, signIn.account);
    else if (ended) await this.#endedWithoutAccount(signIn);
  }

  async #signedIn(signIn: string, account: string): Promise<void> {
    await this.accounts.list.load();
    const name = this.accounts.summary(account)?.name;
    if (this.navigation.watches(signIn)) this.navigation.signedIn(account);
    this.announce(name ? `Signed in as ${name}` : "Signed in");
    await this.signIns.dismiss(signIn);
  }

  async #endedWithoutAccount(signIn: SignInView): Promise<void> {
    // The buttons of the waiting go with it; the keyboard stays at its heading.
    if (this.navigation.section === "accounts" && this.navigation.watches(signIn.id)) await focusHeading();
    const outcome = SIGN_IN_OUTCOMES[signIn.state];
    if (outcome) this.announce(`${outcome.title}: ${signIn.registrationName}`);
  }
}

export const [useApp, provideApp] = createContext<App>();
