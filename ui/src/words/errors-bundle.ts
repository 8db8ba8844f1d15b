import type { ErrorWords, Facts } from "./errors";

const file = (facts: Facts) => facts.path ?? "The file";

/** Why a file is not opened, by the backend's names for it. */
const WHY: Record<string, string> = {
  otherKind: "is neither a bundle of Trilo’s nor a recording of a browser (HAR)",
  tooLarge: "is larger than any bundle",
  tooMuch: "has more in it than any bundle",
  damaged: "was cut short or changed",
  noSteps: "is a recording without any step of a sign-in",
};

/** Errors of attempts and of bundles. */
export const BUNDLE = {
  attemptNotFound: {
    title: "This attempt is no longer kept",
    why: "Attempts are kept for as long as the settings say, and the oldest go first.",
    todo: [["you", "Choose another one, or keep attempts for longer in Settings."]],
  },
  bundleUnreadable: {
    title: "This file cannot be opened",
    why: (facts) => `${file(facts)} ${WHY[facts.problem ?? ""] ?? "cannot be read"}.`,
    todo: [["you", "Ask for the file once more, or record the sign-in again."]],
  },
  bundleNewer: {
    title: "The bundle was made by a newer Trilo",
    why: "It has a form that this version does not know.",
    todo: [["you", "Update Trilo, then open it."]],
  },
  bundleUnsafe: {
    title: "The bundle was not written",
    why: (facts) =>
      facts.what === "emailAddress"
        ? `An e-mail address is in ${facts.item ?? "it"}.`
        : `A secret that Trilo holds is in ${facts.item ?? "it"}.`,
    todo: [["you", "Strike that part out, then write it again."]],
  },
  bundleFileUnusable: {
    title: "The file cannot be read or written",
    why: (facts) => `${file(facts)} is not there, is there already, or the system does not let Trilo use it.`,
    todo: [["you", "Look at the path, or choose another name."]],
  },
  bundleGone: {
    title: "The bundle is no longer held",
    why: "Trilo keeps what it put together for a few minutes only.",
    todo: [["you", "Close this and put it together again."]],
  },
} satisfies Record<string, ErrorWords>;
