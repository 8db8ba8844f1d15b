import * as backend from "../backend";
import type { AttemptExplainedView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** The explanation of an attempt, and what was answered to its questions. */
export class AttemptExplaining {
  /** `null` for an attempt that needs no explanation. */
  loaded: Loaded<AttemptExplainedView | null>;
  #answers = $state.raw<string[]>([]);

  constructor(attempt: () => string) {
    this.loaded = new Loaded(() => backend.explainAttempt(attempt(), this.#answers));
  }

  get answered(): boolean {
    return this.#answers.length > 0;
  }

  answer(answer: string): void {
    this.#answers = [...this.#answers, answer];
    void this.loaded.load();
  }

  /** Takes all answers back. */
  askAgain(): void {
    this.#answers = [];
    void this.loaded.load();
  }
}
