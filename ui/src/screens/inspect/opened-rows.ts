import type { Group } from "../../components/list-layout";
import type { MeasuredOperation } from "../../state/views";

export type AccessKind = "allowed" | "blocked" | "deprecated" | "unknown";

export const ACCESSES: readonly { kind: AccessKind; text: string }[] = [
  { kind: "allowed", text: "Allowed" },
  { kind: "blocked", text: "Blocked" },
  { kind: "deprecated", text: "Deprecated" },
  { kind: "unknown", text: "Unknown" },
];

/** What a set of scopes lets of an operation; nothing for one that no 3LO app can call. */
export function accessOf({ row, unknown }: MeasuredOperation): AccessKind | undefined {
  if (unknown) return "unknown";
  switch (row.access.kind) {
    case "covered":
      return row.state === "deprecated" ? "deprecated" : "allowed";
    case "missing":
      return "blocked";
    case "never":
      return undefined;
  }
}

export function shares(all: readonly MeasuredOperation[]): Record<AccessKind, number> {
  const totals = { allowed: 0, blocked: 0, deprecated: 0, unknown: 0 };
  for (const one of all) {
    const kind = accessOf(one);
    if (kind) totals[kind]++;
  }
  return totals;
}

/** The operations of a kind in which every word is found, by product. */
export function grouped(
  all: readonly MeasuredOperation[],
  kind: AccessKind,
  text: string,
): Group<MeasuredOperation>[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const products = new Map<string, MeasuredOperation[]>();
  for (const one of all) {
    if (accessOf(one) !== kind) continue;
    const missing = one.row.access.kind === "missing" ? one.row.access.scopes.join(" ") : "";
    const said = `${one.row.method} ${one.row.path} ${one.row.title} ${missing}`.toLowerCase();
    if (!words.every((word) => said.includes(word))) continue;
    const rows = products.get(one.row.product) ?? [];
    rows.push(one);
    products.set(one.row.product, rows);
  }
  return [...products].map(([title, rows]) => ({ title: `${title} · ${rows.length}`, rows }));
}
