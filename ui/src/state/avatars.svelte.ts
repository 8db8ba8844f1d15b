import { SvelteMap } from "svelte/reactivity";
import * as backend from "../backend";

/** How many are asked for at once, and how many are kept. */
const BATCH = 100;
const KEPT = 600;

interface Kept {
  picture: string | null;
  /** The state of the list that it was asked for. */
  of: number;
}

/** The pictures of accounts: asked for by the rows that are seen, some at a time, and kept. */
export class Avatars {
  #kept = new SvelteMap<string, Kept>();
  // Not reactive: filled while a screen is drawn, and emptied by what asks.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #wanted = new Set<string>();
  #asking = false;
  #of = 0;

  /** The picture as far as it is known; asks for it when it is not, or may have changed. */
  of(account: { id: string; hasAvatar: boolean }): string | null {
    if (!account.hasAvatar) return null;
    const kept = this.#kept.get(account.id);
    if (kept?.of !== this.#of) this.#want(account.id);
    return kept?.picture ?? null;
  }

  /** The list has changed: what is kept is shown, and asked for again once it is seen. */
  stale(): void {
    this.#of++;
  }

  #want(id: string): void {
    this.#wanted.add(id);
    if (this.#asking) return;
    this.#asking = true;
    setTimeout(() => void this.#ask(), 16);
  }

  async #ask(): Promise<void> {
    while (this.#wanted.size > 0) {
      const ids = [...this.#wanted].slice(0, BATCH);
      for (const id of ids) this.#wanted.delete(id);
      const of = this.#of;
      // Without an answer what is known stays, until the list changes again.
      const answer = await backend.accountAvatars(ids).catch(() => undefined);
      for (const id of ids) {
        const picture = answer ? answer.find((one) => one.id === id)?.avatar : this.#kept.get(id)?.picture;
        this.#keep(id, { picture: picture ?? null, of });
      }
    }
    this.#asking = false;
  }

  #keep(id: string, kept: Kept): void {
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }
}
