import type { Group } from "../../components/list-layout";
import type { Rehearsal } from "../../state/views";
import { PROVOKING, REHEARSALS, type Provoking } from "../../words/rehearsals";

const ORDER: readonly Provoking[] = ["page", "signIn", "renew"];

/** The failures by where they show, filtered. */
export function rehearsalGroups(filter: string): Group<Rehearsal>[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const all = Object.keys(REHEARSALS) as Rehearsal[];
  const matching = all.filter((one) =>
    `${REHEARSALS[one].title}\n${REHEARSALS[one].about}`.toLocaleLowerCase().includes(wanted),
  );
  return ORDER.map((provoking) => ({
    title: PROVOKING[provoking].group,
    rows: matching.filter((one) => REHEARSALS[one].provoking === provoking),
  })).filter((group) => group.rows.length > 0);
}
