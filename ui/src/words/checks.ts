import type { Check, CheckFindingView, CheckKind, CheckState } from "../backend/bindings";

export const CHECKS: Record<Check, { title: string; about: string }> = {
  version: { title: "Version", about: "Which Trilo this is, and what it runs on." },
  dataFolder: { title: "Data folder", about: "Can be written, and by you alone." },
  vault: { title: "Vault", about: "Opens, and every row in it can be read." },
  keyStore: { title: "Key store", about: "Keeps what it is given, by a round trip." },
  proxy: { title: "Proxy", about: "What sends requests through a proxy, and which hosts are spared." },
  servers: { title: "Servers", about: "Names are found, connections stand, and answers come." },
  certificates: { title: "Certificates", about: "Come from a public authority; who inspects is named." },
  clock: { title: "Clock", about: "Agrees with the servers that tokens live by." },
  callbackPorts: { title: "Callback ports", about: "Free on 127.0.0.1 and ::1." },
  links: { title: "Links that open Trilo", about: "Lead to this installation." },
  browser: { title: "Browser", about: "There is one to open." },
  registrations: { title: "Registrations", about: "Have what a sign-in needs." },
  tokens: { title: "Tokens", about: "Are still accepted; one is renewed where it has to be." },
  sites: { title: "Sites", about: "Answer to the tokens that were granted for them." },
  backstage: { title: "Backstage", about: "Whether one listens on the port of Trilo’s usual callback." },
};

export const CHECK_STATES: Record<CheckState, { word: string; tone: "ok" | "warn" | "bad" | "neutral" }> = {
  ok: { word: "OK", tone: "ok" },
  warning: { word: "Warning", tone: "warn" },
  failed: { word: "Failed", tone: "bad" },
  skipped: { word: "Skipped", tone: "neutral" },
};

/** What to do where a check does not find what it should. */
const FIXES: Record<CheckKind, string> = {
  version: "Update Trilo.",
  dataFolder: "Keep others out of it, or name another folder in TRILO_DATA_DIR.",
  vault: "Unlock it, or see in the settings what it needs.",
  keyStore: "Start or unlock it, or move the vault to a passphrase in the settings.",
  proxy: "If requests fail, look whether this proxy is right and lets Atlassian’s hosts through.",
  name: "Check DNS and VPN. Behind a proxy this may be as it should be.",
  connection: "Check firewall and VPN. Behind a proxy this may be as it should be.",
  answer: "Check network, proxy and the system’s certificates.",
  certificate:
    "If it is your network’s own authority, trust it in the system; else ask your network’s admin for an exception.",
  clock: "Let the system set its time from the network.",
  callbackPort: "End what listens there, or sign in with another callback URL.",
  links: "Register the links again, so that they open this installation.",
  browser: "Set a default browser, or copy the authorize URL when you sign in.",
  registration: "Open the registration; each finding there comes with its fix.",
  token: "Open the account and sign in again.",
  site: "Its admin may have blocked the app, or the person lost access; the explanation of a call tells more.",
  backstage: "A sign-in with the callback on this port needs it free. End it, or choose another callback.",
};

/** What to do about a finding; nothing where all is well. */
export function fixWords({ check, state }: CheckFindingView): string | undefined {
  return state === "warning" || state === "failed" ? FIXES[check] : undefined;
}

/** A repair that is safe to do at once. */
export type Repair = "links" | "dataFolder";

export function repairOf({ check, state }: CheckFindingView): Repair | undefined {
  if (state !== "warning") return undefined;
  return check === "links" || check === "dataFolder" ? check : undefined;
}

export const REPAIRS: Record<Repair, string> = {
  links: "Register trilo:// again",
  dataFolder: "Keep others out",
};

const WORST: readonly CheckState[] = ["failed", "warning", "ok", "skipped"];

/** The state that stands for all findings of a check. */
export function worst(findings: readonly CheckFindingView[]): CheckState | undefined {
  return WORST.find((state) => findings.some((finding) => finding.state === state));
}

/** `12 OK, 2 warnings, 1 failed` */
export function countWords(findings: readonly CheckFindingView[]): string {
  const count = (state: CheckState) => findings.filter((finding) => finding.state === state).length;
  const parts = [
    [count("failed"), "failed"],
    [count("warning"), count("warning") === 1 ? "warning" : "warnings"],
    [count("ok"), "OK"],
    [count("skipped"), "skipped"],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(", ");
}
