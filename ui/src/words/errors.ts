import type { Code, ErrorView } from "../backend/bindings";
import { ATLASSIAN, CALLBACKS, NETWORK } from "./errors-on-the-way";
import { BACKUP } from "./errors-backup";
import { BUNDLE } from "./errors-bundle";
import { KEEPING } from "./errors-here";
import { OWN } from "./errors-own";
import { REGISTRATION } from "./errors-registration";

/** Who can do what is to be done. */
export type Actor = "you" | "appOwner" | "siteAdmin";

export type Facts = Record<string, string | undefined>;
type Words = string | ((facts: Facts) => string);

/** A failure in three parts: what happened, why as far as known, and what to do, by whom. */
export interface ErrorWords {
  title: Words;
  why?: Words;
  todo: readonly (readonly [Actor, Words])[];
}

/** An error in words, ready to be shown. */
export interface Explanation {
  title: string;
  why: string | null;
  todo: { actor: Actor; text: string }[];
  /** What the other side answered, word for word. */
  evidence: string | null;
}

export const ACTORS: Record<Actor, string> = {
  you: "You",
  appOwner: "App owner",
  siteAdmin: "Site admin",
};

export const ERRORS: Record<Code, ErrorWords> = {
  ...KEEPING,
  ...OWN,
  ...REGISTRATION,
  ...BACKUP,
  ...BUNDLE,
  ...CALLBACKS,
  ...ATLASSIAN,
  ...NETWORK,
};

/** The words for an error that the backend reported. */
export function explain(error: ErrorView): Explanation {
  const words = ERRORS[error.code];
  const facts: Facts = error.details;
  return {
    title: said(words.title, facts),
    why: words.why === undefined ? null : said(words.why, facts),
    todo: words.todo.map(([actor, text]) => ({ actor, text: said(text, facts) })),
    evidence: evidence(error),
  };
}

function said(words: Words, facts: Facts): string {
  return typeof words === "string" ? words : words(facts);
}

function evidence({ code, message, details }: ErrorView): string | null {
  if (code === "internal") return message;
  const facts: Facts = details;
  const answer = [facts.error, facts.description].filter(Boolean).join(": ");
  const line = [facts.status, answer].filter(Boolean).join(" ");
  return line || null;
}
