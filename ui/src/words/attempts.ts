import type { AttemptKind, AttemptOutcome } from "../backend/bindings";
import type { Tone } from "./freshness";

interface OutcomeWords {
  title: string;
  sentence: string;
  tone: Tone;
}

const SIGN_IN: Record<AttemptOutcome, OutcomeWords> = {
  underWay: { title: "Signing in", sentence: "This sign-in is still under way.", tone: "neutral" },
  succeeded: { title: "Signed in", sentence: "Every step worked, and the session is kept.", tone: "ok" },
  denied: {
    title: "Sign-in declined",
    sentence: "Someone pressed Cancel on Atlassian’s page. Nothing was granted and nothing was changed.",
    tone: "neutral",
  },
  cancelled: {
    title: "Sign-in cancelled",
    sentence: "It was cancelled in Trilo before the browser answered.",
    tone: "neutral",
  },
  timedOut: {
    title: "Sign-in timed out",
    sentence: "The browser opened, and no answer came back in time.",
    tone: "warn",
  },
  failed: { title: "Sign-in failed", sentence: "It stopped at a step that did not work.", tone: "bad" },
  ignored: { title: "Sign-in ignored", sentence: "It was not carried out.", tone: "neutral" },
};

const REFRESH: Record<AttemptOutcome, OutcomeWords> = {
  underWay: { title: "Renewing token", sentence: "This renewal is still under way.", tone: "neutral" },
  succeeded: {
    title: "Renewed token",
    sentence: "Atlassian answered with a new token, and it is kept.",
    tone: "ok",
  },
  denied: { title: "Renewal declined", sentence: "Atlassian declined to renew the token.", tone: "warn" },
  cancelled: {
    title: "Renewal cancelled",
    sentence: "It was cancelled in Trilo. The token is unchanged.",
    tone: "neutral",
  },
  timedOut: {
    title: "Renewal timed out",
    sentence: "No answer came in time. The token that is kept is unchanged.",
    tone: "warn",
  },
  failed: { title: "Renew token failed", sentence: "The token was not renewed.", tone: "bad" },
  ignored: { title: "Renewal not needed", sentence: "The token was fresh already.", tone: "neutral" },
};

const STRAY: OutcomeWords = {
  title: "Callback matched no sign-in",
  sentence:
    "An answer arrived that belongs to no sign-in under way. It was ignored, and nobody was signed in or out.",
  tone: "warn",
};

/** Title, sentence and tone of an attempt by its kind and outcome. */
export function outcomeWords(kind: AttemptKind, outcome: AttemptOutcome): OutcomeWords {
  switch (kind) {
    case "signIn":
      return SIGN_IN[outcome];
    case "refresh":
      return REFRESH[outcome];
    case "strayCallback":
      return STRAY;
  }
}
