import type { CallbackFactView, WayBackView } from "../backend/bindings";

type FactWords = Record<"ok" | "not", (value: string) => string>;

const FACTS: Record<CallbackFactView["kind"], FactWords> = {
  listening: {
    ok: (addresses) => `Trilo can listen at ${addresses}`,
    not: (port) => `Trilo cannot listen on port ${port}`,
  },
  reached: {
    ok: (host) => `A request to ${host} reaches Trilo`,
    not: (host) => `A request to ${host} does not reach Trilo`,
  },
  handler: {
    ok: (program) => (program ? `${program} opens Trilo’s links` : "Trilo opens its links"),
    not: (program) => (program ? `${program} opens Trilo’s links instead` : "No program opens Trilo’s links"),
  },
  opened: {
    ok: () => "The system took a link to open",
    not: () => "The system could not open a link",
  },
  cameBack: {
    ok: () => "The link came back to this Trilo",
    not: () => "The link did not come back within ten seconds",
  },
  pasted: {
    ok: () => "Nothing has to reach Trilo: you copy the address out of the browser",
    not: () => "The address cannot be pasted",
  },
};

/** A fact that a check found, in a line. */
export function callbackFact({ kind, value, ok }: CallbackFactView): string {
  return FACTS[kind][ok ? "ok" : "not"](value);
}

/** What to do when a check found nothing wrong. */
export const CALLBACK_WORKS: Record<WayBackView, string> = {
  loopback: "It works here. The developer console has to list exactly this URL.",
  deepLink: "It works here. The developer console has to list exactly this URL.",
  paste: "When you sign in, paste the address that the browser shows after you accept.",
};
