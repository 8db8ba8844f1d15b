import { SvelteMap } from "svelte/reactivity";
import * as backend from "../backend";
import type { AccountColour, AccountSummaryView, AccountView, ErrorView, GrantHistoryView } from "../backend";
import type { Departure } from "../words/accounts";
import { Action } from "./action.svelte";
import { Avatars } from "./avatars.svelte";
import { Loaded } from "./loaded.svelte";

/** The accounts that are signed in, and the details of those that were opened. */
export class Accounts {
  list = new Loaded<AccountSummaryView[]>(backend.listAccounts);
  readonly avatars = new Avatars();
  /** The account that went last, until the person has read what became of it. */
  departed = $state.raw<{ name: string; departure: Departure; error: ErrorView | null }>();
  // Not reactive itself, as it is filled while the screen derives from it: what changes is inside of each.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #refreshes = new Map<string, Action<[], void>>();
  #details = new SvelteMap<string, Loaded<AccountView>>();

  /** Loads the list, and again what was opened before. */
  async load(): Promise<void> {
    // Before the rows are drawn anew, as they ask for the pictures then.
    this.avatars.stale();
    await this.list.load();
    for (const [id, detail] of this.#details) {
      if (this.summary(id)) void detail.load();
      else this.#details.delete(id);
    }
  }

  summary(id: string): AccountSummaryView | undefined {
    return this.list.value?.find((account) => account.id === id);
  }

  /** The details of an account, as far as they have been opened. */
  detail(id: string): Loaded<AccountView> | undefined {
    return this.#details.get(id);
  }

  open(id: string): void {
    let detail = this.#details.get(id);
    if (!detail) {
      detail = new Loaded(() => this.#ask(id));
      this.#details.set(id, detail);
    }
    void detail.load();
  }

  /** Refreshes of accounts by id, each with its own wheel and error: they may go on side by side. */
  refresh(id: string): Action<[], void> {
    let action = this.#refreshes.get(id);
    if (!action) {
      action = new Action(async () => {
        this.#keep(await backend.refreshAccount(id));
      });
      this.#refreshes.set(id, action);
    }
    return action;
  }

  /** The grants of an account over time, and what is expected of them. */
  grantHistory(id: string): Promise<GrantHistoryView> {
    return backend.grantHistory(id);
  }

  async cancelRefresh(id: string): Promise<void> {
    await backend.cancelRefresh(id);
  }

  async storeInVault(id: string): Promise<void> {
    this.#keep(await backend.storeInVault(id));
  }

  async mark(id: string, label: string | null, colour: AccountColour | null): Promise<void> {
    await backend.markAccount({ account: id, label, colour });
    await this.load();
  }

  /** Makes an account stand for its registration, or none. */
  async setDefault(registration: string, account: string | null): Promise<void> {
    await backend.setDefaultAccount({ registration, account });
    await this.load();
  }

  /** Wipes an account here; with `revoke`, Atlassian is asked to revoke its token first. */
  async signOut(id: string, name: string, revoke: boolean): Promise<void> {
    const { revocation, error } = await backend.signOut({ account: id, revoke });
    this.departed = { name, departure: revocation, error };
  }

  /** Reports an account; gives whether it was reported, or is no longer there. */
  async report(id: string, name: string): Promise<"reported" | "unreported" | "closed"> {
    const before = this.#details.get(id)?.value?.personalData?.reportedAt;
    const account = await backend.reportPersonalData(id);
    if (!account) {
      this.departed = { name, departure: "closed", error: null };
      return "closed";
    }
    this.#keep(account);
    return account.personalData?.reportedAt === before ? "unreported" : "reported";
  }

  /** Asks for the details; a token that came meanwhile outdates why the last refresh failed. */
  async #ask(id: string): Promise<AccountView> {
    const account = await backend.getAccount(id);
    const before = this.#details.get(id)?.value?.token.obtainedAt;
    if (before !== undefined && account.token.obtainedAt > before) this.#refreshes.get(id)?.clear();
    return account;
  }

  #keep(account: AccountView): void {
    const id = account.summary.id;
    this.#details.get(id)?.set(account);
    this.list.patch((list) => list.map((one) => (one.id === id ? account.summary : one)));
  }
}
