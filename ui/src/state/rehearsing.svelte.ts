import type { AttemptView, Rehearsal } from "../backend";
import type { Status } from "./status.svelte";

/** The failure that was armed last in the sandbox, and what came of it. */
export class Rehearsing {
  readonly #status: Status;
  #armed = $state.raw<{ rehearsal: Rehearsal; at: number }>();

  constructor(status: Status) {
    this.#status = status;
  }

  async arm(rehearsal: Rehearsal): Promise<void> {
    await this.#status.rehearse(rehearsal);
    this.#armed = { rehearsal, at: Date.now() };
  }

  /** Sets everything right in the sandbox; what came of the failure stays to be read. */
  async setRight(): Promise<void> {
    await this.#status.rehearse(null);
  }

  /** What was tried first since this failure was armed, and has ended; attempts come newest first. */
  outcome(rehearsal: Rehearsal, attempts: readonly AttemptView[]): AttemptView | undefined {
    const armed = this.#armed;
    if (armed?.rehearsal !== rehearsal) return undefined;
    return attempts.findLast((one) => one.startedAt >= armed.at && one.outcome !== "underWay");
  }
}
