import type { GrantRow } from "../../state/views";
import type { MatrixGroup } from "./matrix-rows";

/** Heights in pixels. */
export const ROW = 36;
export const GROUP = 28;

export type GridLine =
  | { kind: "group"; key: string; title: string; top: number }
  | { kind: "row"; key: string; row: GrantRow; index: number; top: number };

/** Where the lines of a grouped grid lie, so that only those in view are drawn. */
export function gridLayout(groups: readonly MatrixGroup[]) {
  const lines: GridLine[] = [];
  const rows: Extract<GridLine, { kind: "row" }>[] = [];
  let top = 0;
  for (const group of groups) {
    if (group.title !== "") {
      lines.push({ kind: "group", key: `group ${group.title}`, title: group.title, top });
      top += GROUP;
    }
    for (const row of group.rows) {
      const line = { kind: "row" as const, key: row.scope, row, index: rows.length, top };
      rows.push(line);
      lines.push(line);
      top += ROW;
    }
  }
  return { lines, rows, height: top };
}
