import { capital } from "./capital";
import type { ErrorWords, Facts } from "./errors";

const host = (facts: Facts) => facts.host ?? "the server";

/** Errors of a callback: an answer that reached Trilo and cannot be used. */
export const CALLBACKS = {
  callbackUnusable: {
    title: "No way back is known for this callback URL",
    why: "It is neither a link with Trilo’s scheme, nor an address on this computer, nor a web address to paste from.",
    todo: [["you", "Choose another callback URL in the registration."]],
  },
  callbackUnreadable: {
    title: "That is not an address",
    why: "The text is neither a whole address nor the part after its question mark.",
    todo: [["you", "Click into the browser’s address bar, select all, copy, and paste it here."]],
  },
  callbackWrongPlace: {
    title: "The answer came to another address",
    why: (facts) =>
      facts.expected && facts.received
        ? `This sign-in expects ${facts.expected}, and the answer names ${facts.received}.`
        : "It is not the callback URL that this sign-in sent out.",
    todo: [
      ["you", "Paste the address that the browser shows after you accept, from the tab of this sign-in."],
    ],
  },
  callbackRepeatedParameter: {
    title: (facts) => `The answer has ${facts.parameter ? `“${facts.parameter}”` : "a parameter"} twice`,
    why: "An answer like that cannot be trusted, because it can be read in two ways.",
    todo: [["you", "Start again, and paste the address exactly as the browser shows it."]],
  },
  callbackIncomplete: {
    title: "The answer is incomplete",
    why: "It has no state, or neither a code nor an error. Perhaps it was cut when it was copied, or you have not accepted yet.",
    todo: [["you", "Accept on Atlassian’s page first, then copy the whole address."]],
  },
  callbackUnmatched: {
    title: "The answer belongs to no sign-in under way",
    why: "Its state is none that this Trilo made. It may come from an old tab, from another program, or from a forged link.",
    todo: [["you", "Use the tab that this sign-in opened. Nothing was changed."]],
  },
  callbackReplayed: {
    title: "This answer was used before",
    why: "An answer works once. Reloading the page or pasting it again does not make another.",
    todo: [["you", "Start a new sign-in."]],
  },
  callbackLate: {
    title: "The answer came too late",
    why: "Its sign-in had ended when it arrived, so it was not used.",
    todo: [["you", "Start again; the same choices are kept."]],
  },
  signInTimedOut: {
    title: "No answer came back from the browser",
    why: "Most mistakes in a registration are shown on Atlassian’s page only and never reach Trilo.",
    todo: [["you", "Look at what the browser shows and find it in the list below, then try again."]],
  },
} satisfies Record<string, ErrorWords>;

/** Errors that Atlassian’s servers answered with. */
export const ATLASSIAN = {
  authorizationRefused: {
    title: "Atlassian refused the authorization",
    why: "The browser came back with an error instead of a code.",
    todo: [
      ["you", "Try again. If the same answer comes back, send it to the app’s owner."],
      ["appOwner", "Compare client id, callback URL and scopes with the developer console."],
    ],
  },
  clientRejected: {
    title: "Atlassian did not accept the client id or secret",
    why: "The secret is missing, mistyped or was replaced in the developer console.",
    todo: [
      ["you", "Enter the current secret in the registration and sign in again."],
      ["appOwner", "Find it in the developer console under Settings, Authentication details."],
    ],
  },
  codeRejected: {
    title: "Atlassian did not accept the code",
    why: "A code works once and for a few minutes. It was late, used before, or made for another callback URL.",
    todo: [["you", "Sign in again and accept without a long pause."]],
  },
  refreshTokenDead: {
    title: "The refresh token is no longer accepted",
    why: "It was replaced by another program that uses the same app, the consent was withdrawn, the password changed, or it lay unused for 90 days.",
    todo: [
      ["you", "Sign in again. Profile and history stay."],
      ["appOwner", "Give each program an app of its own if this comes back."],
    ],
  },
  refreshTokenMissing: {
    title: "There is no refresh token to renew with",
    why: "Atlassian sends one only when offline_access was granted.",
    todo: [["you", "Sign in again."]],
  },
  refreshBusy: {
    title: "Another Trilo is renewing this account",
    why: "It holds the account’s lock and has not finished. Two renewals at once would spend the same refresh token twice.",
    todo: [["you", "Wait a moment and refresh again. If it lasts, end the other Trilo."]],
  },
  tokenEndpointRefused: {
    title: "Atlassian refused to issue a token",
    why: "The answer is none that is known to mean a dead refresh token or a wrong secret, so what is kept stays.",
    todo: [
      ["you", "Try again in a few minutes."],
      ["appOwner", "Look the answer up if it stays."],
    ],
  },
  accessTokenRejected: {
    title: "Atlassian did not accept the access token",
    why: "It was withdrawn before its time, or the consent was.",
    todo: [["you", "Refresh. If that fails, sign in again."]],
  },
  profileRefused: {
    title: "Atlassian does not show the profile to this app",
    why: "The grant does not include read:me, or the User identity API is not added to the app.",
    todo: [
      ["appOwner", "In the developer console, add the User identity API and its “View user profile” scope."],
      ["you", "Sign in again afterwards, so that Atlassian asks for the consent."],
    ],
  },
} satisfies Record<string, ErrorWords>;

/** Errors between this computer and the servers. */
export const NETWORK = {
  unreachable: {
    title: (facts) => `Nothing answers at ${host(facts)}`,
    why: "The name was not found, the connection was refused, or it broke off before the answer was complete. Tokens are kept.",
    todo: [["you", "Check the network, the VPN and the proxy, then try again."]],
  },
  timedOut: {
    title: (facts) => `${capital(host(facts))} did not answer in time`,
    why: "The network is slow, or a firewall drops the connection silently. Tokens are kept.",
    todo: [["you", "Try again; if it stays, ask whether a proxy has to be used."]],
  },
  tlsFailed: {
    title: (facts) => `No secure connection to ${host(facts)}`,
    why: "The certificate is not trusted on this computer. A proxy that inspects traffic does that.",
    todo: [["you", "Have the proxy’s certificate installed in the system’s trust store, then try again."]],
  },
  proxyAnswered: {
    title: "Your proxy answered instead of Atlassian",
    why: (facts) =>
      `The answer${facts.status ? ` (${facts.status})` : ""} from ${host(facts)} does not have Atlassian’s shape. It says nothing about your tokens, so they are kept.`,
    todo: [["you", "Sign in to the proxy or VPN, then try again."]],
  },
  rateLimited: {
    title: "Too many requests",
    why: "Atlassian counts requests for all users of an app together and asks to wait.",
    todo: [
      [
        "you",
        (facts) =>
          facts.retryAfter
            ? `Try again in ${facts.retryAfter} seconds.`
            : "Wait a few minutes, then try again.",
      ],
    ],
  },
  serverFailed: {
    title: (facts) => `Atlassian’s server failed${facts.status ? ` (${facts.status})` : ""}`,
    why: "The fault is on the server’s side. Tokens are kept.",
    todo: [["you", "Try again in a few minutes."]],
  },
  answerUnreadable: {
    title: "The answer cannot be read",
    why: (facts) => `${facts.what ? capital(facts.what) : "It"} does not have the documented shape.`,
    todo: [
      ["you", "Try again. If it stays, look whether something between here and Atlassian changes answers."],
    ],
  },
} satisfies Record<string, ErrorWords>;
