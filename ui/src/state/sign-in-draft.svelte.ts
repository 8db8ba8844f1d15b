import type { SignInForm } from "../backend";

/** What was chosen for a sign-in so far; what was not chosen follows the registration. */
export class SignInDraft {
  registration = $state<string>();
  callbackUrl = $state<string>();
  scopes = $state.raw<string[]>();

  constructor(start: Partial<SignInForm>) {
    this.registration = start.registration;
    this.callbackUrl = start.callbackUrl;
    this.scopes = start.scopes;
  }
}
