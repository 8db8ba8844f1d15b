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

const SIGN_OUT: Record<AttemptOutcome, OutcomeWords> = {
  underWay: { title: "Signing out", sentence: "This sign-out is still under way.", tone: "neutral" },
  succeeded: {
    title: "Signed out",
    sentence: "The account and its tokens are wiped from this computer.",
    tone: "ok",
  },
  denied: { title: "Sign-out declined", sentence: "Atlassian declined to revoke the token.", tone: "warn" },
  cancelled: { title: "Sign-out cancelled", sentence: "It was cancelled in Trilo.", tone: "neutral" },
  timedOut: {
    title: "Sign-out timed out",
    sentence: "Atlassian did not answer in time. The account is wiped from this computer all the same.",
    tone: "warn",
  },
  failed: {
    title: "Signed out, not revoked",
    sentence:
      "The account is wiped from this computer. Atlassian did not revoke its token: end it on the connected apps page.",
    tone: "warn",
  },
  ignored: { title: "Sign-out ignored", sentence: "It was not carried out.", tone: "neutral" },
  interrupted: {
    title: "Sign-out interrupted",
    sentence: "Trilo ended before the sign-out did. If the account is still in the list, sign it out again.",
    tone: "warn",
  },
};

const REPORT: Record<AttemptOutcome, OutcomeWords> = {
  underWay: {
    title: "Reporting personal data",
    sentence: "This report is still under way.",
    tone: "neutral",
  },
  succeeded: {
    title: "Personal data reported",
    sentence: "Atlassian was told that this account’s data is kept here, and answered.",
    tone: "ok",
  },
  denied: { title: "Report declined", sentence: "Atlassian declined the report.", tone: "warn" },
  cancelled: { title: "Report cancelled", sentence: "It was cancelled in Trilo.", tone: "neutral" },
  timedOut: { title: "Report timed out", sentence: "Atlassian did not answer in time.", tone: "warn" },
  failed: {
    title: "Report failed",
    sentence: "The report did not reach Atlassian, or was not accepted. Trilo tries it again by itself.",
    tone: "bad",
  },
  ignored: { title: "Report not needed", sentence: "No report was due.", tone: "neutral" },
  interrupted: {
    title: "Report interrupted",
    sentence: "Trilo ended before Atlassian’s answer was kept. It reports again by itself.",
    tone: "warn",
  },
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
    case "signOut":
      return SIGN_OUT[outcome];
    case "personalDataReport":
      return REPORT[outcome];
  }
}
