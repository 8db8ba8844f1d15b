import * as backend from "../backend";
import type { RegistrationView, ScopeView } from "../backend";
import { Loaded } from "./loaded.svelte";
import { NEW_REGISTRATION } from "./navigation.svelte";
import { RegistrationDraft } from "./registration-draft.svelte";

/** The app registrations, and the scopes that can be picked for them. */
export class Registrations {
  list = new Loaded<RegistrationView[]>(backend.listRegistrations);
  scopes = new Loaded<ScopeView[]>(backend.listScopes);

  /** What is being filled in, kept while the person is elsewhere. */
  #editing: { id: string; draft: RegistrationDraft } | undefined;

  /** The id of the registration whose form holds what is not saved. */
  get unsaved(): string | undefined {
    return this.#editing?.draft.changed ? this.#editing.id : undefined;
  }

  /** The form of a registration, or of the one being added, with what was typed before. */
  edit(registration: RegistrationView | undefined): RegistrationDraft {
    const id = registration?.id ?? NEW_REGISTRATION;
    if (this.#editing?.id === id && this.#editing.draft.changed) return this.#editing.draft;
    const draft = new RegistrationDraft(registration);
    this.#editing = { id, draft };
    return draft;
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
    if (this.#editing?.draft === draft) this.#editing.id = saved.id;
    await this.list.load();
    return saved;
  }

  async delete(id: string): Promise<void> {
    await backend.deleteRegistration(id);
    if (this.#editing?.id === id) this.discard();
    await this.list.load();
  }
}
