import * as backend from "../backend";
import { errorView, type ErrorView, type ExplainedView } from "../backend";

/** A text that is explained. The text itself rests in the backend; here is only what was redacted. */
export class Explaining {
  explained = $state.raw<ExplainedView>();
  error = $state.raw<ErrorView>();
  busy = $state(false);
  #answers: string[] = [];
  /** The newest question to the backend; the answer to an older one is not shown. */
  #asked = 0;

  /** Explains what was pasted, typed or read out of a file that was opened. */
  text(text: string): Promise<void> {
    this.#answers = [];
    return this.#ask(() => backend.explainText(text));
  }

  /** Explains the file that was dropped on the window; tells whether one waited. */
  async file(): Promise<boolean> {
    this.#answers = [];
    await this.#ask(async () => (await backend.explainFile()) ?? this.explained ?? null);
    return this.explained !== undefined || this.error !== undefined;
  }

  /** Takes the answer to the question that decides, and ranks anew. */
  answer(answer: string): Promise<void> {
    this.#answers = [...this.#answers, answer];
    return this.#ask(() => backend.explainAgain(this.#answers, this.explained?.file ?? null));
  }

  /** Takes all answers back. */
  askAgain(): Promise<void> {
    this.#answers = [];
    return this.#ask(() => backend.explainAgain([], this.explained?.file ?? null));
  }

  get answered(): boolean {
    return this.explained !== undefined && this.#answers.length > 0;
  }

  /** Forgets the text, here and in the backend. */
  forget(): void {
    this.#asked++;
    this.busy = false;
    this.explained = undefined;
    this.error = undefined;
    void backend.forgetExplained();
  }

  async #ask(explain: () => Promise<ExplainedView | null>): Promise<void> {
    const asked = ++this.#asked;
    this.busy = true;
    this.error = undefined;
    try {
      const explained = await explain();
      if (asked === this.#asked) this.explained = explained ?? undefined;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.explained = undefined;
      this.error = errorView(error);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }
}
