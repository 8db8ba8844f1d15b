import { describe, expect, it } from "vitest";
import { freshnessAt, freshnessChip, freshnessSentence } from "../src/words/freshness";
import { dayAndTime, dayHeading, duration, minutesAndSeconds, shortSpan, span } from "../src/words/times";

const MINUTE = 60_000;
const now = new Date(2026, 10, 24, 14, 0, 0).getTime();
const lifespan = (left: number | null, signInAgain = false) => ({
  signInAgain,
  freshness: "fresh" as const,
  expiresAt: left === null ? null : now + left,
});

describe("spans", () => {
  it("count down in the unit that matters", () => {
    expect(span(42 * MINUTE + 59_999)).toBe("42 minutes");
    expect(span(MINUTE)).toBe("1 minute");
    expect(span(37_100)).toBe("38 seconds");
    expect(shortSpan(42 * MINUTE)).toBe("42 min");
    expect(shortSpan(-5)).toBe("0 s");
  });

  it("keep their width where they tick each second", () => {
    expect(minutesAndSeconds(4 * MINUTE + 2_000)).toBe("4 min 02 s");
    expect(minutesAndSeconds(59_000)).toBe("59 s");
  });

  it("durations are in milliseconds under a second", () => {
    expect(duration(7.4)).toBe("7 ms");
    expect(duration(1_380)).toBe("1.38 s");
    expect(duration(21_000)).toBe("21 s");
  });
});

describe("days", () => {
  it("near ones are named", () => {
    expect(dayAndTime(now - 18 * MINUTE, now)).toBe("today 13:42");
    expect(dayAndTime(now - 24 * 60 * MINUTE, now)).toBe("yesterday 14:00");
    expect(dayHeading(new Date(2026, 9, 3, 9, 12).getTime(), now)).toBe("Saturday 3 October");
  });
});

describe("freshness", () => {
  it("is what the expiry says now, not what it was when it was asked", () => {
    expect(freshnessAt(lifespan(42 * MINUTE), now)).toBe("fresh");
    expect(freshnessAt(lifespan(5 * MINUTE), now)).toBe("expiring");
    expect(freshnessAt(lifespan(0), now)).toBe("expired");
    expect(freshnessAt(lifespan(null), now)).toBe("unknown");
  });

  it("has a chip whose words and tone agree", () => {
    expect(freshnessChip(lifespan(42 * MINUTE), now)).toEqual({ text: "42 min", tone: "ok" });
    expect(freshnessChip(lifespan(-1), now)).toEqual({ text: "Expired", tone: "warn" });
    expect(freshnessChip(lifespan(42 * MINUTE, true), now)).toEqual({ text: "Sign in again", tone: "bad" });
  });

  it("is told in a sentence", () => {
    expect(freshnessSentence(lifespan(42 * MINUTE), true, now)).toBe("Fresh for 42 minutes, until 14:42.");
    expect(freshnessSentence(lifespan(-MINUTE), false, now)).toContain("no refresh token");
  });
});
