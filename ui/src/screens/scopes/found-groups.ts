import type { ScopeChoice } from "../../state/scope-choice.svelte";
import { ALWAYS } from "../../state/scope-lists";
import type { CatalogueFind, OperationRow, ScopeRow } from "../../state/views";

/** Something that was found. */
export type FoundRow =
  | { kind: "operation"; key: string; row: OperationRow }
  | { kind: "scope"; key: string; row: ScopeRow }
  | { kind: "task"; key: string; row: CatalogueFind["tasks"][number] }
  | { kind: "api"; key: string; row: CatalogueFind["apis"][number] };

/** What was found of one kind, or of one API. */
export interface FoundGroup {
  title: string;
  /** A short fact beside the title. */
  count: string;
  rows: FoundRow[];
  /** The scopes that the group’s own box stands for. */
  scopes?: string[];
}

const OTHER = "Other scopes";

/** What the bench shows: calls before scopes, unless a scope is what was typed. */
export function benchGroups(found: CatalogueFind, empty: boolean, text: string): FoundGroup[] {
  const operations: FoundGroup = {
    title: "Operations",
    count: counted(found.operations.length, found.operationCount),
    rows: found.operations.map((row) => ({ kind: "operation", key: row.id, row })),
  };
  const tasks: FoundGroup = {
    title: "Tasks",
    count: "",
    rows: found.tasks.map((row) => ({ kind: "task", key: `task ${row.title}`, row })),
  };
  const apis: FoundGroup = {
    title: "APIs",
    count: "",
    rows: found.apis.map((row) => ({ kind: "api", key: `api ${row.name}`, row })),
  };
  const scopes = empty ? [] : byApi(found.scopes);
  const wanted = text.trim().toLocaleLowerCase();
  const named = found.readAs === "scopes" || (wanted !== "" && found.scopes[0]?.scope.startsWith(wanted));
  const order = empty
    ? [tasks, apis]
    : named
      ? [...scopes, operations, tasks, apis]
      : [tasks, operations, ...scopes, apis];
  return order.filter((group) => group.rows.length > 0);
}

/** What a form shows: what was found; before anything is typed, the usual scopes with all that were ever chosen. */
export function pickerGroups(
  found: CatalogueFind | undefined,
  empty: boolean,
  choice: ScopeChoice,
  seen: readonly string[],
): FoundGroup[] {
  if (!empty && found) {
    const operations = benchGroups({ ...found, scopes: [], tasks: [], apis: [] }, false, "");
    return [...byApi(found.scopes), ...operations];
  }
  const known = new Map((choice.considered.value?.scopes ?? []).map(({ row }) => [row.scope, row]));
  const usual = new Map((found?.scopes ?? []).map((row) => [row.scope, row]));
  const rest = [...new Set([...ALWAYS, ...seen, ...choice.optional])].filter((scope) => !usual.has(scope));
  const rows = [...rest.map((scope) => known.get(scope) ?? plainRow(scope)), ...usual.values()];
  return byApi(rows);
}

/** Scopes by the API that lists them, in the order of their first; those of every sign-in before all. */
function byApi(rows: readonly ScopeRow[]): FoundGroup[] {
  const groups = new Map<string, ScopeRow[]>();
  const always = rows.filter((row) => row.always);
  for (const row of rows.filter((one) => !one.always)) {
    const title = row.api || OTHER;
    const group = groups.get(title);
    if (group) group.push(row);
    else groups.set(title, [row]);
  }
  const apis = [...groups].map(([title, group]) => scopeGroup(title, group));
  // What the catalogue cannot place goes last.
  apis.sort((a, b) => Number(a.title === OTHER) - Number(b.title === OTHER));
  return always.length > 0
    ? [{ ...scopeGroup("Always in", always), scopes: undefined }, ...apis].map(strip)
    : apis;
}

function strip({ scopes, ...group }: FoundGroup & { scopes?: string[] | undefined }): FoundGroup {
  return scopes ? { ...group, scopes } : group;
}

function scopeGroup(title: string, rows: readonly ScopeRow[]): FoundGroup {
  return {
    title,
    count: "",
    rows: rows.map((row) => ({ kind: "scope", key: row.scope, row })),
    scopes: rows.map((row) => row.scope),
  };
}

/** A scope of which nothing is known yet. */
function plainRow(scope: string): ScopeRow {
  return {
    scope,
    api: "",
    summary: "",
    kind: "general",
    risk: "read",
    known: true,
    always: ALWAYS.includes(scope),
    local: false,
  };
}

function counted(shown: number, all: number): string {
  return shown < all ? `${shown} of ${all}` : `${all} found`;
}
