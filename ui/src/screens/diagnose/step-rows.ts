import type { Attempt, Exchange } from "../../state/views";
import { exchangeTitle, exchangeTook } from "../../words/exchanges";
import { factWords, STEP_STATES, stepTitle } from "../../words/steps";
import { duration } from "../../words/times";

/** The parts of an exchange's bar: getting there waits, the answer does not. */
function partsOf({ startedAt, timings }: Exchange, from: number) {
  const { dns, connect, tls, wait, receive } = timings;
  let at = startedAt - from;
  const parts = [];
  for (const [microseconds, waits] of [
    [dns, true],
    [connect, true],
    [tls, true],
    [wait, false],
    [receive, false],
  ] as const) {
    if (microseconds === null) continue;
    const length = microseconds / 1000;
    parts.push({ from: at, length, waits });
    at += length;
  }
  return parts;
}

/** The steps of an attempt as the waterfall shows them, each with what was sent for it. */
export function stepRows(attempt: Attempt, exchanges: readonly Exchange[]) {
  return attempt.steps.map((step) => {
    const own = exchanges.filter((exchange) => exchange.step === step.kind);
    const last = own.at(-1);
    const reached = step.state !== "todo" && step.state !== "skipped";
    const took = step.duration === null ? (reached ? "" : "not reached") : duration(step.duration);
    const sent = own.map(exchangeTitle).join(", then ");
    return {
      key: step.kind,
      kind: step.kind,
      title: stepTitle(step.kind, step.state),
      fact: [factWords(step), sent].filter(Boolean).join(" · ") || null,
      state: step.state,
      said: STEP_STATES[step.state],
      startedAt: step.startedAt,
      duration: step.duration,
      took: last ? exchangeTook(last) : took,
      opens: own.length > 0,
      parts: step.startedAt === null ? [] : own.flatMap((exchange) => partsOf(exchange, step.startedAt ?? 0)),
    };
  });
}
