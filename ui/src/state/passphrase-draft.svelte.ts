/** The fewest characters of a passphrase. */
export const LEAST = 12;

/** A new passphrase while it is typed, twice. */
export class PassphraseDraft {
  passphrase = $state("");
  again = $state("");
  /** Whether the person tried to go on, so that what is wrong is said. */
  tried = $state(false);

  get #lacking(): number {
    return Math.max(0, LEAST - [...this.passphrase].length);
  }

  get tooShort(): string | undefined {
    if (!this.tried || this.#lacking === 0) return undefined;
    return `At least ${LEAST} characters: ${this.#lacking} more.`;
  }

  get different(): string | undefined {
    if (!this.tried || this.#lacking > 0 || this.passphrase === this.again) return undefined;
    return "The two are not the same.";
  }

  /** Whether it can be used; from then on what is wrong is said in place. */
  check(): boolean {
    this.tried = true;
    return this.#lacking === 0 && this.passphrase === this.again;
  }

  clear(): void {
    this.passphrase = "";
    this.again = "";
    this.tried = false;
  }
}
