import type { GrantSubject } from "../../state/views";

/** What a grant can be compared with. */
export interface Other {
  value: string;
  text: string;
  subject: GrantSubject;
}

/** The other accounts, and the earlier grants of this one: the first of `earlier` is what it has now. */
export function othersFor(
  accounts: readonly { id: string; text: string }[],
  account: string | undefined,
  earlier: readonly { at: number; text: string }[],
): Other[] {
  const others = accounts
    .filter((one) => one.id !== account)
    .map((one) => ({
      value: `account ${one.id}`,
      text: one.text,
      subject: { kind: "account" as const, account: one.id },
    }));
  if (account === undefined) return others;
  const before = earlier.slice(1).map((one) => ({
    value: `earlier ${one.at}`,
    text: one.text,
    subject: { kind: "earlier" as const, account, at: one.at },
  }));
  return [...before, ...others];
}
