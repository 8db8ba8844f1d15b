import type {
  Cell,
  Confidence,
  Mend,
  NotAToken,
  Outcome,
  TokenKind,
  Who,
  WrittenAs,
} from "../backend/bindings";

export const TAB_NAMES = {
  grant: "Grant",
  opens: "Opens",
  token: "Token",
  probes: "Probes",
  compare: "Compare",
  history: "History",
} as const;

/** A cell in a word. */
export const CELLS: Record<Cell, string> = {
  granted: "granted",
  missing: "missing",
  extra: "not asked for",
  otherSites: "other sites only",
  noProduct: "no product",
  notSiteBound: "any site",
  absent: "not there, and need not be",
  unknown: "unknown",
};

/** What the head of a column means. */
export const COLUMNS = {
  requested: "What the sign-in asked for",
  registration: "What the registration in Trilo lists",
  answer: "What Atlassian said when it gave the token",
  claim: "What the token says of itself",
  site: "What Atlassian’s list of sites says",
} as const;

export const CONFIDENCES: Record<Confidence, string> = {
  certain: "For sure",
  likely: "Most likely",
  possible: "Possibly",
};

export const WHO: Record<Who, string> = {
  you: "You",
  appOwner: "App owner",
  siteAdmin: "Site admin",
  atlassian: "Atlassian",
  networkAdmin: "Who runs the network",
};

/** What a mend’s button says; those without one are done elsewhere. */
export const MEND_BUTTONS: Partial<Record<Mend, string>> = {
  addInConsole: "Open the console",
  addToRegistration: "Open the registration",
  signInAgain: "Sign in again",
  chooseSite: "Sign in again",
  refresh: "Refresh",
  lookAgain: "Refresh",
};

export const NOT_A_TOKEN: Record<NotAToken, string> = {
  nothing: "Paste something first.",
  tooLong: "It is longer than a token can be. Paste the token alone.",
  otherScheme:
    "The header is of another scheme than Bearer, such as an API token’s Basic. Only bearer tokens are read here.",
  noAccessToken: "There is no access_token in this JSON. Paste the whole answer of the token endpoint.",
  noHeader: "There is no bearer token in the command. Paste one with an Authorization header.",
  unknown: "This is no token, Authorization header, curl command or token answer.",
};

export const FORMS: Record<WrittenAs, string> = {
  token: "a token",
  header: "an Authorization header",
  curl: "a curl command",
  answer: "an answer of the token endpoint",
};

export const TOKEN_KINDS: Record<TokenKind, string> = {
  access: "Access token",
  refresh: "Refresh token. It must not be sent to any API, so Trilo does not.",
  code: "Authorization code. It is good for one exchange, not for calls.",
};

export const OUTCOMES: Record<Outcome, string> = {
  allowed: "Allowed",
  reached: "Allowed; the call lacks a parameter",
  scopeMissing: "Scope missing",
  tokenRejected: "Token not accepted",
  refused: "Refused",
  notFound: "Not found",
  gone: "Gone",
  rateLimited: "Too many requests",
  serverFailed: "Server failed",
  odd: "Odd answer",
  noAnswer: "No answer",
  notMade: "Not made",
};
