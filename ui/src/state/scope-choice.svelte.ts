import * as backend from "../backend";
import type { OperationRowView, PreferenceView, ScopeChoiceView } from "../backend";
import { Loaded } from "./loaded.svelte";
import { ALWAYS, optionalOf, unique } from "./scope-lists";

interface Chosen {
  scopes: readonly string[];
  operations: readonly string[];
  prefer: PreferenceView;
}

/** Whether all of some scopes are chosen, none, or a part. */
export type Share = "all" | "none" | "some";

/** Scopes being chosen: by hand, and by the operations that have to work. */
export class ScopeChoice {
  #chosen = $state.raw<Chosen>({ scopes: [], operations: [], prefer: "least" });
  #before = $state.raw<readonly Chosen[]>([]);
  /** What comes of the choice. */
  considered = new Loaded<ScopeChoiceView>(() => backend.considerScopes(this.#form));

  // Operations that were taken out need nothing any more, also before the backend has answered.
  #needed = $derived(this.#chosen.operations.length === 0 ? [] : (this.considered.value?.needed ?? []));
  /** What is asked for beside the two scopes of every sign-in. */
  optional: readonly string[] = $derived(unique([...this.#chosen.scopes, ...this.#needed]));
  /** All that is asked for. */
  all: readonly string[] = $derived([...ALWAYS, ...this.optional]);

  constructor(scopes: readonly string[] = []) {
    this.#chosen = { ...this.#chosen, scopes: optionalOf(scopes) };
  }

  get operations(): readonly string[] {
    return this.#chosen.operations;
  }

  get prefer(): PreferenceView {
    return this.#chosen.prefer;
  }

  get undoable(): boolean {
    return this.#before.length > 0;
  }

  has(scope: string): boolean {
    return this.all.includes(scope);
  }

  share(scopes: readonly string[]): Share {
    return shareOf(scopes, (scope) => this.has(scope));
  }

  /** Takes a scope in or out; with one that goes, the operations go that need it. */
  toggle(scope: string): void {
    this.put([scope], !this.has(scope));
  }

  /** Takes scopes in, or out. */
  put(scopes: readonly string[], on: boolean): void {
    const { scopes: now, operations } = this.#chosen;
    const given = optionalOf(scopes);
    if (on) this.#change({ scopes: unique([...now, ...given]) });
    else
      this.#change({
        scopes: this.#kept(operations, given).filter((scope) => !given.includes(scope)),
        operations: operations.filter((operation) => !given.some((scope) => this.#needs(operation, scope))),
      });
  }

  toggleOperation({ id, access }: OperationRowView): void {
    const { operations } = this.#chosen;
    if (operations.includes(id)) this.#change({ operations: operations.filter((one) => one !== id) });
    else if (access.kind !== "never") this.#change({ operations: [...operations, id] });
  }

  /** How many of some operations have to work. */
  shareOf(ids: readonly string[]): Share {
    return shareOf(ids, (id) => this.operations.includes(id));
  }

  putOperations(ids: readonly string[], on: boolean): void {
    const { operations } = this.#chosen;
    this.#change({
      operations: on ? unique([...operations, ...ids]) : operations.filter((id) => !ids.includes(id)),
    });
  }

  /** Opens operations by other scopes, where several would do. */
  use(prefer: PreferenceView): void {
    this.#change({ prefer });
  }

  /** Takes these scopes in place of all that was chosen. */
  replace(scopes: readonly string[]): void {
    this.#change({ scopes: optionalOf(scopes), operations: [] });
  }

  undo(): void {
    const before = this.#before.at(-1);
    if (!before) return;
    this.#before = this.#before.slice(0, -1);
    this.#chosen = before;
    void this.considered.load();
  }

  get #form() {
    const { scopes, operations, prefer } = this.#chosen;
    return { scopes: [...scopes], operations: [...operations], prefer };
  }

  #needs(operation: string, scope: string): boolean {
    const row = this.considered.value?.scopes.find((one) => one.row.scope === scope);
    return row?.neededBy.includes(operation) ?? false;
  }

  /** What stays by hand: operations that go take nothing along but what is taken out. */
  #kept(operations: readonly string[], given: readonly string[]): readonly string[] {
    const goes = operations.some((operation) => given.some((scope) => this.#needs(operation, scope)));
    return goes ? this.optional : this.#chosen.scopes;
  }

  #change(change: Partial<Chosen>): void {
    this.#before = [...this.#before.slice(-49), this.#chosen];
    this.#chosen = { ...this.#chosen, ...change };
    void this.considered.load();
  }
}

function shareOf(list: readonly string[], has: (one: string) => boolean): Share {
  const chosen = list.filter(has).length;
  return chosen === 0 ? "none" : chosen === list.length ? "all" : "some";
}
