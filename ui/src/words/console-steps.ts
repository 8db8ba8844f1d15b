import type { ConsoleStep } from "../backend/bindings";

/** A step of the set-up: one in the developer console that the person checks off, or one that Trilo sees for itself. */
export type GuideStep = ConsoleStep | "credentials" | "callbackTest" | "signIn";

/** How Trilo knows by itself that a step is done. */
export type Proof = "signedIn" | "granted" | "refreshToken" | "filledIn" | "passed";

/** A step of the set-up: what to do where, why, and what one meets without it. */
export interface GuideWords {
  title: string;
  how: readonly string[];
  why: string;
  /** Words of the page, or what happens, without it. */
  without: string;
}

export const GUIDE_WORDS: Record<GuideStep, GuideWords> = {
  create: {
    title: "Create an OAuth 2.0 integration",
    how: [
      "Open My apps in the developer console, choose Create, then OAuth 2.0 integration.",
      "Give it a name: people read it on the consent page.",
      "Choose how it gets access. Account-level: one consent covers all sites of a person. Resource-level: the person picks a site at each consent.",
    ],
    why: "Atlassian gives tokens only to an app that it knows.",
    without: "“failed to retrieve client” instead of the consent page",
  },
  permissions: {
    title: "Add the APIs of your scopes",
    how: [
      "Open Permissions. Next to each API below choose Add, then Configure, and tick its scopes.",
      "offline_access is not listed there, and needs nothing.",
    ],
    why: "An app can be granted only what was added to it. View user profile is a must: it tells whose token it is.",
    without: "“This app has requested scopes that have not been added to the app”",
  },
  callbackUrl: {
    title: "Set the callback URL",
    how: [
      "Open Authorization, choose Add or Configure beside OAuth 2.0 (3LO), paste the callback URL and save.",
      "The console takes exactly one way of writing it: host, port, path and every slash count.",
    ],
    why: "Atlassian sends its answer nowhere else.",
    without: "“redirect_uri is not registered for client”",
  },
  refreshTokens: {
    title: "Know how refresh tokens rotate",
    how: [
      "Nothing to switch on: Trilo asks for offline_access at every sign-in, and the token comes with the answer.",
      "Each refresh gives a new refresh token and ends the one before. One that rests for 90 days lapses.",
    ],
    why: "The access token is good for an hour. With the refresh token nobody has to sign in again for the next.",
    without: "no refresh token, and a new sign-in every hour",
  },
  distribution: {
    title: "Turn sharing on for others",
    how: [
      "Only where others than you sign in: open Distribution, choose Edit, then Sharing.",
      "The console asks for your name as vendor, a privacy policy and whether the app keeps personal data.",
      "For yourself alone, check it off as it is.",
    ],
    why: "An app that is not shared lets in its owner only.",
    without: "“Your site admin must authorize this app”, for everyone but you",
  },
  credentials: {
    title: "Copy client id and secret",
    how: ["Open Settings and copy client id and secret from there. Trilo seals the secret."],
    why: "With them Trilo proves to Atlassian that it asks for your app.",
    without: "Atlassian refuses the code: “access_denied”, “Unauthorized”",
  },
  callbackTest: {
    title: "Test the way back",
    how: ["Trilo sends itself what a browser would send after the consent."],
    why: "A port that is taken, or another program behind the link, shows before anybody waits for it.",
    without: "the browser says that it cannot connect, after you accepted",
  },
  signIn: {
    title: "Sign in",
    how: ["Your browser opens Atlassian’s page. Accept there, and the account appears in Trilo."],
    why: "A sign-in that worked is the proof of all the rest.",
    without: "no token",
  },
};

/** How Trilo knows that a step is done. */
export const PROOFS: Record<Proof, string> = {
  signedIn: "Trilo saw it: a sign-in has worked with this registration.",
  granted: "Trilo saw it: a sign-in was granted all of its scopes.",
  refreshToken: "Trilo saw it: a refresh token came.",
  filledIn: "Trilo sees it: both are filled in.",
  passed: "Trilo saw it: a test passed.",
};

/** What is said of a step that only Trilo can check off. */
export const CHECKS_ITSELF = "Trilo checks it off by itself.";

/** `4 of 8 done` */
export function progress(done: number, all: number): string {
  return `${done} of ${all} done`;
}
