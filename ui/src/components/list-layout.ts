/** Where the rows of a grouped list lie, so that only those in view are drawn. */

export const ROW = 54;
export const HEADER = 34;
const GAP = 8;
const OVERSCAN = 8;

export interface Group<T> {
  title: string;
  rows: readonly T[];
}

export interface PlacedRow<T> {
  row: T;
  /** Position among all rows of the list, from 0. */
  index: number;
  /** Pixels from the top of its group. */
  top: number;
}

export interface PlacedGroup<T> {
  title: string;
  top: number;
  height: number;
  rows: PlacedRow<T>[];
}

export interface Layout<T> {
  height: number;
  groups: PlacedGroup<T>[];
}

/** Places every row of every group one below the other. */
export function place<T>(groups: readonly Group<T>[]): Layout<T> {
  let top = 0;
  let index = 0;
  const placed = groups.map((group) => {
    const rows = group.rows.map((row, at) => ({ row, index: index + at, top: HEADER + at * ROW }));
    const result = { title: group.title, top, height: HEADER + group.rows.length * ROW, rows };
    index += group.rows.length;
    top += result.height + GAP;
    return result;
  });
  return { height: Math.max(0, top - GAP), groups: placed };
}

/** What has to be drawn for a window of `height` pixels at `scrolled`, with the active row in any case. */
export function inView<T>(
  layout: Layout<T>,
  scrolled: number,
  height: number,
  active: number,
): PlacedGroup<T>[] {
  const from = scrolled - OVERSCAN * ROW;
  const to = scrolled + (height || 60 * ROW) + OVERSCAN * ROW;
  return layout.groups
    .map((group) => ({
      ...group,
      rows: group.rows.filter(({ index, top }) => {
        const at = group.top + top;
        return index === active || (at + ROW > from && at < to);
      }),
    }))
    .filter((group) => group.rows.length > 0 || (group.top + group.height > from && group.top < to));
}

/** How far to scroll so that a row is wholly seen; `null` when it is. */
export function scrollTo<T>(
  layout: Layout<T>,
  index: number,
  scrolled: number,
  height: number,
): number | null {
  for (const group of layout.groups) {
    const row = group.rows.find((placed) => placed.index === index);
    if (!row) continue;
    const top = group.top + row.top;
    const first = group.rows[0]?.index === index;
    if (top - (first ? HEADER : 0) < scrolled) return Math.max(0, top - HEADER);
    if (top + ROW > scrolled + height) return top + ROW - height;
    return null;
  }
  return null;
}
