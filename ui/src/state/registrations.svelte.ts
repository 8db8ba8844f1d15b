import * as backend from "../backend";
import type { RegistrationForm, RegistrationView, ScopeView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** The app registrations, and the scopes that can be picked for them. */
export class Registrations {
  list = new Loaded<RegistrationView[]>(backend.listRegistrations);
  scopes = new Loaded<ScopeView[]>(backend.listScopes);

  find(id: string): RegistrationView | undefined {
    return this.list.value?.find((registration) => registration.id === id);
  }

  /** Adds a registration, or changes the one named. */
  async save(id: string | null, form: RegistrationForm): Promise<RegistrationView> {
    const saved =
      id === null ? await backend.addRegistration(form) : await backend.updateRegistration(id, form);
    await this.list.load();
    return saved;
  }

  async delete(id: string): Promise<void> {
    await backend.deleteRegistration(id);
    await this.list.load();
  }
}
