import type {
  AccessView,
  EvidenceView,
  PreferenceView,
  OperationStateView,
  ReadAsView,
  RiskView,
  ScopeAdviceView,
  ScopeKindView,
} from "../backend/bindings";
import { plural } from "./times";

/** The word that stands with each risk’s sign. */
export const RISKS: Record<RiskView, string> = {
  read: "read",
  personalData: "personal data",
  write: "write",
  delete: "delete",
  admin: "admin",
  impersonation: "acts as others",
  unknown: "unknown",
};

/** What each risk means, in a sentence. */
export const RISK_SENTENCES: Record<RiskView, string> = {
  read: "An app with it can read, and changes nothing.",
  personalData: "An app with it reads or reports personal data.",
  write: "An app with it can create and change things in your name.",
  delete: "An app with it can delete things in your name.",
  admin: "An app with it can change how a whole site or project works, where you may.",
  impersonation: "An app with it can act as somebody else.",
  unknown: "Trilo’s catalogue does not know it, so nobody here can say what it opens.",
};

export const SCOPE_KINDS: Record<ScopeKindView, string> = {
  classic: "classic",
  granular: "granular",
  general: "general",
};

/** Which scopes open operations, as the subject of a sentence. */
export const PREFERENCES: Record<PreferenceView, string> = {
  least: "the least power",
  classic: "classic scopes first",
  granular: "granular scopes first",
};

/** Why a scope of every sign-in cannot be taken out. */
export const WHY_ALWAYS: Record<string, string> = {
  offline_access: "Always asked for: keeps you signed in.",
  "read:me": "Always asked for: tells whose token it is.",
};

/** What is said of a scope that the catalogue does not know. */
export const UNKNOWN_SCOPE = "Not in Trilo’s catalogue.";

export const OPERATION_STATES: Record<OperationStateView, string> = {
  current: "",
  experimental: "experimental",
  deprecated: "deprecated",
  removed: "removed",
};

/** A path whose end can be seen too: where it is long, what varies in it loses its name. */
export function shortPath(path: string): string {
  return path.length > 36 ? path.replaceAll(/\{[^}]*\}/g, "{…}") : path;
}

/** What the chosen scopes let of an operation, in two words. */
export function accessWords(access: AccessView): string {
  switch (access.kind) {
    case "covered":
      return "covered";
    case "missing":
      return `+${plural(access.scopes.length, "scope")}`;
    case "never":
      return "not by 3LO";
  }
}

/** How what was typed, pasted or dropped was read. */
export function readWords(readAs: ReadAsView, operations: number, scopes: number): string {
  switch (readAs) {
    case "words":
      return "";
    case "call":
      return operations === 0
        ? "Read as a call, of an operation that is not in the catalogue."
        : "Read as a call.";
    case "scopes":
      return `Read as ${plural(scopes, "scope")}.`;
    case "source":
      return operations + scopes === 0
        ? "No call of a known operation is in this text."
        : `This text calls ${plural(operations, "operation")}, and names ${plural(scopes, "scope")}.`;
  }
}

/** How sure it is that a 3LO app can be given a scope. */
export const EVIDENCE: Record<EvidenceView, string> = {
  operations: "Atlassian’s API documents name it.",
  documented: "Atlassian’s list of scopes names it; no documented operation asks for it.",
  otherApps: "Known from Forge apps only; the console may not offer it to a 3LO app.",
  unknown: "Newer than Trilo’s catalogue, or mistyped.",
};

/** What a row says that comes from a table that the person loaded. */
export const LOCAL = "local table";
export const LOCAL_SENTENCE = "A table that you loaded; nobody signed it.";

/** What an advice says, and whether it is about something that will fail. */
export function adviceWords(advice: ScopeAdviceView): {
  tone: "warn" | "bad" | "neutral";
  title: string;
  text: string;
} {
  const { scopes, count } = advice;
  const them = scopes.length === 1 ? "it" : "them";
  switch (advice.kind) {
    case "tooMany":
      return {
        tone: "warn",
        title: `${count} scopes are many.`,
        text: "Atlassian advises fewer than 50 for an app. Classic scopes take the place of many granular ones.",
      };
    case "urlLong":
      return {
        tone: "warn",
        title: `The authorize URL has ${count.toLocaleString("en-GB")} characters.`,
        text: "Some browsers and proxies cut or refuse addresses of this length.",
      };
    case "breaksConsent":
      return {
        tone: "bad",
        title: "Atlassian’s consent page fails with this.",
        text: `Take ${them} out: the page shows an error instead of its Accept button.`,
      };
    case "redundant":
      return {
        tone: "neutral",
        title: `${plural(scopes.length, "scope")} could go.`,
        text: `Everything that ${scopes.length === 1 ? "it opens" : "they open"} is open without ${them}.`,
      };
    case "idle":
      return {
        tone: "neutral",
        title: `${scopes.length === 1 ? "One scope opens" : `${scopes.length} scopes open`} nothing alone.`,
        text: "Each operation that accepts it asks for further scopes that are not chosen.",
      };
    case "unknown":
      return {
        tone: "warn",
        title: `${plural(scopes.length, "scope")} not in the catalogue.`,
        text: advice.similar
          ? `Did you mean ${advice.similar}? Atlassian refuses a sign-in with a scope that does not exist.`
          : "Newer than this Trilo, or mistyped. Atlassian refuses a sign-in with a scope that does not exist.",
      };
    case "manifestOnly":
      return {
        tone: "warn",
        title: `${plural(scopes.length, "scope")} may not be offered.`,
        text: "Known from Forge apps only: whether the developer console gives it to a 3LO app is not documented.",
      };
    case "notFor3lo":
      return {
        tone: "bad",
        title: "Not a scope of 3LO.",
        text: `Bitbucket has an OAuth of its own: Atlassian’s authorization server does not know ${them}.`,
      };
    case "mixed":
      return {
        tone: "neutral",
        title: "Classic and granular scopes are mixed.",
        text: "That works. Fewer scopes to review come of one kind for each API.",
      };
  }
}

/** `1 operation` or the one’s own name, as what needs a scope. */
export function neededWords(titles: readonly string[]): string {
  const [only] = titles;
  if (only === undefined) return "";
  return titles.length === 1 ? `needed by ${only}` : `needed by ${titles.length} operations`;
}
