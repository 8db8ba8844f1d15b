import type { Area, BundleItemKind, ExchangeView, StepKind } from "../backend/bindings";
import { capital } from "./capital";
import { isStep, stepTitle } from "./steps";
import { duration } from "./times";

/** `POST auth.atlassian.com/oauth/token` */
export function exchangeTitle({ method, url }: Pick<ExchangeView, "method" | "url">): string {
  const [address = ""] = url.split("?");
  return `${method} ${address.replace(/^[a-z]+:\/\//, "")}`;
}

/** `403 · 331 ms` */
export function exchangeTook({ status, failure, timings }: ExchangeView): string {
  const answered = status === null ? "no answer" : failure === null ? String(status) : `${status}, cut short`;
  return `${answered} · ${took(timings.total)}`;
}

/** `1.2 ms`, `331 ms`, `1.4 s` of microseconds; what was not measured is not known. */
export function took(microseconds: number | null): string {
  if (microseconds === null) return "not known";
  const time = microseconds / 1000;
  return time < 10 ? `${time.toFixed(1)} ms` : duration(Math.round(time));
}

/** A piece of a text: as it was, or the mark of what was removed. */
export type Piece = { text: string } | { kind: string; mark: string };

/** Takes a text apart at the marks of removed values, such as `‹token#3f9a2c›`. */
export function pieces(text: string): Piece[] {
  return text.split(/(‹[a-z]+#[0-9a-f]{6}›)/).flatMap((part): Piece[] => {
    if (part === "") return [];
    const [, kind, mark] = /^‹([a-z]+)#([0-9a-f]{6})›$/.exec(part) ?? [];
    return kind === undefined || mark === undefined ? [{ text: part }] : [{ kind, mark }];
  });
}

/** What a removed value was, in words. */
export function markWords(kind: string): string {
  return kind === "removed" ? "Removed, because it is not needed to find a cause" : `Removed: ${kind}`;
}

export const AREAS: Record<Area, string> = {
  outcome: "How it ended",
  registration: "Registration",
  scopes: "Scopes",
  callback: "Callback",
  request: "Requests",
  network: "Network",
  versions: "Versions",
};

export const ITEM_KINDS: Record<BundleItemKind, string> = {
  versions: "Versions",
  settings: "Settings",
  check: "Check",
  attempt: "Attempt",
  exchange: "Exchange",
};

/** What would have come next, said of the first step that was not reached. */
export function expectedNext(
  steps: readonly { kind: StepKind; state: string; title: string }[],
): string | null {
  const failed = steps.some((step) => step.state === "failed");
  const next = steps.find((step) => step.state === "skipped" || step.state === "todo");
  if (!next) return null;
  return failed
    ? `Had it worked, this would have come next: ${capital(next.title)}.`
    : `Comes next: ${next.title}.`;
}

/** What differs, in words: steps come by their wire names. */
export function subjectWords(subject: string): string {
  const words = subject.split(" ").map((word) => (isStep(word) ? `${stepTitle(word, "todo")}:` : word));
  return words.join(" ").replace(/:$/, "");
}
