import * as backend from "../backend";
import type { ErrorView, TokenFormatView } from "../backend";
import { Action } from "./action.svelte";

/** How long “Copied” stays when the clipboard is not cleared. */
const SHOWN = 5000;

export interface Copied {
  account: string;
  /** When the clipboard is cleared, or the confirmation goes. */
  until: number;
  clears: boolean;
}

/** The last copied token, so that it can be confirmed in place. */
export class Copying {
  last = $state.raw<Copied>();
  /** The account that a token was last asked of. */
  account = $state<string>();

  token = new Action(async (account: string, format: TokenFormatView): Promise<Copied> => {
    this.account = account;
    this.last = undefined;
    const { clearsIn } = await backend.copyToken(account, format);
    const lasts = clearsIn === null ? SHOWN : clearsIn * 1000;
    this.last = { account, until: Date.now() + lasts, clears: clearsIn !== null };
    return this.last;
  });

  /** Copies what is no secret; gives the reason when it could not. */
  async text(text: string): Promise<ErrorView | undefined> {
    const copy = new Action(() => backend.copyText(text));
    await copy.run();
    return copy.error;
  }
}
