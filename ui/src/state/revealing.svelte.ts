import * as backend from "../backend";
import { Action } from "./action.svelte";

/** How long a revealed token stays. */
export const REVEALED_FOR = 30_000;

/** A token that is shown because the person asked; it hides itself. */
export class Revealing {
  token = $state.raw<string>();
  /** When it hides. */
  until = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the hidings: an answer to what was asked before one is not shown. */
  #hidings = 0;

  show = new Action(async (account: string): Promise<void> => {
    const hidings = this.#hidings;
    const { accessToken } = await backend.revealToken(account);
    if (hidings !== this.#hidings) return;
    this.token = accessToken;
    this.until = Date.now() + REVEALED_FOR;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.hide();
    }, REVEALED_FOR);
  });

  hide(): void {
    this.#hidings++;
    clearTimeout(this.#timer);
    this.token = undefined;
  }
}
