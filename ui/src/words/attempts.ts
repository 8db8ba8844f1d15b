import type { AttemptKind, AttemptOutcome, AttemptView } from "../backend/bindings";
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
  interrupted: {
    title: "Sign-in interrupted",
    sentence: "Trilo ended before the browser’s answer was used. Nobody was signed in; start it again.",
    tone: "warn",
  },
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
  interrupted: {
    title: "Renewal interrupted",
    sentence:
      "Trilo ended before Atlassian’s answer was kept. The next renewal takes the old token once more, which Atlassian accepts for ten minutes.",
    tone: "warn",
  },
};

/** What a sign-out or a report can come to: it is noted down when it has ended, and nobody can decline it. */
type Ended = "succeeded" | "failed" | "interrupted";

const SIGN_OUT: Record<Ended, OutcomeWords> = {
  succeeded: {
    title: "Signed out",
    sentence: "The account and its tokens are wiped from this computer.",
    tone: "ok",
  },
  failed: {
    title: "Sign-out failed",
    sentence: "The account could not be wiped from this computer. Look at the error, then sign it out again.",
    tone: "bad",
  },
  interrupted: {
    title: "Sign-out interrupted",
    sentence: "Trilo ended before the sign-out did. If the account is still in the list, sign it out again.",
    tone: "warn",
  },
};

/** A sign-out that wiped the account here, while its token was not revoked. */
const NOT_REVOKED: OutcomeWords = {
  title: "Signed out, not revoked",
  sentence:
    "The account is wiped from this computer. Atlassian was not told to revoke its token, or did not confirm it: end the grant on the connected apps page.",
  tone: "warn",
};

const REPORT: Record<Ended, OutcomeWords> = {
  succeeded: {
    title: "Personal data reported",
    sentence: "Atlassian was told whose personal data is kept here, and answered.",
    tone: "ok",
  },
  failed: {
    title: "Report failed",
    sentence:
      "The report did not arrive or was not accepted, or it arrived and what Atlassian asked for could not be carried out here. Look at the error; Trilo tries again by itself.",
    tone: "bad",
  },
  interrupted: {
    title: "Report interrupted",
    sentence: "Trilo ended before Atlassian’s answer was kept. It reports again by itself.",
    tone: "warn",
  },
};

const READ: Record<Ended, OutcomeWords> = {
  succeeded: {
    title: "Profile and sites read",
    sentence: "Atlassian told who the account is and which sites it reaches.",
    tone: "ok",
  },
  failed: {
    title: "Reading the account failed",
    sentence: "The profile or the sites could not be read. What was known of them stays.",
    tone: "bad",
  },
  interrupted: {
    title: "Reading the account interrupted",
    sentence: "Trilo ended, or nobody waited for the answer any more. Nothing was changed.",
    tone: "neutral",
  },
};

const UNKNOWN: OutcomeWords = {
  title: "Outcome not known",
  sentence: "How this attempt ended is not known.",
  tone: "neutral",
};

const STRAY: OutcomeWords = {
  title: "Callback matched no sign-in",
  sentence:
    "An answer arrived that belongs to no sign-in under way. It was ignored, and nobody was signed in or out.",
  tone: "warn",
};

/** What a frontend's request can come to. */
type Answered = "succeeded" | "denied" | "failed";

const BACKSTAGE: Record<Answered, OutcomeWords> = {
  succeeded: {
    title: "Backstage frontend served",
    sentence: "A Backstage frontend asked, and got what it asked for.",
    tone: "ok",
  },
  denied: {
    title: "Backstage frontend refused",
    sentence:
      "The origin is not among those that may have tokens, or you refused it. If it is your own frontend, allow its origin.",
    tone: "warn",
  },
  failed: {
    title: "Backstage request failed",
    sentence: "A Backstage frontend asked and did not get it. Look at the last step for the status.",
    tone: "bad",
  },
};

/** Title, sentence and tone of an attempt by its kind and outcome, and by whether an error came with it. */
export function outcomeWords({
  kind,
  outcome,
  error,
}: Pick<AttemptView, "kind" | "outcome" | "error">): OutcomeWords {
  switch (kind) {
    case "signIn":
      return SIGN_IN[outcome];
    case "refresh":
      return REFRESH[outcome];
    case "strayCallback":
      return STRAY;
    case "signOut":
      if (outcome === "succeeded" && error) return NOT_REVOKED;
      return hasEnded(outcome) ? SIGN_OUT[outcome] : UNKNOWN;
    case "accountRead":
      return hasEnded(outcome) ? READ[outcome] : UNKNOWN;
    case "personalDataReport":
      return hasEnded(outcome) ? REPORT[outcome] : UNKNOWN;
    case "backstageRequest":
      return isAnswered(outcome) ? BACKSTAGE[outcome] : UNKNOWN;
  }
}

function isAnswered(outcome: AttemptOutcome): outcome is Answered {
  return outcome in BACKSTAGE;
}

function hasEnded(outcome: AttemptOutcome): outcome is Ended {
  return outcome in SIGN_OUT;
}

/** What is attempted, as a filter names it. */
export const KIND_NAMES: Record<AttemptKind, string> = {
  signIn: "Sign-ins",
  refresh: "Renewals",
  accountRead: "Profile and sites",
  signOut: "Sign-outs",
  strayCallback: "Stray callbacks",
  personalDataReport: "Reports",
  backstageRequest: "Backstage",
};

/** How attempts end, as a filter names it. */
export const OUTCOME_NAMES: Record<AttemptOutcome, string> = {
  failed: "Failed",
  succeeded: "Succeeded",
  denied: "Declined",
  cancelled: "Cancelled",
  timedOut: "Timed out",
  interrupted: "Never ended",
  ignored: "Ignored",
  underWay: "Under way",
};
