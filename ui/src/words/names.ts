import type { CloudView, Environment, TokenFormatView, WayBackView } from "../backend/bindings";

export const ENVIRONMENTS: Record<Environment, string> = {
  development: "development",
  staging: "staging",
  production: "production",
  any: "any environment",
};

export const CLOUDS: Record<CloudView["kind"], string> = {
  commercial: "Atlassian Cloud",
  government: "Atlassian Government Cloud",
  sandbox: "Sandbox",
  custom: "Custom endpoints",
};

/** What a list says of a cloud that is not the usual one; the sandbox has a sign of its own. */
export const CLOUD_SIGNS: Record<CloudView["kind"], string | null> = {
  commercial: null,
  government: "government",
  sandbox: null,
  custom: "custom endpoints",
};

/** What each cloud means, in a sentence. */
export const CLOUD_SENTENCES: Record<CloudView["kind"], string> = {
  commercial: "Signs in at auth.atlassian.com.",
  government:
    "Signs in at auth.atlassian-us-gov-mod.com, with an app from that cloud’s own developer console; one of the commercial console does not work there.",
  sandbox: "Made-up people and sites inside Trilo.",
  custom: "For a stand-in or a proxy that speaks as Atlassian does. Client secret and tokens go to it.",
};

export const WAYS_BACK: Record<WayBackView, string> = {
  deepLink: "Deep link",
  loopback: "Loopback",
  paste: "Paste",
};

/** What each way back means, in a sentence. */
export const WAY_BACK_SENTENCES: Record<WayBackView, string> = {
  deepLink: "The system hands the link to Trilo.",
  loopback: "Trilo listens on this port while you are in the browser.",
  paste: "You copy the address from the browser and paste it here.",
};

export const TOKEN_FORMATS: Record<TokenFormatView, string> = {
  raw: "Token",
  header: "Authorization header",
  curl: "curl command",
  env: "Environment variable",
};

/** `Payments tooling · production` */
export function registrationLine(name: string, environment: Environment): string {
  return `${name} · ${ENVIRONMENTS[environment]}`;
}

/** The way back that a callback URL means, for one that is still being typed. */
export function wayBackOf(url: string): WayBackView {
  if (/^trilo:/i.test(url.trim())) return "deepLink";
  const parsed = URL.parse(url.trim());
  if (parsed?.protocol !== "http:") return "paste";
  return ["localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname) ? "loopback" : "paste";
}

/** Up to two initials, also of names without spaces or in other scripts. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letters = last ? [firstLetter(first), firstLetter(last)] : [...first].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}

function firstLetter(word: string): string {
  return [...word][0] ?? "";
}
