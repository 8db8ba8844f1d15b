import { createContext, tick, untrack } from "svelte";
import * as backend from "../backend";
import { errorView } from "../backend";
import type {
  AttemptView,
  OfferView,
  RegistrationView,
  SettingsView,
  SignInForm,
  SignInView,
  TokenFormatView,
  VaultStateView,
} from "../backend";
import { Action } from "./action.svelte";
import { Accounts } from "./accounts.svelte";
import { AppConfigs, type AppConfigImport } from "./app-configs.svelte";
import { Activity } from "./activity.svelte";
import { Backstage } from "./backstage.svelte";
import { Backups } from "./backups.svelte";
import { Checks } from "./checks.svelte";
import { Copying } from "./copying.svelte";
import { Explaining } from "./explaining.svelte";
import { Inspect, type InspectTab } from "./inspect.svelte";
import { Loaded } from "./loaded.svelte";
import { focusHeading, Navigation, NEW_REGISTRATION } from "./navigation.svelte";
import type { RegistrationDraft } from "./registration-draft.svelte";
import { Offers } from "./offers.svelte";
import { Questions } from "./questions.svelte";
import { Registrations } from "./registrations.svelte";
import { Rehearsing } from "./rehearsing.svelte";
import { Scopes } from "./scopes.svelte";
import { hasEnded, SignIns } from "./sign-ins.svelte";
import { Status } from "./status.svelte";
import { departureWords } from "../words/accounts";
import { SIGN_IN_OUTCOMES } from "../words/sign-ins";

/** All that the window knows, fed by the backend's answers and events. */
export class App {
  status = new Status();
  // What the vault holds is thrown away as a whole when it is locked; a late answer finds only what was thrown away.
  accounts = $state.raw(new Accounts());
  registrations = $state.raw(new Registrations());
  appConfigs = $state.raw(new AppConfigs());
  offers = $state.raw(new Offers());
  questions = $state.raw(new Questions());
  backstage = $state.raw(new Backstage());
  scopes = $state.raw(new Scopes());
  inspect = $state.raw(new Inspect());
  signIns = $state.raw(new SignIns());
  attempts = $state.raw(new Loaded<AttemptView[]>(backend.listAttempts));
  settings = $state.raw(new Loaded<SettingsView>(backend.getSettings));
  copying = $state.raw(new Copying());
  explaining = $state.raw(new Explaining());
  checks = $state.raw(new Checks());
  navigation = $state.raw(new Navigation());
  readonly backups = new Backups();
  readonly activity = new Activity();
  readonly rehearsing = new Rehearsing(this.status);
  lock = new Action(() => this.status.lock());
  #vault: VaultStateView | undefined;
  #saving: Promise<void> = Promise.resolve();
  /** What lies over the window: the palette, or the map of the keys. */
  overlay = $state<"palette" | "keyboard">();
  /** What leaving would lose, and where the person wants to go, while they are asked. */
  discarding = $state.raw<{ what: "registration" | "signIn"; go: () => void }>();
  /** What a screen reader is told politely. */
  announcement = $state("");

