import * as backend from "../backend";
import { Action } from "./action.svelte";

/** How long a revealed secret stays. */
export const REVEALED_FOR = 30_000;

/** A secret that is shown because the person asked; it hides itself. */
export class Revealing {
  secret = $state.raw<string>();
  /** When it hides. */
  until = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the hidings: an answer to what was asked before one is not shown. */
  #hidings = 0;
  #ask: (id: string) => Promise<string>;

  #hideWithWindow = () => {
    if (document.visibilityState === "hidden") this.hide();
  };

  constructor(ask: (id: string) => Promise<string>) {
    this.#ask = ask;
  }

  show = new Action(async (id: string): Promise<void> => {
    const hidings = this.#hidings;
    document.addEventListener("visibilitychange", this.#hideWithWindow);
    const secret = await this.#ask(id);
    if (hidings !== this.#hidings) return;
    this.secret = secret;
    this.until = Date.now() + REVEALED_FOR;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.hide();
    }, REVEALED_FOR);
  });

  hide(): void {
    this.#hidings++;
    document.removeEventListener("visibilitychange", this.#hideWithWindow);
    clearTimeout(this.#timer);
    this.secret = undefined;
  }
}

/** Reveals an account's access token. */
export function revealingToken(): Revealing {
  return new Revealing(async (account) => (await backend.revealToken(account)).accessToken);
}

/** Reveals a registration's client secret. */
export function revealingClientSecret(): Revealing {
  return new Revealing(async (registration) => (await backend.revealClientSecret(registration)).clientSecret);
}
