import type { Confidence, ExplainedView, FactName, Recognised, Refusal, Who } from "../backend/bindings";

export const WHO: Record<Who, string> = {
  you: "You",
  appOwner: "App owner",
  siteAdmin: "Site admin",
  atlassian: "Atlassian",
  networkAdmin: "Network admin",
};

/** How sure an explanation is, in a word and in a sentence. */
export const CONFIDENCE: Record<
  Confidence,
  { word: string; sentence: string; tone: "ok" | "warn" | "neutral" }
> = {
  certain: { word: "Certain", sentence: "No other cause of this is known.", tone: "ok" },
  likely: { word: "Likely", sentence: "Most often it is this.", tone: "warn" },
  possible: { word: "Possible", sentence: "It has been seen.", tone: "neutral" },
};

const RECOGNISED: Record<Recognised, string> = {
  nothing: "nothing: there is no text",
  json: "the JSON of an answer",
  statusLine: "a status line with its headers",
  httpExchange: "an HTTP exchange",
  curlOutput: "the output of curl -v",
  harFile: "a HAR file",
  callbackUrl: "the address that the browser was sent back to",
  authorizeUrl: "an authorize URL",
  jwt: "a JWT",
  page: "an error page",
  logLine: "lines of a log",
  unknown: "a text of no known kind",
};

export const REFUSALS: Record<Refusal, { title: string; todo: string }> = {
  tooLong: { title: "The text is longer than 16 MB", todo: "Cut it to the part with the failure." },
  tooDeep: {
    title: "The JSON is nested too deeply to be a recording",
    todo: "Paste the part with the failure.",
  },
  tooManyEntries: {
    title: "The recording has more than 20,000 entries",
    todo: "Record only the sign-in again.",
  },
  malformed: {
    title: "It looks like a HAR file and cannot be read as one",
    todo: "Export it again, complete.",
  },
};

export const FACTS: Record<FactName, string> = {
  request: "Request",
  status: "Status",
  error: "Error",
  date: "Answered at",
  retryAfter: "Retry after",
  traceId: "Trace id",
  failureCategory: "Failure category",
  found: "Found",
};

/** `Recognised as the output of curl -v` */
export function recognisedWords({ recognised, file }: Pick<ExplainedView, "recognised" | "file">): string {
  return `${file ?? "The text"} was read as ${RECOGNISED[recognised]}`;
}

/** A redacted text in pieces: words as they are, and what was removed with its fingerprint. */
export type Piece = { text: string } | { removed: string; fingerprint: string };

const REMOVED = /‹([a-z]+)#([0-9a-f]{6})›/g;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(REMOVED)) {
    const [whole, removed = "", fingerprint = ""] = match;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ removed, fingerprint });
    at = match.index + whole.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}
