import { createSubscriber } from "svelte/reactivity";

/** The one clock that all countdowns read; it ticks only while something on screen reads it. */
class Clock {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1000);
    return () => {
      clearInterval(timer);
    };
  });

  /** Milliseconds since the Unix epoch, renewed each second. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
