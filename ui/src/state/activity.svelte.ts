import * as backend from "../backend";

/** How often the backend is told that somebody is there. */
const EVERY = 20_000;

/** Tells the backend that the person uses the window, so that it does not lock meanwhile. */
export class Activity {
  #told = -Infinity;

  note(): void {
    const now = performance.now();
    if (now - this.#told < EVERY) return;
    this.#told = now;
    // Nobody is waiting for it: the next key or move tells it again.
    void backend.noteActivity().catch(() => undefined);
  }
}