  /** Loads everything and listens; gives the function that stops listening. */
  start(): () => void {
    // What is locked is not asked for.
    const asks: [Parameters<typeof backend.subscribe>[0], () => unknown][] = [
      ["accountsChanged", () => this.#accountsChanged()],
      ["probesChanged", () => this.inspect.run.load()],
      ["offersChanged", () => this.offers.list.load()],
      ["questionsChanged", () => Promise.all([this.questions.list.load(), this.settings.load()])],
      ["backstageChanged", () => this.backstage.load()],
      ["attemptsChanged", () => this.attempts.load()],
      ["fileWaits", () => this.explainFile()],
    ];
    const stops = [
      backend.subscribe("statusChanged", (status) => {
        this.status.current.set(status);
        if (!this.status.locked) void this.registrations.list.load();
      }),
      backend.subscribe("signInChanged", (signIn) => {
        if (!this.status.locked) void this.#signInChanged(signIn);
      }),
      ...asks.map(([event, ask]) => backend.subscribe(event, () => void (this.status.locked || ask()))),
    ];
    // Trilo may have been started with a file.
    void this.status.current.load().then(() => this.explainFile());
    void this.load();
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Follows the vault: forgets what it held when it is locked, and loads anew when it is opened. */
  follow(state: VaultStateView | undefined): void {
    const before = this.#vault;
    if (state === before) return;
    this.#vault = state;
    untrack(() => {
      if (state === "locked") this.#forget();
      else if (before !== undefined) void Promise.all([this.load(), this.explainFile()]);
    });
  }

  /** Whether there is a key that locking would forget. */
  get lockable(): boolean {
    return this.status.value?.vault.state === "open";
  }

  /** Nothing is set up yet: neither a registration nor an account nor a sign-in. */
  get firstRun(): boolean {
    const lists = [this.registrations.list.value, this.accounts.list.value, this.signIns.list.value ?? []];
    return lists.every((list) => list?.length === 0);
  }

  readonly openPage = backend.openPage;

  /** Saves a change; one after the other, so that none writes back what another has changed. */
  saveSettings(change: Partial<SettingsView>): Promise<void> {
    const saved = this.#saving.then(() => this.#saveSettings(change));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async #saveSettings(change: Partial<SettingsView>): Promise<void> {
    const now = this.settings.value ?? (await backend.getSettings());
    this.settings.set(await backend.updateSettings({ ...now, ...change }));
  }

  /** Has the backend copy a token, and says so. */
  async copyToken(account: string, format: TokenFormatView): Promise<void> {
    const copied = await this.copying.token.run(account, format);
    if (!copied) return;
    const seconds = Math.round((copied.until - Date.now()) / 1000);
    this.announce(copied.clears ? `Copied, cleared in ${seconds} seconds` : "Copied");
  }

  /** Signs an account out and leaves it; what became of it is said where it was. */
  async signOut(id: string, name: string, revoke: boolean): Promise<void> {
    await this.accounts.signOut(id, name, revoke);
    await this.#departed(id);
  }

  async reportPersonalData(id: string, name: string): Promise<void> {
    const came = await this.accounts.report(id, name);
    if (came === "closed") await this.#departed(id);
    else this.announce(came === "reported" ? "Reported" : "Nothing was reported");
  }

  /** Opens a registration, or none; asks first where that loses what was typed into another. */
  openRegistration(id: string | null, focus: boolean): void {
    this.#leaveRegistration(id, (asked) => {
      this.navigation.openRegistration(id, focus || asked);
    });
  }

