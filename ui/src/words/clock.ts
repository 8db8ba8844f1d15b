import { span } from "./times";

/** From how far apart two clocks are worth a word. */
const WORTH_A_WORD = 30_000;

/** From a minute on, to the nearest one: the header that tells counts whole seconds. */
function roundToMinute(milliseconds: number): number {
  return milliseconds < 60_000 ? milliseconds : Math.round(milliseconds / 60_000) * 60_000;
}

/** What is said of this machine's clock beside Atlassian's; `skew` is Atlassian's time minus this machine's, in ms. */
export function skewWords(skew: number | null): string | null {
  if (skew === null || Math.abs(skew) < WORTH_A_WORD) return null;
  const side = skew > 0 ? "behind" : "ahead of";
  return `Your clock is ${span(roundToMinute(Math.abs(skew)))} ${side} Atlassian’s; Trilo corrects for it.`;
}
