import type { Code, SignInStateView, StepState } from "../backend/bindings";
import type { Tone } from "./freshness";
import { shortSpan } from "./times";

interface Standing {
  state: SignInStateView;
  deadline: number;
}

/** Title and chip of a sign-in in the list. */
export function signInChip(signIn: Standing, now: number): { title: string; text: string; tone: Tone } {
  const outcome = SIGN_IN_OUTCOMES[signIn.state];
  if (outcome) return { title: outcome.title, text: outcome.chip, tone: outcome.tone };
  const waiting = signIn.state === "waiting";
  return {
    title: "Signing in…",
    text: waiting ? shortSpan(signIn.deadline - now) : "Working",
    tone: "neutral",
  };
}

/** Failures whose cause the browser may show. */
const SHOWN_BY_BROWSER: readonly Code[] = [
  "signInTimedOut",
  "authorizationRefused",
  "callbackIncomplete",
  "callbackWrongPlace",
  "callbackRepeatedParameter",
  "browserNotOpened",
];

/** Whether what the browser shows helps on. */
export function browserMayTell(signIn: { state: SignInStateView; error: { code: Code } | null }): boolean {
  switch (signIn.state) {
    case "preparing":
    case "waiting":
    case "timedOut":
      return true;
    case "failed":
      return signIn.error !== null && SHOWN_BY_BROWSER.includes(signIn.error.code);
    case "completing":
    case "done":
    case "denied":
    case "cancelled":
      return false;
  }
}

/** A step as it stands after its sign-in has ended: nothing is under way any more. */
export function settledStep(step: StepState, signIn: SignInStateView): StepState {
  if (step !== "active" || SIGN_IN_OUTCOMES[signIn] === null) return step;
  return signIn === "timedOut" || signIn === "failed" ? "failed" : "skipped";
}

interface OutcomeWords {
  title: string;
  chip: string;
  sentence: string;
  tone: Tone;
}

/** How an ended sign-in is spoken of; `null` for one that is under way. */
export const SIGN_IN_OUTCOMES: Record<SignInStateView, OutcomeWords | null> = {
  preparing: null,
  waiting: null,
  completing: null,
  done: { title: "Signed in", chip: "Done", sentence: "The account is in the list.", tone: "ok" },
  denied: {
    title: "You pressed Cancel on Atlassian’s page",
    chip: "Declined",
    sentence: "Nothing was granted, and nothing was changed.",
    tone: "neutral",
  },
  cancelled: {
    title: "You cancelled this sign-in",
    chip: "Cancelled",
    sentence: "Trilo no longer waits for the browser. A late answer will be ignored.",
    tone: "neutral",
  },
  timedOut: {
    title: "No answer came back in time",
    chip: "Timed out",
    sentence: "Most mistakes are shown on Atlassian’s page only. Find below what the browser shows.",
    tone: "warn",
  },
  failed: { title: "The sign-in failed", chip: "Failed", sentence: "One step did not work.", tone: "bad" },
};
