import type { AccountSummary } from "../../state/views";
import { registrationLine } from "../../words/names";

/** Something that the palette can find: an account, a section, or an action. */
export interface Entry {
  id: string;
  kind: "account" | "section" | "action";
  title: string;
  detail: string;
  /** The account behind it. */
  account?: AccountSummary;
  /** All that it is found by, in lower case. */
  text: string;
  run: () => void;
}

/** What the palette calls each kind. */
export const KINDS: Record<Entry["kind"], string> = {
  account: "Account",
  section: "Section",
  action: "Action",
};

export function accountEntry(account: AccountSummary, run: () => void): Entry {
  const registration = registrationLine(account.registrationName, account.environment);
  return {
    id: `account ${account.id}`,
    kind: "account",
    title: account.name,
    detail: [account.label, account.email, registration].filter(Boolean).join(" · "),
    account,
    text: [account.name, account.label, account.email, registration, ...account.siteNames]
      .join("\n")
      .toLocaleLowerCase(),
    run,
  };
}

export function plainEntry(
  kind: "section" | "action",
  title: string,
  detail: string,
  run: () => void,
): Entry {
  return { id: `${kind} ${title}`, kind, title, detail, text: title.toLocaleLowerCase(), run };
}

/** Those in which every word is found: titles that begin with the query first, then words that do, then the rest. */
export function found(entries: readonly Entry[], query: string): Entry[] {
  const wanted = query.trim().toLocaleLowerCase();
  if (wanted === "") return [...entries];
  const words = wanted.split(/\s+/);
  const ranks: [Entry[], Entry[], Entry[]] = [[], [], []];
  for (const entry of entries)
    if (words.every((word) => entry.text.includes(word))) ranks[rank(entry.text, wanted, words)].push(entry);
  return ranks.flat();
}

function rank(text: string, wanted: string, words: readonly string[]): 0 | 1 | 2 {
  if (text.startsWith(wanted)) return 0;
  return words.every((word) => beginsWord(text, word)) ? 1 : 2;
}

function beginsWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return at === 0 || /[\s@.·-]/.test(text[at - 1] ?? "");
}
