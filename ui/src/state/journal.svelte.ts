import * as backend from "../backend";
import type {
  AttemptKind,
  AttemptOutcome,
  AttemptView,
  OpenedBundleView,
  WholeAttemptView,
} from "../backend";
import { Loaded } from "./loaded.svelte";

/** How long typing rests before it is searched for, in milliseconds. */
const REST = 150;

/** The journal of attempts as it is searched, and a bundle of another machine while it is looked at. */
export class Journal {
  text = $state("");
  kind = $state<AttemptKind | "">("");
  outcome = $state<AttemptOutcome | "">("");
  /** What was found, the newest first. */
  found = $state.raw<AttemptView[]>();
  error = $state.raw<backend.ErrorView>();
  more = $state(false);
  /** A file of another machine; nothing of it is kept. */
  opened = $state.raw<OpenedBundleView>();
  /** A file that was dropped on the window, until it is opened. */
  offered = $state.raw<string>();
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get isNarrowed(): boolean {
    return this.text.trim() !== "" || this.kind !== "" || this.outcome !== "";
  }

  /** Searches anew once the person stops typing. */
  typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.search(), REST);
  }

  /** Searches anew, keeping what is there until the answer comes. */
  async search(): Promise<void> {
    await this.#ask(null);
  }

  /** Adds the next older page. */
  async next(): Promise<void> {
    const last = this.found?.at(-1);
    if (this.more && last) await this.#ask(last.id);
  }

  async #ask(before: string | null): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { attempts, more } = await backend.searchAttempts({
        text: this.text,
        kinds: this.kind === "" ? [] : [this.kind],
        outcomes: this.outcome === "" ? [] : [this.outcome],
        code: null,
        since: null,
        before,
      });
      // An older answer never replaces a newer one.
      if (asked !== this.#asked) return;
      this.found = before === null ? attempts : [...(this.found ?? []), ...attempts];
      this.more = more;
      this.error = undefined;
    } catch (error) {
      if (asked === this.#asked) this.error = backend.errorView(error);
    }
  }

  /** One attempt with what was sent and answered. */
  whole(id: string): Loaded<WholeAttemptView> {
    return new Loaded(() => backend.getAttempt(id));
  }

  compare(first: string, second: string): ReturnType<typeof backend.compareAttempts> {
    return backend.compareAttempts(first, second);
  }

  draft(attempts: string[]): ReturnType<typeof backend.draftBundle> {
    return backend.draftBundle(attempts);
  }

  write(id: string, struck: string[], path: string): ReturnType<typeof backend.writeBundle> {
    return backend.writeBundle({ id, struck, path });
  }

  async open(path: string): Promise<void> {
    this.opened = await backend.openBundle(path);
    this.offered = undefined;
  }
}
