import type { SignInForm } from "../backend";

/** What was chosen for a sign-in so far; what was not chosen follows the registration. */
export class SignInDraft {
  registration = $state<string>();
  callbackUrl = $state<string>();
  scopes = $state.raw<string[]>();
  #start: string;

  constructor(start: Partial<SignInForm>) {
    this.registration = start.registration;
    this.callbackUrl = start.callbackUrl;
    this.scopes = start.scopes;
    this.#start = this.#chosen;
  }

  /** Whether the person chose something that leaving would lose. */
  get changed(): boolean {
    return this.#chosen !== this.#start;
  }

  get #chosen(): string {
    return JSON.stringify([this.registration, this.callbackUrl, this.scopes]);
  }
}
