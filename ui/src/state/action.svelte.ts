import { errorView, type ErrorView } from "../backend";

/** Something that a person starts: whether it is under way, and why it failed the last time. */
export class Action<A extends unknown[], T> {
  busy = $state(false);
  error = $state.raw<ErrorView>();
  #act: (...args: A) => Promise<T>;

  constructor(act: (...args: A) => Promise<T>) {
    this.#act = act;
  }

  /** Runs it unless it is under way; gives `undefined` when it failed, with the reason in `error`. */
  async run(...args: A): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.error = undefined;
    try {
      return await this.#act(...args);
    } catch (error) {
      this.error = errorView(error);
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  clear(): void {
    this.error = undefined;
  }
}
