import * as backend from "../backend";
import { errorView, type Check, type CheckFindingView, type ErrorView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** Checks of what Trilo needs on this machine, one after the other. */
export class Checks {
  list = new Loaded<Check[]>(backend.listChecks);
  findings = $state.raw<Partial<Record<Check, readonly CheckFindingView[]>>>({});
  errors = $state.raw<Partial<Record<Check, ErrorView>>>({});
  /** The check under way. */
  current = $state<Check>();
  /** How many of how many are done, while all are run. */
  progress = $state.raw<{ done: number; of: number }>();
  /** Each run has its own; one that was cancelled finds another here and ends. */
  #run = 0;

  get running(): boolean {
    return this.current !== undefined;
  }

  /** Runs all checks in their order. */
  async runAll(): Promise<void> {
    const checks = this.list.value ?? [];
    const run = ++this.#run;
    [this.findings, this.errors] = [{}, {}];
    for (const [done, check] of checks.entries()) {
      this.progress = { done, of: checks.length };
      if (!(await this.#one(check, run))) return;
    }
    this.progress = undefined;
  }

  async run(check: Check): Promise<void> {
    await this.#one(check, ++this.#run);
  }

  /** Begins no further check; the one under way ends by itself, and what it finds is not waited for. */
  cancel(): void {
    this.#run++;
    this.current = undefined;
    this.progress = undefined;
  }

  /** Tells whether the run goes on. */
  async #one(check: Check, run: number): Promise<boolean> {
    this.current = check;
    this.#put(check, [], undefined);
    try {
      const findings = await backend.runCheck(check);
      if (run === this.#run) this.#put(check, findings, undefined);
    } catch (error) {
      if (run === this.#run) this.#put(check, [], errorView(error));
    }
    if (run !== this.#run) return false;
    this.current = undefined;
    return true;
  }

  #put(check: Check, findings: readonly CheckFindingView[], error: ErrorView | undefined): void {
    this.findings = { ...this.findings, [check]: findings };
    this.errors = { ...this.errors, [check]: error };
  }
}
