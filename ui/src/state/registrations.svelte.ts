import { SvelteSet } from "svelte/reactivity";
import * as backend from "../backend";
import type {
  AuthorizeUrlView,
  CallbackCheckView,
  ConsoleStep,
  ExportFormatView,
  RegistrationView,
  SharedRegistrationView,
} from "../backend";
import { Loaded } from "./loaded.svelte";
import { NEW_REGISTRATION } from "./navigation.svelte";
import { RegistrationDraft } from "./registration-draft.svelte";

/** The app registrations. */
export class Registrations {
  list = new Loaded<RegistrationView[]>(backend.listRegistrations);

  /** Counts the imports: what is open is shown anew after one. */
  imports = $state(0);

  /** The callbacks that passed their test since Trilo started, each after its registration's id. */
  readonly #passed = new SvelteSet<string>();

  /** What is being filled in, kept while the person is elsewhere. */
  #editing: { id: string; draft: RegistrationDraft; from: string } | undefined;

  /** The id of the registration whose form holds what is not saved. */
  get unsaved(): string | undefined {
    return this.#editing?.draft.changed ? this.#editing.id : undefined;
  }

  /** The form of a registration, or of the one being added, with what was typed before. */
  edit(registration: RegistrationView | undefined): RegistrationDraft {
    const id = registration?.id ?? NEW_REGISTRATION;
    if (this.#editing?.id === id && this.#editing.draft.changed) return this.#editing.draft;
    const draft = new RegistrationDraft(registration);
    this.#editing = { id, draft, from: content(registration) };
    return draft;
  }

  /** Begins a new registration from one that was shared, in place of what was typed before. */
  begin(shared: SharedRegistrationView): void {
    this.discard();
    this.edit(undefined).fillShared(shared);
    this.imports++;
  }

  discard(): void {
    this.#editing = undefined;
  }

  find(id: string): RegistrationView | undefined {
    return this.list.value?.find((registration) => registration.id === id);
  }

  /** Adds a registration, or changes the one named; what was typed since stays unsaved. */
  async save(id: string | null, draft: RegistrationDraft): Promise<RegistrationView> {
    const form = draft.form;
    const saved =
      id === null ? await backend.addRegistration(form) : await backend.updateRegistration(id, form);
    draft.settle(form);
    if (this.#editing?.draft === draft) this.#editing = { id: saved.id, draft, from: content(saved) };
    if (id === null && draft.consoleSteps.length > 0) {
      const checked = { registration: saved.id, steps: [...draft.consoleSteps] };
      // The registration is saved all the same, and a step can be checked off again.
      await backend.checkOffConsoleSteps(checked).catch(() => undefined);
    }
    await this.list.load();
    return saved;
  }

  /** Notes whether a step in the developer console is done; for a registration that is not saved yet, in its form. */
  async checkOff(
    registration: RegistrationView | undefined,
    draft: RegistrationDraft,
    step: ConsoleStep,
    done: boolean,
  ): Promise<void> {
    const before = registration?.consoleSteps ?? draft.consoleSteps;
    const steps = [...before.filter((other) => other !== step), ...(done ? [step] : [])];
    if (!registration) {
      draft.consoleSteps = steps;
      return;
    }
    await backend.checkOffConsoleSteps({ registration: registration.id, steps });
    await this.list.load();
  }

  /** Copies a registration with its secret; gives the copy's id. */
  async duplicate(id: string): Promise<string> {
    const copy = await backend.duplicateRegistration(id);
    await this.list.load();
    return copy;
  }

  /** Whether a registration has one above and one below it among its own kind. */
  neighbours(registration: RegistrationView): { above: boolean; below: boolean } {
    const { siblings, at } = this.#siblings(registration);
    return { above: at > 0, below: at < siblings.length - 1 };
  }

  /** Moves a registration past its neighbour; gives its place then, from one, or none when it has no such neighbour. */
  async move(
    registration: RegistrationView,
    way: "up" | "down",
  ): Promise<{ place: number; of: number } | undefined> {
    const { siblings, at } = this.#siblings(registration);
    const neighbours = this.neighbours(registration);
    if (!neighbours[way === "up" ? "above" : "below"]) return undefined;
    const before = siblings[way === "up" ? at - 1 : at + 2]?.id ?? null;
    await backend.moveRegistration({ registration: registration.id, before });
    await this.list.load();
    return { place: way === "up" ? at : at + 2, of: siblings.length };
  }

  /** Writes a registration out, without its secret. */
  async export(id: string, format: ExportFormatView): Promise<{ name: string; text: string }> {
    return backend.exportRegistration({ registration: id, format });
  }

  /** Whether what a browser sends to a saved callback URL would reach this Trilo; takes up to ten seconds. */
  async checkCallback(id: string, callbackUrl: string): Promise<CallbackCheckView> {
    const passed = `${id} ${callbackUrl}`;
    this.#passed.delete(passed);
    const check = await backend.checkCallback({ registration: id, callbackUrl });
    if (check.works) this.#passed.add(passed);
    return check;
  }

  /** Whether one of a registration's callbacks passed its test since Trilo started. */
  hasPassed(registration: RegistrationView): boolean {
    return registration.callbacks.some(({ url }) => this.#passed.has(`${registration.id} ${url}`));
  }

  /** Reads a pasted authorization URL. */
  async readAuthorizationUrl(url: string): Promise<AuthorizeUrlView> {
    return backend.readAuthorizationUrl(url);
  }

  /** Reads a registration that another person shared. */
  async readShared(text: string): Promise<SharedRegistrationView> {
    return backend.readSharedRegistration(text);
  }

  /** Shows what an import made of the registrations; what was typed into one that it changed would undo that. */
  async imported(): Promise<void> {
    await this.list.load();
    const { id, from } = this.#editing ?? {};
    const now = id === undefined ? undefined : this.find(id);
    if (now && content(now) !== from) this.discard();
    this.imports++;
  }

  async delete(id: string): Promise<void> {
    await backend.deleteRegistration(id);
    if (this.#editing?.id === id) this.discard();
    await this.list.load();
  }

  /** The list shows the sandbox in a group of its own, so only those of one kind are neighbours. */
  #siblings(registration: RegistrationView): { siblings: RegistrationView[]; at: number } {
    const sandbox = registration.cloud.kind === "sandbox";
    const siblings = (this.list.value ?? []).filter((one) => (one.cloud.kind === "sandbox") === sandbox);
    return { siblings, at: siblings.findIndex((one) => one.id === registration.id) };
  }
}

/** What a registration says, as far as its form can change it. */
function content(registration: RegistrationView | undefined): string {
  return JSON.stringify(new RegistrationDraft(registration).form);
}
