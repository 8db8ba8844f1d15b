import type { Freshness } from "../backend/bindings";
import { clockTime, shortSpan, span } from "./times";

/** How near its end a token counts as expiring. */
const EXPIRING = 5 * 60 * 1000;

export type Tone = "ok" | "warn" | "bad" | "neutral";

/** What is needed of an account to say how fresh its token is. */
export interface Lifespan {
  signInAgain: boolean;
  freshness: Freshness;
  expiresAt: number | null;
}

/** The chip of an account: words and tone always together. */
export function freshnessChip(lifespan: Lifespan, now: number): { text: string; tone: Tone } {
  if (lifespan.signInAgain) return { text: "Sign in again", tone: "bad" };
  const freshness = freshnessAt(lifespan, now);
  switch (freshness) {
    case "unknown":
      return { text: "No expiry", tone: "neutral" };
    case "expired":
      return { text: "Expired", tone: "warn" };
    case "expiring":
      return { text: shortSpan((lifespan.expiresAt ?? now) - now), tone: "warn" };
    case "fresh":
      return { text: shortSpan((lifespan.expiresAt ?? now) - now), tone: "ok" };
  }
}

/** The sentence beside the ring: says the same as it. */
export function freshnessSentence(lifespan: Lifespan, renewable: boolean, now: number): string {
  const end = lifespan.expiresAt;
  if (lifespan.signInAgain && (end === null || end <= now))
    return "Expired, and Atlassian no longer accepts the refresh token.";
  switch (freshnessAt(lifespan, now)) {
    case "unknown":
      return "Atlassian did not say when it expires.";
    case "expired":
      return renewable
        ? `Expired at ${clockTime(end ?? now)}. Refresh renews it.`
        : `Expired at ${clockTime(end ?? now)}. There is no refresh token to renew it with.`;
    case "expiring":
      return `Expires in ${span((end ?? now) - now)}, at ${clockTime(end ?? now)}.`;
    case "fresh":
      return `Fresh for ${span((end ?? now) - now)}, until ${clockTime(end ?? now)}.`;
  }
}

/** The freshness now; the backend's answer is only as old as the last event. */
export function freshnessAt(lifespan: Lifespan, now: number): Freshness {
  if (lifespan.expiresAt === null) return lifespan.freshness === "expired" ? "expired" : "unknown";
  const left = lifespan.expiresAt - now;
  if (left <= 0) return "expired";
  return left <= EXPIRING ? "expiring" : "fresh";
}
