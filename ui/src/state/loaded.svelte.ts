import { errorView, type ErrorView } from "../backend";

/** Something asked from the backend: what came, or why not; an older answer never replaces a newer one. */
export class Loaded<T> {
  value = $state.raw<T>();
  error = $state.raw<ErrorView>();
  #load: () => Promise<T>;
  #asked = 0;
  /** The newest question, and the promise of its answer. */
  #question = 0;
  #newest: Promise<void> = Promise.resolve();
  /** How many questions wait for their answer. */
  #open = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Asks; whoever waits finds an answer that was asked for then or later. */
  load(): Promise<void> {
    this.#question = ++this.#asked;
    this.#newest = this.#answer(this.#question);
    return this.#newest;
  }

  /** Takes a value that came another way, such as with an event. */
  set(value: T): void {
    this.#asked++;
    this.value = value;
    this.error = undefined;
  }

  /** Forgets what is there; an answer on its way is to an older question. */
  clear(): void {
    this.#asked++;
    this.value = undefined;
    this.error = undefined;
  }

  /** Changes a part of what is there; where that may be lacking, in nothing yet or an answer on its way, asks again. */
  patch(change: (value: T) => T): void {
    if (this.value !== undefined) this.value = change(this.value);
    if (this.value === undefined || this.#open > 0) void this.load();
  }

  async #answer(asked: number): Promise<void> {
    this.#open++;
    try {
      const value = await this.#load();
      if (asked === this.#asked) this.set(value);
    } catch (error) {
      if (asked === this.#asked) this.error = errorView(error);
    } finally {
      this.#open--;
    }
    // Overtaken by a newer question: what is there to find is its answer.
    if (asked !== this.#question) await this.#newest;
  }
}
