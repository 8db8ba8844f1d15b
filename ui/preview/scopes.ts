import type {
  AccessView,
  ApiView,
  CatalogueFindView,
  CatalogueSearchForm,
  OpenedOperationsForm,
  OperationPageView,
  OperationRowView,
  ReadAsView,
  ScopeChoiceForm,
  ScopeChoiceView,
  ScopePageView,
  ScopeRowView,
} from "../src/backend/bindings";
import type { Answers, World } from "./backend";
import { localTables, NEEDS, presets, tables, tasks } from "./fixture-scopes";

const ALWAYS = ["offline_access", "read:me"];

/** What the mocked backend answers about scopes: the rules of the real one in small. */
export function scopeAnswers(state: World): Answers {
  return {
    search_catalogue: ({ form }: { form: CatalogueSearchForm }) => search(state, form),
    consider_scopes: ({ form }: { form: ScopeChoiceForm }) => consider(state, form),
    opened_operations: ({ form }: { form: OpenedOperationsForm }) => opened(state, form),
    scope_page: ({ scope, scopes }: { scope: string; scopes: string[] }) => scopePage(state, scope, scopes),
    operation_page: ({ operation, scopes }: { operation: string; scopes: string[] }) =>
      operationPage(state, operation, scopes),
    list_presets: () => presets(),
    catalogue_tables: () => state.tables,
    load_catalogue_tables: () =>
      (state.tables = { ...state.tables, scopes: state.tables.scopes + 2, local: localTables() }),
    remove_catalogue_tables: () => (state.tables = tables()),
    open_documentation: () => null,
  };
}

function row(state: World, scope: string): ScopeRowView {
  return (
    state.scopes.find((one) => one.scope === scope) ?? {
      scope,
      api: "",
      summary: "",
      kind: "granular",
      risk: "unknown",
      known: false,
      always: false,
      local: false,
    }
  );
}

function access(id: string, scopes: readonly string[]): AccessView {
  const sets = (NEEDS[id] ?? [[], []]).filter((set) => set.length > 0);
  if (sets.length === 0) return { kind: "never" };
  const missing = sets.map((set) => set.filter((scope) => !scopes.includes(scope)));
  const least = missing.reduce((best, one) => (one.length < best.length ? one : best));
  return least.length === 0 ? { kind: "covered" } : { kind: "missing", scopes: least };
}

function measured(state: World, scopes: readonly string[]): OperationRowView[] {
  return state.operations.map((one) => ({ ...one, access: access(one.id, scopes) }));
}

function search(state: World, { text, scopes, limit }: CatalogueSearchForm): CatalogueFindView {
  const wanted = text.trim().toLocaleLowerCase();
  const operations = measured(state, scopes);
  const named = wanted.split(/[\s,;+]+/).filter((part) => /^[a-z-]+:[\w.:-]+$/.test(part));
  const called = operations.filter((one) => text.includes(one.path.split("{")[0] ?? one.path));
  const answer = (readAs: ReadAsView, found: OperationRowView[], rows: ScopeRowView[]) => ({
    readAs,
    operations: found.slice(0, limit),
    operationCount: found.length,
    scopes: rows.slice(0, limit),
    scopeCount: rows.length,
    tasks: readAs === "words" ? tasks().filter((one) => one.title.toLocaleLowerCase().includes(wanted)) : [],
    apis:
      readAs === "words" ? apis(state).filter((one) => one.name.toLocaleLowerCase().includes(wanted)) : [],
  });
  if (wanted.includes("\n") && called.length > 0) return answer("source", called, []);
  if (named.length > 1)
    return answer(
      "scopes",
      [],
      named.map((scope) => row(state, scope)),
    );
  if (/^(curl|https:)/.test(wanted)) return answer("call", called.slice(0, 1), []);
  const fits = (...texts: string[]) =>
    wanted.split(/\s+/).every((word) => texts.join(" ").toLocaleLowerCase().includes(word));
  const rows = state.scopes.filter(
    (one) =>
      (wanted !== "" || (one.kind !== "granular" && !one.always)) && fits(one.scope, one.api, one.summary),
  );
  const unknown = rows.length === 0 && named.length === 1 ? named.map((scope) => row(state, scope)) : [];
  const found = wanted === "" ? [] : operations.filter((one) => fits(one.method, one.path, one.title));
  return answer("words", found, [...rows, ...unknown]);
}

