import type { Group } from "../../components/list-layout";
import { registrationLine } from "../../words/names";
import type { AccountSummary, SignIn } from "../../state/views";

export type Row = { kind: "account"; account: AccountSummary } | { kind: "signIn"; signIn: SignIn };

/** Sign-ins on top, then the accounts by registration and environment, each filtered. */
export function accountGroups(
  signIns: readonly SignIn[],
  accounts: readonly AccountSummary[],
  filter: string,
): Group<Row>[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const groups = new Map<string, Row[]>();
  const add = (title: string, row: Row) => {
    const rows = groups.get(title);
    if (rows) rows.push(row);
    else groups.set(title, [row]);
  };
  for (const signIn of signIns)
    if (signIn.registrationName.toLocaleLowerCase().includes(wanted))
      add("Signing in", { kind: "signIn", signIn });
  for (const account of accounts)
    if (searched(account).includes(wanted))
      add(registrationLine(account.registrationName, account.environment), { kind: "account", account });
  return [...groups].map(([title, rows]) => ({ title, rows }));
}

export function rowKey(row: Row): string {
  return row.kind === "account" ? row.account.id : row.signIn.id;
}

export function rowText(row: Row): string {
  return row.kind === "account" ? row.account.name : row.signIn.registrationName;
}

/** What was made of each account, which a new list replaces and never changes. */
const SEARCHED = new WeakMap<AccountSummary, string>();

function searched(account: AccountSummary): string {
  let text = SEARCHED.get(account);
  if (text === undefined) {
    text = searchText(account);
    SEARCHED.set(account, text);
  }
  return text;
}

function searchText(account: AccountSummary): string {
  return [
    account.name,
    account.label,
    account.email,
    account.registrationName,
    account.environment,
    ...account.siteNames,
  ]
    .join("\n")
    .toLocaleLowerCase();
}
