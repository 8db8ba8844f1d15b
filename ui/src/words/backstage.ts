import type {
  BackstageIdentityView,
  BackstageStateView,
  RememberedConsentView,
  ServedRequestView,
} from "../backend/bindings";
import type { Tone } from "./freshness";
import { date, plural } from "./times";

/** Backstage's own port. */
const BACKSTAGE_PORT = 7007;

interface StateWords {
  chip: string;
  tone: Tone;
  line: (state: BackstageStateView) => string;
}

const not = "Not serving";

/** What the screen says of each state at its head. */
export const BACKSTAGE_STATES: Record<BackstageStateView["kind"], StateWords> = {
  off: {
    chip: "Off",
    tone: "neutral",
    line: () => "Signs Backstage frontends in on this computer, in the place of an auth back end.",
  },
  on: {
    chip: "On",
    tone: "ok",
    line: (state) => (state.kind === "on" ? `Serving at ${state.served.baseUrl}` : ""),
  },
  portBusy: { chip: not, tone: "bad", line: () => "Another program listens on its port." },
  nothingToServe: { chip: not, tone: "bad", line: () => "There is no app to serve." },
  failed: { chip: not, tone: "bad", line: () => "It could not start." },
};

/** Who probably holds a port, and what to do. */
export function busyWords(port: number, holder: string | null): { title: string; text: string } {
  const title = `Port ${port} is in use${holder === null ? "" : ` by ${holder}`}.`;
  if (holder?.startsWith("trilo")) {
    return { title, text: "Another Trilo serves there already, such as `trilo serve`. Stop that one first." };
  }
  if (port !== BACKSTAGE_PORT) return { title, text: "Choose another port, or stop that program." };
  return {
    title,
    text: "Backstage itself probably holds it: its own back end listens there by default. Stop that back end, or serve on another port and send only auth there.",
  };
}

/** How people become users of Backstage. */
export const IDENTITIES: Record<BackstageIdentityView["kind"], { text: string; hint: string }> = {
  off: {
    text: "Nobody: tokens only",
    hint: "Plugins get tokens and profiles. Backstage’s sign-in page refuses.",
  },
  asConfigured: {
    text: "As signIn.resolvers of the app-config say",
    hint: "A resolver by e-mail works; one by user name cannot, as Atlassian gives none.",
  },
  emailLocalPart: {
    text: "By the e-mail address, before the @",
    hint: "ada@example.com becomes user:default/ada.",
  },
  email: {
    text: "By the whole e-mail address",
    hint: "ada@example.com becomes user:default/ada@example.com.",
  },
  fixed: { text: "Always the same user", hint: "Whoever signs in is this user." },
};

/** The paths of the provider by what they are for. */
const PATHS: readonly (readonly [string, string])[] = [
  ["/start", "Start of a sign-in"],
  ["/handler/frame", "Callback"],
  ["/refresh", "Token"],
  ["/logout", "Sign-out"],
];

export function requestWords({ path }: Pick<ServedRequestView, "path">): string {
  if (path === "/api/auth/atlassian") return "Callback";
  return PATHS.find(([end]) => path === `/api/auth/atlassian${end}`)?.[1] ?? "Something else";
}

/** How well a request went, by its status; a visitor who is not signed in is nothing bad. */
export function requestTone({ status }: Pick<ServedRequestView, "status">): Tone {
  if (status < 400) return "ok";
  return status === 401 ? "neutral" : status < 500 ? "bad" : "warn";
}

/** What an origin gets without a question. */
export function consentLine({ name, environment, scopes, givenAt }: RememberedConsentView): string {
  const whose = name ?? "whoever signs in";
  return `Remembered: ${whose}, ${environment}, ${plural(scopes.length, "scope")}, since ${date(givenAt)}`;
}
