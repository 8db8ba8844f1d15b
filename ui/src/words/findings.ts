import type { FindingKind, FixView, Severity } from "../backend/bindings";
import { ENVIRONMENTS } from "./names";

/** What was found, and what to do about it. */
export interface FindingWords {
  title: (subject: string) => string;
  todo: string;
}

/** How much each severity matters, in a word that a reader says before the finding. */
export const SEVERITIES: Record<Severity, string> = {
  error: "Error",
  warning: "Warning",
  hint: "Hint",
};

export const FINDINGS: Record<FindingKind, FindingWords> = {
  callbackNotHttps: {
    title: (url) => `${named(url, "A callback URL")} sends the code unencrypted over the network`,
    todo: "Use https, or an address on this computer.",
  },
  callbackTrailingSlash: {
    title: (url) => `${named(url, "A callback URL")} ends in a slash`,
    todo: "Atlassian compares every character. Look whether the developer console has the slash too.",
  },
  callbackLocalhostOrAddress: {
    title: (url) => `${named(url, "A callback URL")} may be registered in its other spelling`,
    todo: "Atlassian takes localhost and 127.0.0.1 for two addresses. Keep the one that the developer console lists.",
  },
  callbackCustomScheme: {
    title: () => "Every callback URL is a deep link",
    todo: "Whether the developer console takes a scheme of its own is not known. Add an http://localhost URL in case it does not.",
  },
  callbackUnusable: {
    title: (url) => `Trilo cannot use ${named(url, "the callback URL")}`,
    todo: "Use a trilo: link, an http address on this computer, or an https address to paste from.",
  },
  callbackMissing: {
    title: () => "There is no callback URL",
    todo: "Add the one that the developer console lists.",
  },
  tooManyScopes: {
    title: (count) => (count ? `${count} scopes are asked for` : "Many scopes are asked for"),
    todo: "Atlassian advises to stay under 50. Leave out what is not needed.",
  },
  scopeUnknown: {
    title: (scope) => `${named(scope, "A scope")} is not in Trilo’s catalogue`,
    todo: "Compare its spelling with the developer console. A scope that Atlassian does not know stops the sign-in.",
  },
  scopeMalformed: {
    title: (scope) => `${named(scope, "An entry")} cannot be a scope`,
    todo: "Remove it, or write it as the developer console does.",
  },
  scopeBreaksConsent: {
    title: (scope) => `${named(scope, "A scope")} makes Atlassian’s consent page fail`,
    todo: "Atlassian names it in its metadata and does not grant it to apps. Leave it out; read:me tells who signed in.",
  },
  scopesMissing: {
    title: () => "No scope is asked for",
    todo: "Choose at least one of the scopes that the developer console lists for the app.",
  },
  mixedScopes: {
    title: (product) => `Classic and granular scopes${product ? ` of ${product}` : ""} are mixed`,
    todo: "That works, and is hard to keep in mind. Atlassian advises to use one kind for a product.",
  },
  secretMissing: {
    title: () => "The client secret is not set",
    todo: "Enter it, or say where it comes from. Atlassian asks for it when a code is exchanged and when a token is renewed.",
  },
  secretUnconfirmed: {
    title: () => "Where the client secret comes from was set by a backup",
    todo: "Look at the source under Client secret. If you trust it, save the registration; until then Trilo does not use it.",
  },
  secretInSharedFile: {
    title: (file) => `The client secret stands in ${named(file, "an app-config that others may have")}`,
    todo: "Write a variable there instead. If others have the file, make a new secret in the developer console, then import again.",
  },
  sameClientElsewhere: {
    title: (name) =>
      `${named(name, "Another registration")} is of another environment and has the same client id`,
    todo: "A mistake in development would then touch production. Give each environment an app of its own.",
  },
  environmentDiffers: {
    title: (environment) =>
      `It follows the app-config’s ${named(environment, "other environment")} and says another one`,
    todo: "Set the environment to the one that it follows, or look whether it follows the right one.",
  },
  callbackOfProduction: {
    title: (url) => `${named(url, "A callback URL")} is that of an app in production`,
    todo: "Answers of this app would go to production. Use a callback URL of its own.",
  },
  sharingUnknown: {
    title: () => "Only the app’s owner may be able to sign in",
    todo: "Trilo cannot see whether sharing is on. If others get “Your site admin must authorize this app”, turn it on in the developer console under Distribution. This hint goes once two people are signed in.",
  },
  productionOnLoopback: {
    title: () => "An app in production has only callback URLs on this computer",
    todo: "Give it a callback URL of its own, or set its environment to development.",
  },
  urlTooLong: {
    title: () => "The authorization URL becomes very long",
    todo: "Some gateways cut addresses over 2,000 characters. Ask for fewer scopes.",
  },
  stateMissing: {
    title: () => "The URL has no state",
    todo: "Without it the program cannot tell its own answer from a forged one. Trilo always sends one.",
  },
  pkceMissing: {
    title: () => "The URL has no PKCE challenge by S256",
    todo: "Without it a code that is caught on the way can be used. Trilo always sends one.",
  },
  audienceMissing: {
    title: (audience) =>
      audience ? `The audience is ${audience}, not api.atlassian.com` : "The URL has no audience",
    todo: "Atlassian needs audience=api.atlassian.com. Trilo always sends it.",
  },
  promptMissing: {
    title: () => "The URL does not ask for consent",
    todo: "With prompt=consent Atlassian shows what is asked for each time. Trilo always sends it.",
  },
  responseTypeNotCode: {
    title: () => "The URL does not ask for a code",
    todo: "Atlassian supports response_type=code only. Trilo always sends it.",
  },
  clientIdMissing: {
    title: () => "The URL has no client id",
    todo: "Copy the client id from the app’s Settings page in the developer console.",
  },
  offlineAccessMissing: {
    title: () => "offline_access is not asked for",
    todo: "Without it there is no refresh token. Trilo always asks for it.",
  },
  readMeMissing: {
    title: () => "read:me is not asked for",
    todo: "Without it nobody can tell whose token it is. Trilo always asks for it; the app needs the User identity API.",
  },
  parameterRepeated: {
    title: (name) => `${named(name, "A parameter")} is in the URL twice`,
    todo: "Atlassian may take either one. Copy the URL again from the developer console.",
  },
  endpointUnknown: {
    title: (address) => `${named(address, "The address")} is not Atlassian’s consent page`,
    todo: "Look whether the URL is from the developer console before you trust what it says.",
  },
};

/** What the button of a fix says. */
export function fixWords(fix: FixView): string {
  switch (fix.kind) {
    case "replaceCallback":
      return `Use ${fix.to}`;
    case "removeScope":
      return `Remove ${fix.scope}`;
    case "addScope":
      return `Add ${fix.scope}`;
    case "setEnvironment":
      return `Set to ${ENVIRONMENTS[fix.environment]}`;
  }
}

function named(subject: string, otherwise: string): string {
  return subject === "" ? otherwise : subject;
}
