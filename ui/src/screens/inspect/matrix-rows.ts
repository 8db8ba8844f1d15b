import type { Grant, GrantRow } from "../../state/views";
import { CELLS } from "../../words/inspect";

export type Show = "all" | "lacking" | "extra" | "granted";
export type Sort = "api" | "name" | "opens" | "trouble";

export interface MatrixGroup {
  /** Empty where rows stand in an order of their own. */
  title: string;
  rows: GrantRow[];
}

/** The places of the columns before the sites. */
const ANSWER = 2;
const CLAIM = 3;

export function lacks(row: GrantRow): boolean {
  return row.cells.some((cell) => cell === "missing" || cell === "otherSites" || cell === "noProduct");
}

export function isExtra(row: GrantRow): boolean {
  return row.cells.includes("extra");
}

function isCarried(row: GrantRow): boolean {
  const claim = row.cells[CLAIM];
  const cell = claim === "unknown" ? row.cells[ANSWER] : claim;
  return cell === "granted" || cell === "extra";
}

const SHOWN: Record<Show, (row: GrantRow) => boolean> = {
  all: () => true,
  lacking: lacks,
  extra: isExtra,
  granted: isCarried,
};

/** The rows that are wanted, in the order that is wanted. */
export function chosen(view: Grant, text: string, show: Show, sort: Sort): MatrixGroup[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (row: GrantRow) => {
    const said = `${row.scope} ${row.api}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
  const rows = view.rows.filter((row) => SHOWN[show](row) && matches(row));
  switch (sort) {
    case "api":
      return byApi(rows);
    case "name":
      return one(rows.toSorted((a, b) => a.scope.localeCompare(b.scope)));
    case "opens":
      return one(rows.toSorted((a, b) => b.operations - a.operations));
    case "trouble":
      return one(rows.toSorted((a, b) => trouble(b) - trouble(a)));
  }
}

function trouble(row: GrantRow): number {
  return (
    row.cells.filter((cell) => cell === "missing").length * 100 +
    (lacks(row) ? 10 : 0) +
    (isExtra(row) ? 1 : 0)
  );
}

function one(rows: GrantRow[]): MatrixGroup[] {
  return rows.length > 0 ? [{ title: "", rows }] : [];
}

function byApi(rows: GrantRow[]): MatrixGroup[] {
  const groups: MatrixGroup[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.title === row.api) last.rows.push(row);
    else groups.push({ title: row.api, rows: [row] });
  }
  return groups;
}

/** The rows as tab-separated text, which spreadsheets and tickets take; nothing in it begins a formula. */
export function asTable(view: Grant, rows: readonly GrantRow[]): string {
  const head = ["Scope", "API", ...view.columns.map((column) => plain(column.name))];
  const lines = rows.map((row) => [row.scope, row.api, ...row.cells.map((cell) => CELLS[cell])]);
  return [head, ...lines].map((cells) => cells.join("\t")).join("\n");
}

function plain(text: string): string {
  const flat = text.replace(/[\t\r\n]/g, " ");
  return /^[=+\-@|]/.test(flat) ? `'${flat}` : flat;
}