function apis(state: World): ApiView[] {
  const names = [...new Set(state.scopes.map((one) => one.api).filter(Boolean))];
  return names.map((name) => ({
    name,
    scopes: state.scopes.filter((one) => one.api === name).map((one) => one.scope),
    operations: state.operations.filter((one) => one.product === name.split(" ")[0]).length,
  }));
}

function consider(state: World, { scopes, operations, prefer }: ScopeChoiceForm): ScopeChoiceView {
  const needs = (kind: ScopeChoiceForm["prefer"]) => {
    const sets = operations.map((id) => {
      const [classic = [], granular = []] = NEEDS[id] ?? [];
      const first = kind === "granular" ? granular : classic;
      return first.length > 0 ? first : [...classic, ...granular];
    });
    return [...new Set(sets.flat())];
  };
  const now = needs(prefer);
  const needed = now.filter((scope) => !scopes.includes(scope));
  const all = [...ALWAYS, ...scopes, ...needed];
  const rows = measured(state, all);
  const open = rows.filter((one) => one.access.kind === "covered");
  const unknown = all.filter((scope) => !row(state, scope).known);
  const places = [...new Set(all.map((scope) => row(state, scope).api))].filter((api) => api !== "");
  return {
    needed,
    scopes: all.map((scope) => ({
      row: row(state, scope),
      neededBy: operations.filter((id) => NEEDS[id]?.flat().includes(scope)),
      opens: 1,
    })),
    operations: rows.filter((one) => operations.includes(one.id)),
    unlocked: open.length,
    deprecated: open.filter((one) => one.state === "deprecated").length,
    blocked: rows.length - open.length,
    console: places.map((api) => ({ api, scopes: all.filter((scope) => row(state, scope).api === api) })),
    consent: all.map((scope) => row(state, scope).summary || scope),
    advice: [
      ...(all.length > 50
        ? [{ kind: "tooMany" as const, scopes: [], count: all.length, similar: null }]
        : []),
      ...(unknown.length > 0
        ? [{ kind: "unknown" as const, scopes: unknown, count: unknown.length, similar: null }]
        : []),
    ],
    others: (["least", "granular"] as const)
      .filter((one) => one !== prefer && operations.length > 0)
      .map((one) => {
        const then = needs(one);
        return {
          prefer: one,
          count: ALWAYS.length + scopes.length + then.length,
          added: then.filter((scope) => !now.includes(scope)),
          removed: now.filter((scope) => !then.includes(scope)),
        };
      })
      .filter((change) => change.added.length > 0),
  };
}

function opened(state: World, { scopes, which, limit }: OpenedOperationsForm): OperationRowView[] {
  const rows = measured(state, scopes);
  const open = rows.filter((one) => one.access.kind === "covered");
  const wanted = {
    unlocked: open,
    blocked: rows.filter((one) => one.access.kind === "missing"),
    deprecated: open.filter((one) => one.state === "deprecated"),
  };
  return wanted[which].slice(0, limit);
}

function scopePage(state: World, scope: string, scopes: string[]): ScopePageView {
  const operations = measured(state, scopes).filter((one) => NEEDS[one.id]?.flat().includes(scope));
  return {
    row: row(state, scope),
    operations,
    operationCount: operations.length,
    evidence: row(state, scope).known ? "operations" : "unknown",
  };
}

function operationPage(state: World, id: string, scopes: string[]): OperationPageView {
  const [found = state.operations[0]] = measured(state, scopes).filter((one) => one.id === id);
  if (!found) throw new Error(`no operation ${id}`);
  const [classic = [], granular = []] = NEEDS[id] ?? [];
  const ways = [
    { kind: "classic" as const, scopes: classic.map((scope) => row(state, scope)) },
    { kind: "granular" as const, scopes: granular.map((scope) => row(state, scope)) },
  ];
  return {
    row: found,
    operationId: "getIssue",
    group: "Issues",
    base: "https://api.atlassian.com/ex/jira/{cloudid}",
    ways: ways.filter((way) => way.scopes.length > 0),
  };
}