  /** Walks the person through the set-up of a registration, or of a new one. */
  setUp(id: string = NEW_REGISTRATION): void {
    this.#leaveRegistration(id, () => {
      this.navigation.setUp(id);
    });
  }

  /** Saves what was filled in and stays with it. */
  async saveRegistration(id: string | null, draft: RegistrationDraft): Promise<RegistrationView> {
    const saved = await this.registrations.save(id, draft);
    this.announce("Saved");
    this.navigation.registrationSaved(id ?? NEW_REGISTRATION, saved.id);
    return saved;
  }

  /** Moves a registration past its neighbour, and says where it is then. */
  async moveRegistration(registration: RegistrationView, way: "up" | "down"): Promise<void> {
    const moved = await this.registrations.move(registration, way);
    if (moved) this.announce(`${registration.name} is moved ${way}, ${moved.place} of ${moved.of}`);
    else this.announce(`${registration.name} is ${way === "up" ? "first" : "last"} already`);
  }

  /** What somebody outside offers, once the person has nothing else to answer. */
  get offer(): OfferView | undefined {
    const busy = this.discarding !== undefined || this.overlay !== undefined || this.appConfigs.importing;
    return busy || this.questions.first ? undefined : this.offers.first;
  }

  /** Goes on with an offer where it is looked at and saved; asks first where that loses what was typed. */
  takeOffer({ id, content }: OfferView): void {
    if (content.kind === "refused") return;
    if (content.kind === "appConfig") {
      void this.offers.dismiss(id);
      this.navigation.goTo("registrations");
      this.appConfigs.open({ files: content.files, environmentFile: null });
      return;
    }
    const go = () => {
      void this.offers.dismiss(id);
      this.registrations.begin(content.shared);
      this.navigation.openRegistration(NEW_REGISTRATION, true);
    };
    this.#leaveRegistration(null, go);
  }

  /** Explains the file that was dropped on the window or opened with Trilo, if one waits. */
  async explainFile(): Promise<void> {
    if (this.status.locked || !(await this.explaining.file())) return;
    this.navigation.diagnose("explain");
    await focusHeading();
  }

  /** Shows what a backup that was imported brought. */
  async imported(): Promise<void> {
    await Promise.all([this.registrations.imported(), this.load()]);
  }

  /** Imports what is chosen of an app-config; gives the ids of the registrations. */
  async importAppConfig(importing: AppConfigImport, id: string): Promise<string[]> {
    let imported: string[];
    try {
      imported = await importing.import(id);
    } catch (error) {
      // Whoever closed its dialog is told where they are.
      if (this.appConfigs.importing !== importing) this.appConfigs.failed = errorView(error);
      throw error;
    }
    await Promise.all([this.registrations.imported(), this.appConfigs.changed.load()]);
    return imported;
  }

  /** Looks at what an account may really do. */
  inspectAccount(id: string, tab: InspectTab): void {
    this.inspect.open(id, tab);
    this.navigation.goTo("inspect");
    void focusHeading();
  }

  /** Looks at a token that is pasted. */
  inspectPasted(): void {
    this.inspect.paste();
    this.navigation.goTo("inspect");
    void focusHeading();
  }

  openAccount(id: string, focus: boolean): void {
    this.#leaveForm(() => {
      this.navigation.openAccount(id, focus);
    });
  }

  openSignIn(id: string, focus: boolean): void {
    this.#leaveForm(() => {
      this.navigation.openSignIn(id, focus);
    });
  }

  /** Opens the form of a sign-in that starts with what is known of another. */
  signInLike(start: Partial<SignInForm>): void {
    this.#leaveForm(() => {
      this.navigation.openForm(start);
    });
  }

  /** Puts scopes into the form of a registration, or of one that is added, where the person saves them. */
  putScopesInto(id: string, scopes: readonly string[]): void {
    const { unsaved } = this.registrations;
    const go = () => {
      if (unsaved !== id) this.registrations.discard();
      this.registrations.edit(this.registrations.find(id)).scopes = [...scopes];
      this.navigation.openRegistration(id, true);
    };
    if (unsaved === undefined || unsaved === id) go();
    else this.discarding = { what: "registration", go };
  }

  /** Goes where it was asked to go, without what was typed. */
  discard(): void {
    const { discarding } = this;
    this.discarding = undefined;
    discarding?.go();
  }

  /** Leaves what is open beside the list. */
  leave(): void {
    const leave = () => {
      this.navigation.leave();
    };
    if (this.navigation.section === "registrations") this.openRegistration(null, true);
    else if (this.navigation.section === "accounts") this.#leaveForm(leave);
    else if (this.navigation.section === "scopes") this.scopes.back();
    else leave();
  }

  /** Asks first where going loses what was typed into another registration. */
  #leaveRegistration(id: string | null, go: (asked: boolean) => void): void {
    const { unsaved } = this.registrations;
    if (unsaved === undefined || unsaved === id) {
      go(false);
      return;
    }
    const discard = () => {
      this.registrations.discard();
      go(true);
    };
    this.discarding = { what: "registration", go: discard };
  }

  /** Asks first where going loses what was chosen for a sign-in. */
  #leaveForm(go: () => void): void {
    const { accounts } = this.navigation;
    if (accounts.kind === "form" && accounts.draft.changed) this.discarding = { what: "signIn", go };
    else go();
  }

  /** Has words spoken; emptied first, so that the same words twice are spoken twice. */
  announce(words: string): void {
    this.announcement = "";
    void tick().then(() => (this.announcement = words));
  }

  /** Throws away what the vault held, and where in it the person was; only the section stays. */
  #forget(): void {
    const { section } = this.navigation;
    this.accounts = new Accounts();
    this.registrations = new Registrations();
    this.appConfigs.close();
    this.appConfigs = new AppConfigs();
    this.offers = new Offers();
    this.questions = new Questions();
    this.backstage = new Backstage();
    this.scopes = new Scopes();
    this.inspect = new Inspect();
    this.signIns = new SignIns();
    this.attempts = new Loaded<AttemptView[]>(backend.listAttempts);
    this.settings = new Loaded<SettingsView>(backend.getSettings);
    this.copying = new Copying();
    this.explaining.forget();
    this.explaining = new Explaining();
    this.checks.cancel();
    this.checks = new Checks();
    this.navigation = new Navigation();
    this.navigation.section = section;
    this.discarding = undefined;
    this.overlay = undefined;
    this.announcement = "";
  }

  /** Loads all that the vault holds. */
  async load(): Promise<void> {
    await Promise.all([
      this.registrations.list.load(),
      this.offers.list.load(),
      this.questions.list.load(),
      this.backstage.load(),
      this.scopes.presets.load(),
      this.accounts.load(),
      this.signIns.list.load(),
      this.attempts.load(),
      this.settings.load(),
    ]);
  }

  async #accountsChanged(): Promise<void> {
    await Promise.all([this.accounts.load(), this.registrations.list.load(), this.inspect.load()]);
  }

  async #departed(id: string): Promise<void> {
    const { accounts } = this.navigation;
    if (accounts.kind === "account" && accounts.id === id) this.navigation.leave();
    const { departed } = this.accounts;
    if (departed) this.announce(departureWords(departed.name, departed.departure).title);
    await Promise.all([this.accounts.load(), this.registrations.list.load()]);
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
