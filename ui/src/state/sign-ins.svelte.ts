import * as backend from "../backend";
import type {
  AuthorizationPreviewView,
  PasteOutcomeView,
  SignInForm,
  SignInStateView,
  SignInView,
} from "../backend";
import { Loaded } from "./loaded.svelte";

/** Sign-ins under way, and those that ended and were not put away yet. */
export class SignIns {
  list = new Loaded<SignInView[]>(backend.listSignIns);

  find(id: string): SignInView | undefined {
    return this.list.value?.find((signIn) => signIn.id === id);
  }

  /** Takes the news about one sign-in. */
  changed(signIn: SignInView): void {
    this.list.patch((list) => {
      const known = list.some((one) => one.id === signIn.id);
      return known ? list.map((one) => (one.id === signIn.id ? signIn : one)) : [signIn, ...list];
    });
  }

  /** The address that a sign-in would open. */
  async preview(form: SignInForm): Promise<AuthorizationPreviewView> {
    return backend.previewAuthorization(form);
  }

  async start(form: SignInForm): Promise<SignInView> {
    const signIn = await backend.startSignIn(form);
    // An event may have told more of it already.
    if (!this.find(signIn.id)) this.changed(signIn);
    return signIn;
  }

  async cancel(id: string): Promise<void> {
    await backend.cancelSignIn(id);
  }

  async openBrowserAgain(id: string): Promise<void> {
    await backend.openBrowserAgain(id);
  }

  async copyAddress(id: string): Promise<void> {
    await backend.copyAuthorizationUrl(id);
  }

  async paste(id: string, text: string): Promise<PasteOutcomeView> {
    return backend.pasteCallback(id, text);
  }

  /** Puts an ended sign-in away; one that is gone already is away. */
  async dismiss(id: string): Promise<void> {
    const without = (list: SignInView[]) => list.filter((one) => one.id !== id);
    this.list.patch(without);
    await backend.dismissSignIn(id).catch(() => undefined);
    // A list that was asked for meanwhile may have brought it back.
    this.list.patch(without);
  }
}

/** Whether a sign-in has come to its end, whichever. */
export function hasEnded(state: SignInStateView): boolean {
  switch (state) {
    case "preparing":
    case "waiting":
    case "completing":
      return false;
    case "done":
    case "denied":
    case "cancelled":
    case "timedOut":
    case "failed":
      return true;
  }
}
