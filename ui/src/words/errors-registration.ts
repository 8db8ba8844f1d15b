import { capital } from "./capital";
import type { ErrorWords, Facts } from "./errors";

const config = (facts: Facts) => facts.path ?? "The app-config";

/** `app-config.yaml:12:3`, as far as it is known. */
function place({ path, line, column }: Facts): string {
  return [path ?? "The app-config", line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(":");
}

/** Where a client secret was to come from; the command's arguments are never said. */
function source({ kind, subject }: Facts): string {
  if (!subject) return "its source";
  if (kind === "environment") return `the variable ${subject}`;
  if (kind === "file") return `the file ${subject}`;
  return `the command ${subject}`;
}

const SOURCE_PROBLEMS: Record<string, string> = {
  notFound: "It does not exist.",
  unusable: "It cannot be read or started.",
  notPrivate: "Others can read the file.",
  empty: "There is nothing in it.",
  noSecret: "What it holds cannot be a client secret.",
  failed: "The command ended with an error.",
  timedOut: "The command did not end in time.",
  unconfirmed: "It came with a backup, and nobody has confirmed it on this computer.",
};

const SOURCE_ADVICE: Record<string, string> = {
  notFound:
    "Set it, or choose another source in the registration. A new variable needs a new start of Trilo.",
  notPrivate: "Make the file readable for you only, then try again.",
  failed: "Run the command in a terminal to see what it says, then try again.",
  timedOut: "Unlock the password manager first, then try again.",
  unconfirmed: "Open the registration, look at the source, and save it if you trust it.",
};

const CHECK_WHY: Record<string, string> = {
  notReached: "Trilo listens, and a request by the name in the URL arrives somewhere else or nowhere.",
  notOpened: "The system opened no program for Trilo’s link.",
  notBack: "The system took the link, and it did not come back within ten seconds.",
};

const CHECK_ADVICE: Record<string, string> = {
  notReached: "Look whether the hosts file, a firewall or another program takes what goes to this address.",
  notOpened: "Let Trilo open its links under Settings, then test again.",
  notBack: "Let Trilo open its links under Settings, and end any other Trilo, then test again.",
};

/** Errors of registrations: their secret's source, their callback URLs, app-configs and shared files. */
export const REGISTRATION = {
  secretSourceFailed: {
    title: (facts) => `The client secret could not be had from ${source(facts)}`,
    why: (facts) => SOURCE_PROBLEMS[facts.problem ?? ""] ?? "It gave none.",
    todo: [
      [
        "you",
        (facts) =>
          SOURCE_ADVICE[facts.problem ?? ""] ?? "Look at the source in the registration, then try again.",
      ],
    ],
  },
  callbackCheckFailed: {
    title: "The browser’s answer would not reach Trilo",
    why: (facts) => CHECK_WHY[facts.problem ?? ""] ?? "The test did not come back.",
    todo: [
      [
        "you",
        (facts) => CHECK_ADVICE[facts.problem ?? ""] ?? "Test again, or paste the address when you sign in.",
      ],
    ],
  },
  appConfigUnreadable: {
    title: "The app-config cannot be read",
    why: (facts) => `${place(facts)}${facts.problem ? `: ${facts.problem}.` : " does not have its shape."}`,
    todo: [["you", "Correct the file there, then read it again."]],
  },
  appConfigNotFound: {
    title: "There is no app-config",
    why: (facts) => `${config(facts)} is not there, or is a folder without an app-config.yaml.`,
    todo: [["you", "Look at the path. It names a file, or the folder of a Backstage app."]],
  },
  appConfigGone: {
    title: "What was read of the app-config is no longer held",
    why: "Trilo keeps it in memory for ten minutes only.",
    todo: [["you", "Read it again."]],
  },
  sharedRegistrationHoldsSecret: {
    title: "The shared registration holds a secret",
    why: "Trilo never shares a secret, so somebody put it there, and whoever has the link or the file has the secret too. Trilo did not take it.",
    todo: [
      ["you", "Ask for one without a secret."],
      ["appOwner", "Make a new client secret in the developer console under Settings."],
    ],
  },
  sharedRegistrationUnreadable: {
    title: "This is no shared registration",
    why: (facts) =>
      facts.problem ? `${capital(facts.problem)}.` : "It is neither Trilo’s file nor its link.",
    todo: [["you", "Copy the whole text that was shared, then try again."]],
  },
} satisfies Record<string, ErrorWords>;
