import type { AccountView, RegistrationView } from "../backend";
import type { GuideStep, Proof } from "../words/console-steps";
import type { RegistrationDraft } from "./registration-draft.svelte";

export type { GuideStep, Proof };

/** The steps in the order in which they are gone through. */
export const GUIDE_STEPS: readonly GuideStep[] = [
  "create",
  "permissions",
  "callbackUrl",
  "refreshTokens",
  "distribution",
  "credentials",
  "callbackTest",
  "signIn",
];

/** What Trilo knows of a registration that is being set up. */
export interface Known {
  draft: RegistrationDraft;
  registration: RegistrationView | undefined;
  /** An account that is signed in under it. */
  account: AccountView | undefined;
  /** A callback passed its test. */
  passed: boolean;
}

/** Whether only Trilo can say that a step is done. */
export function isSeenByTrilo(step: GuideStep): step is "credentials" | "callbackTest" | "signIn" {
  return step === "credentials" || step === "callbackTest" || step === "signIn";
}

/** How Trilo knows that a step is done, where it does. */
export function proofOf(step: GuideStep, { draft, registration, account, passed }: Known): Proof | undefined {
  const signedIn = (registration?.accounts ?? 0) > 0;
  switch (step) {
    case "create":
    case "signIn":
      return signedIn ? "signedIn" : undefined;
    case "permissions":
      return account && draft.scopes.every((scope) => account.granted.includes(scope))
        ? "granted"
        : undefined;
    case "callbackUrl":
      return signedIn && draft.callbacks.length === 1 ? "signedIn" : undefined;
    case "refreshTokens":
      return account && account.idleLimit !== null ? "refreshToken" : undefined;
    case "distribution":
      return undefined;
    case "credentials":
      return hasCredentials(draft, registration) ? "filledIn" : undefined;
    case "callbackTest":
      return passed ? "passed" : signedIn ? "signedIn" : undefined;
  }
}

function hasCredentials(draft: RegistrationDraft, registration: RegistrationView | undefined): boolean {
  if (draft.clientId.trim() === "") return false;
  if (draft.secretSource !== "sealed") return draft.sources[draft.secretSource].trim() !== "";
  return (
    draft.clientSecret !== "" ||
    (registration?.secretSource.kind === "sealed" && registration.hasClientSecret)
  );
}
