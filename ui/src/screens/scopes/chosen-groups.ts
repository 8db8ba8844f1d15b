import type { ScopeChoice } from "../../state/scope-choice.svelte";
import type { ChosenScope } from "../../state/views";

/** The chosen scopes of one API, or those of every sign-in. */
export interface ChosenGroup {
  title: string;
  scopes: ChosenScope[];
}

/** What is chosen by API; what was taken out meanwhile is gone before the backend has answered. */
export function chosenGroups(scopes: readonly ChosenScope[], choice: ScopeChoice): ChosenGroup[] {
  const groups = new Map<string, ChosenScope[]>();
  for (const one of scopes.filter(({ row }) => choice.has(row.scope))) {
    const title = one.row.always ? "Always in" : one.row.api || "Other scopes";
    const group = groups.get(title);
    if (group) group.push(one);
    else groups.set(title, [one]);
  }
  return [...groups].map(([title, rows]) => ({ title, scopes: rows }));
}
