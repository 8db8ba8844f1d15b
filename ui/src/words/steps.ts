import type { StepKind, StepState, StepView } from "../backend/bindings";
import { clockSeconds, date, duration, minutesAndSeconds } from "./times";

type StepWords = Record<"todo" | "active" | "done" | "failed", string>;

const WORDS: Record<StepKind, StepWords> = {
  keyStoreChecked: {
    todo: "Key store check",
    active: "Checking the key store",
    done: "Key store checked",
    failed: "The key store did not work",
  },
  listening: {
    todo: "Listen for the callback",
    active: "Starting to listen for the callback",
    done: "Listening for the callback",
    failed: "Could not listen for the callback",
  },
  deepLinkChecked: {
    todo: "Deep link check",
    active: "Checking that the deep link reaches Trilo",
    done: "Deep link reaches Trilo",
    failed: "The deep link does not reach Trilo",
  },
  browserOpened: {
    todo: "Open the browser",
    active: "Opening the browser",
    done: "Browser opened",
    failed: "The browser did not open",
  },
  callbackReceived: {
    todo: "You accept in the browser",
    active: "Waiting for you to accept in the browser",
    done: "Answer received from the browser",
    failed: "No usable answer from the browser",
  },
  codeExchanged: {
    todo: "Exchange the code for a token",
    active: "Exchanging the code for a token",
    done: "Code exchanged for a token",
    failed: "The code was not exchanged",
  },
  interruptionFound: {
    todo: "Look for an interrupted renewal",
    active: "Looking for an interrupted renewal",
    done: "An earlier renewal was interrupted; its old token is tried again",
    failed: "An earlier renewal was interrupted",
  },
  intentNoted: {
    todo: "Note the renewal down",
    active: "Noting the renewal down",
    done: "Renewal noted down before it was sent",
    failed: "The renewal could not be noted down",
  },
  tokenRenewed: {
    todo: "Renew the token",
    active: "Renewing the token",
    done: "Token renewed",
    failed: "The token was not renewed",
  },
  profileRead: {
    todo: "Read the profile",
    active: "Reading the profile",
    done: "Profile read",
    failed: "The profile could not be read",
  },
  sitesRead: {
    todo: "Read the sites",
    active: "Reading the sites",
    done: "Sites read",
    failed: "The sites could not be read",
  },
  stored: {
    todo: "Store the session",
    active: "Storing the session",
    done: "Session stored",
    failed: "The session was not stored",
  },
  revocationAsked: {
    todo: "Ask Atlassian to revoke the token",
    active: "Asking Atlassian to revoke the token",
    done: "Atlassian was asked to revoke the token",
    failed: "Atlassian did not take the request to revoke",
  },
  personalDataReported: {
    todo: "Report to Atlassian",
    active: "Reporting to Atlassian",
    done: "Reported to Atlassian",
    failed: "The report was not accepted",
  },
  originChecked: {
    todo: "Check the frontend's origin",
    active: "Checking the frontend's origin",
    done: "The frontend's origin is allowed",
    failed: "The frontend's origin is not allowed",
  },
  consentAsked: {
    todo: "Ask for consent",
    active: "Waiting for consent in Trilo",
    done: "The frontend may have tokens",
    failed: "The frontend was refused",
  },
  frontendAnswered: {
    todo: "Answer the frontend",
    active: "Answering the frontend",
    done: "Frontend answered",
    failed: "The frontend's request was refused",
  },
};

/** Whether a word of the wire names a step. */
export function isStep(word: string): word is StepKind {
  return word in WORDS;
}

/** What a step is called in its state. */
export function stepTitle(kind: StepKind, state: StepState): string {
  return WORDS[kind][state === "skipped" ? "todo" : state];
}

/** Said of each state, for those who do not see its icon. */
export const STEP_STATES: Record<StepState, string> = {
  todo: "not yet",
  active: "under way",
  done: "done",
  failed: "failed",
  skipped: "skipped",
};

/** The backend's fact about a step, in words where it is none that a person would write. */
export function factWords({ kind, fact }: Pick<StepView, "kind" | "fact">): string | null {
  if (kind === "sitesRead" && fact !== null) return fact === "1" ? "1 site" : `${fact} sites`;
  if (kind === "interruptionFound" && fact !== null) {
    const at = Date.parse(fact);
    return Number.isNaN(at) ? fact : `on ${date(at)} at ${clockSeconds(at)}`;
  }
  if (kind === "stored")
    return fact === "vault" ? "in the vault" : fact === "memory" ? "in memory only" : fact;
  if (kind === "keyStoreChecked" && fact === "memory") return "not needed, kept in memory";
  if (kind === "callbackReceived" && fact === "pasted") return "pasted by hand";
  return fact;
}

/** The facts of a step while a sign-in is watched: what, how fast, at what time, or how long is left. */
export function stepFact(step: StepView, deadline: number, now: number): string | null {
  if (step.kind === "callbackReceived" && step.state === "active")
    return `${minutesAndSeconds(deadline - now)} left`;
  const facts = [factWords(step)];
  if (step.kind === "browserOpened" && step.startedAt !== null) facts.push(clockSeconds(step.startedAt));
  else if (step.state === "done" && step.duration !== null && step.kind !== "listening")
    facts.push(duration(step.duration));
  return facts.filter(Boolean).join(", ") || null;
}
