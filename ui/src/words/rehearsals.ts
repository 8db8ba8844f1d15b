import type { Rehearsal } from "../backend/bindings";

/** What brings a failure about, and where it shows. */
export type Provoking = "signIn" | "page" | "renew";

export interface RehearsalWords {
  title: string;
  /** What happens, and when it does in life. */
  about: string;
  provoking: Provoking;
}

export const REHEARSALS: Record<Rehearsal, RehearsalWords> = {
  scopesNotAdded: {
    title: "Scopes missing in the console",
    about: "The app asks for scopes that were never added on the console’s Permissions page.",
    provoking: "page",
  },
  callbackNotRegistered: {
    title: "Callback URL not registered",
    about:
      "The console has another callback URL than the one that is sent. They are compared character by character.",
    provoking: "page",
  },
  notShared: {
    title: "App not shared",
    about: "Sharing is off, and somebody other than the app’s owner signs in.",
    provoking: "page",
  },
  sitesBlockApps: {
    title: "Sites block user-installed apps",
    about: "The sites’ admins let nobody install apps by consenting to them.",
    provoking: "page",
  },
  pageFails: {
    title: "Atlassian’s page fails",
    about: "The authorization server answers 503 before anybody sees a consent page.",
    provoking: "page",
  },
  secretReplaced: {
    title: "Client secret replaced",
    about: "Somebody made a new secret in the console, and the registration still has the old one.",
    provoking: "signIn",
  },
  codeExpired: {
    title: "Code used or too old",
    about: "The browser came back with a code that is no longer good.",
    provoking: "signIn",
  },
  tokenEndpointFails: {
    title: "Token endpoint fails",
    about: "The exchange of the code is answered with 503.",
    provoking: "signIn",
  },
  tokenRateLimited: {
    title: "Token endpoint rate-limited",
    about: "The token endpoint answers 429 and asks to wait half a minute.",
    provoking: "signIn",
  },
  proxyAnswers: {
    title: "A proxy answers with a page",
    about: "Something on the way answers 403 with a page of its own instead of letting the request through.",
    provoking: "signIn",
  },
  proxyAsks: {
    title: "A proxy asks for credentials",
    about: "The network’s proxy answers 407 and wants to know who you are.",
    provoking: "signIn",
  },
  portalRedirects: {
    title: "A captive portal leads elsewhere",
    about: "A hotel’s or train’s network redirects every request to its own sign-in page.",
    provoking: "signIn",
  },
  connectionCut: {
    title: "Connection cut",
    about: "The connection to the token endpoint is closed without an answer.",
    provoking: "signIn",
  },
  answerCut: {
    title: "Answer breaks off",
    about: "The token endpoint’s answer ends in the middle.",
    provoking: "signIn",
  },
  answerNotJson: {
    title: "Answer is not JSON",
    about: "The answer says 200 and is a line of words.",
    provoking: "signIn",
  },
  answerEmpty: {
    title: "Answer is empty",
    about: "The answer says 200 and there is nothing in it.",
    provoking: "signIn",
  },
  answerLate: {
    title: "Answer too late",
    about: "The token endpoint takes longer than Trilo waits: half a minute.",
    provoking: "signIn",
  },
  noRefreshToken: {
    title: "No refresh token",
    about: "The sign-in works, and the answer has nothing to renew with. It shows at the next renewal.",
    provoking: "signIn",
  },
  profileRefused: {
    title: "Profile refused",
    about: "The sign-in works, and /me refuses the token’s scopes. The account shows what is missing.",
    provoking: "signIn",
  },
  sitesFail: {
    title: "List of sites fails",
    about: "The sign-in works, and accessible-resources answers 503. The account shows what is missing.",
    provoking: "signIn",
  },
  grantWithdrawn: {
    title: "Grant withdrawn",
    about: "The person removed the app on the connected apps page, or another program renewed first.",
    provoking: "renew",
  },
  refreshTokenUnknown: {
    title: "Refresh token unknown",
    about: "The same, in the words of Atlassian’s documentation: invalid_grant.",
    provoking: "renew",
  },
  passwordChanged: {
    title: "Password changed",
    about: "A new password ends every refresh token of that person. Everybody in the sandbox signs in again.",
    provoking: "renew",
  },
  renewalLost: {
    title: "New tokens lost on their way",
    about: "Atlassian replaces the pair, and the answer never arrives.",
    provoking: "renew",
  },
  renewalProxyAnswers: {
    title: "A proxy answers a renewal",
    about: "Something on the way answers 403 with a page. The token is kept.",
    provoking: "renew",
  },
  renewalFails: {
    title: "Renewal fails at Atlassian",
    about: "The token endpoint answers 503. The token is kept and asked for again later.",
    provoking: "renew",
  },
};

export const PROVOKING: Record<Provoking, { group: string; todo: string; after: string }> = {
  page: {
    group: "On Atlassian’s page",
    todo: "Sign in to the sandbox, and read what its page says.",
    after:
      "Such an error stays in the browser: Trilo hears nothing of it and waits. Copy the page’s words or its address and have them explained here.",
  },
  signIn: {
    group: "After the browser came back",
    todo: "Sign in to the sandbox, and accept in the browser.",
    after: "What comes of it is explained below.",
  },
  renew: {
    group: "At a renewal",
    todo: "Renew the token of an account of the sandbox.",
    after: "What comes of it is explained below.",
  },
};
