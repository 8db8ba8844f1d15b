import type { AccountColour, SignedOutView } from "../backend/bindings";
import type { Tone } from "./freshness";

export const COLOURS: Record<AccountColour, string> = {
  red: "Red",
  orange: "Orange",
  yellow: "Yellow",
  green: "Green",
  teal: "Teal",
  blue: "Blue",
  violet: "Violet",
  grey: "Grey",
};

/** The most characters of a label. */
export const LABEL_MOST = 60;

/** What stands beside the colour of an account: a colour alone says nothing to many. */
export function markText(account: { label: string | null; colour: AccountColour | null }): string | null {
  return account.label ?? (account.colour === null ? null : COLOURS[account.colour]);
}

/** How an account went from this computer. */
export type Departure = SignedOutView["revocation"] | "closed";

/** What is said of an account that went: what happened here, and what at Atlassian. */
export function departureWords(
  name: string,
  departure: Departure,
): { title: string; text: string; tone: Tone } {
  const title = `${name} is signed out on this computer.`;
  switch (departure) {
    case "notAsked":
      return {
        title,
        text: "Account and tokens are wiped here. The grant stays at Atlassian until you end it on the connected apps page.",
        tone: "ok",
      };
    case "answered":
      return {
        title,
        text: "Atlassian answered the request to revoke the token. It documents no effect for these apps, so end the grant on the connected apps page to be certain.",
        tone: "ok",
      };
    case "failed":
      return {
        title,
        text: "Account and tokens are wiped here, but the request to revoke the token did not succeed. End the grant on the connected apps page.",
        tone: "warn",
      };
    case "closed":
      return {
        title: `The Atlassian account of ${name} is closed.`,
        text: "Atlassian said so in answer to the report, and asks apps to erase what they keep. It was erased from this computer.",
        tone: "warn",
      };
  }
}
