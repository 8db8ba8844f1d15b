import type { ProbeResult } from "../../state/views";

/** A result under a name of its own: a suite may make the same call twice. */
export interface ProbeRow {
  key: string;
  result: ProbeResult;
}

export function probeRows(results: readonly ProbeResult[]): ProbeRow[] {
  const seen = new Map<string, number>();
  return results.map((result) => {
    const call = `${result.site} ${result.path} ${result.name}`;
    const times = (seen.get(call) ?? 0) + 1;
    seen.set(call, times);
    return { key: `${call} ${times}`, result };
  });
}

/** The rows by site, in each the surprises first and what was not made last. */
export function bySite(rows: readonly ProbeRow[]): { title: string; rows: ProbeRow[] }[] {
  const rank = ({ result }: ProbeRow) =>
    result.asExpected === false ? 0 : result.asExpected === null ? 2 : 1;
  const ranked = rows.toSorted((a, b) => rank(a) - rank(b));
  const sites = [...new Set(ranked.map((row) => row.result.site))];
  return sites.map((site) => ({
    title: site ?? "The account itself",
    rows: ranked.filter((row) => row.result.site === site),
  }));
}
