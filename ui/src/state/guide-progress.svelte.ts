import type { AccountView, RegistrationView } from "../backend";
import type { App } from "./app.svelte";
import { GUIDE_STEPS, isSeenByTrilo, proofOf, type GuideStep, type Proof } from "./guide";
import type { RegistrationDraft } from "./registration-draft.svelte";

/** How far the set-up of a registration is: what the person checked off, and what Trilo sees for itself. */
export class GuideProgress {
  readonly draft: RegistrationDraft;
  readonly #app: App;
  readonly #registration: () => RegistrationView | undefined;
  /** The account that is looked at for what a sign-in brought. */
  #witness = $derived.by(() =>
    this.#app.accounts.list.value?.find((account) => account.registration === this.#registration()?.id),
  );

  constructor(app: App, registration: () => RegistrationView | undefined, draft: RegistrationDraft) {
    this.#app = app;
    this.#registration = registration;
    this.draft = draft;
    $effect(() => {
      if (this.#witness && !app.accounts.detail(this.#witness.id)) app.accounts.open(this.#witness.id);
    });
  }

  get done(): number {
    return GUIDE_STEPS.filter((step) => this.isDone(step)).length;
  }

  /** The first step that is not done, or the last one. */
  get next(): GuideStep {
    return GUIDE_STEPS.find((step) => !this.isDone(step)) ?? "signIn";
  }

  isDone(step: GuideStep): boolean {
    if (this.proof(step) !== undefined) return true;
    const checked = this.#registration()?.consoleSteps ?? this.draft.consoleSteps;
    return !isSeenByTrilo(step) && checked.includes(step);
  }

  /** How Trilo knows that a step is done, where it does. */
  proof(step: GuideStep): Proof | undefined {
    const registration = this.#registration();
    const passed = registration !== undefined && this.#app.registrations.hasPassed(registration);
    return proofOf(step, { draft: this.draft, registration, account: this.#account, passed });
  }

  async check(step: GuideStep, done: boolean): Promise<void> {
    if (isSeenByTrilo(step) || this.isDone(step) === done) return;
    await this.#app.registrations.checkOff(this.#registration(), this.draft, step, done);
  }

  get #account(): AccountView | undefined {
    return this.#witness && this.#app.accounts.detail(this.#witness.id)?.value;
  }
}
