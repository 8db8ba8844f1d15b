import type { Group } from "../../components/list-layout";
import type { Attempt } from "../../state/views";
import { clockTime, dayHeading, duration } from "../../words/times";

/** Who an attempt was for: the account, else the registration. */
export function attemptWho(attempt: Attempt, names: ReadonlyMap<string, string>): string | null {
  const name = attempt.account === null ? undefined : names.get(attempt.account);
  return name ?? attempt.registrationName;
}

/** `Mira Okafor · 13:42 · 310 ms` */
export function attemptLine(attempt: Attempt, names: ReadonlyMap<string, string>): string {
  const took =
    attempt.outcome === "succeeded" && attempt.duration !== null ? duration(attempt.duration) : null;
  return [attemptWho(attempt, names), clockTime(attempt.startedAt), took].filter(Boolean).join(" · ");
}

/** Attempts by day, newest first. */
export function attemptGroups(attempts: readonly Attempt[], now: number): Group<Attempt>[] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const title = dayHeading(attempt.startedAt, now);
    const day = groups.get(title);
    if (day) day.push(attempt);
    else groups.set(title, [attempt]);
  }
  return [...groups].map(([title, rows]) => ({ title, rows }));
}
