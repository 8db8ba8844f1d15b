import { errorView, type ErrorView } from "../backend";

/** Something asked from the backend: what came, or why not; an older answer never replaces a newer one. */
export class Loaded<T> {
  value = $state.raw<T>();
  error = $state.raw<ErrorView>();
  #load: () => Promise<T>;
  #asked = 0;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const value = await this.#load();
      if (asked === this.#asked) this.set(value);
    } catch (error) {
      if (asked === this.#asked) this.error = errorView(error);
    }
  }

  /** Takes a value that came another way, such as with an event. */
  set(value: T): void {
    this.#asked++;
    this.value = value;
    this.error = undefined;
  }
}
