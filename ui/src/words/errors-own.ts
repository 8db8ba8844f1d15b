import { TABLE_PROBLEMS } from "./catalogue-tables";
import type { ErrorWords, Facts } from "./errors";

/** What settings take that a person types. */
const TAKES: Partial<Record<string, string>> = {
  backstagePort: "A port is 1 to 65535.",
  backstageOrigins:
    "An origin is an address such as http://localhost:3000, or a pattern such as https://*.example.com.",
  backstageUser: "A user is named such as user:default/guest.",
};

/** Errors of things on this computer, and Trilo’s own. */
export const OWN = {
  registrationNotFound: {
    title: "This registration no longer exists",
    why: "It was deleted, perhaps in another window of Trilo.",
    todo: [["you", "Choose another registration, or add it again."]],
  },
  registrationInvalid: {
    title: "The registration cannot be saved like this",
    why: "A field has a value that cannot work.",
    todo: [["you", "Correct the field that is marked, then save again."]],
  },
  accountNotFound: {
    title: "This account no longer exists",
    why: "It was signed out, perhaps in another window of Trilo.",
    todo: [["you", "Choose another account, or sign in again."]],
  },
  signInNotFound: {
    title: "This sign-in is over",
    why: "It ended or was cancelled before.",
    todo: [["you", "Start a new sign-in."]],
  },
  browserNotOpened: {
    title: "The browser did not open",
    why: (facts) =>
      facts.command
        ? `${facts.command} could not be started.`
        : "The system started no browser for a web address.",
    todo: [
      ["you", "Copy the address and open it in a browser yourself, or set a default browser and try again."],
    ],
  },
  portBusy: {
    title: (facts) => `Port ${facts.port ?? "of the callback"} is in use`,
    why: (facts) =>
      `${portHolder(facts)} already listens there. The callback URL names this port, so another one cannot be used instead.`,
    todo: [["you", "End that program and try again, or choose another way back."]],
  },
  portRefused: {
    title: (facts) => `The system does not let Trilo listen on port ${facts.port ?? "of the callback"}`,
    why: "Ports below 1024 and some reserved ones need rights that Trilo does not have.",
    todo: [
      ["you", "Choose a callback URL with another port, or paste the address instead."],
      ["appOwner", "Register a callback URL with a port of 1024 or above."],
    ],
  },
  clipboardUnavailable: {
    title: "The clipboard cannot be written",
    why: "The system did not give Trilo access to it.",
    todo: [["you", "Try again. If another program watches the clipboard, close it first."]],
  },
  sandboxNotStarted: {
    title: "The sandbox did not start",
    why: "Trilo found no free port for it on this computer, or was not allowed to listen.",
    todo: [["you", "Try again. If it stays, look whether a security program blocks local ports."]],
  },
  settingInvalid: {
    title: "This setting cannot take that value",
    why: (facts) =>
      TAKES[facts.setting ?? ""] ??
      (facts.setting ? `${facts.setting} is outside of its range.` : "It is outside of its range."),
    todo: [["you", "Correct it, or choose one of the values that are offered."]],
  },
  labelTooLong: {
    title: "The label is too long",
    why: (facts) => `A label has at most ${facts.most ?? "60"} characters.`,
    todo: [["you", "Shorten it, then save again."]],
  },
  catalogueTableRefused: {
    title: (facts) => `${facts.path ?? "The file"} was not loaded`,
    why: (facts) => TABLE_PROBLEMS[facts.problem ?? ""] ?? "It is no table of the catalogue.",
    todo: [["you", "Name tables as “cargo xtask catalogue” writes them. What was loaded before stays."]],
  },
  reportRefused: {
    title: (facts) => `Atlassian refused the report${facts.status ? ` (${facts.status})` : ""}`,
    why: (facts) => (facts.description ? `It answered: ${facts.description}` : "It gave no reason."),
    todo: [
      ["appOwner", "Add the Personal data reporting API to the app in the developer console."],
      ["you", "Report again afterwards. What is stored here is kept as it is."],
    ],
  },
  grantReportExists: {
    title: "A file of that name exists",
    why: (facts) => `Trilo does not overwrite ${facts.path ?? "it"}.`,
    todo: [["you", "Choose another name, or move the file away."]],
  },
  grantReportUnusable: {
    title: "The report cannot be written",
    why: (facts) =>
      `The system does not let Trilo write ${facts.path ?? "the file"}, or its path is not whole.`,
    todo: [["you", "Look at the path and at the rights of its folder, then try again."]],
  },
  suiteUnreadable: {
    title: "This is no suite of probes",
    why: (facts) =>
      [
        facts.problem ?? "It has another shape",
        facts.line ? `line ${facts.line}` : undefined,
        facts.probe ? `probe ${facts.probe}` : undefined,
      ]
        .filter(Boolean)
        .join(", "),
    todo: [["you", "Correct the file. docs/inspect.md shows what a suite looks like."]],
  },
  fileUnreadable: {
    title: "The file cannot be read",
    why: (facts) => [facts.path, facts.problem].filter(Boolean).join(": "),
    todo: [["you", "Look at its path and permissions. Of a long file, paste the part with the failure."]],
  },
  internal: {
    title: "Trilo has a defect here",
    why: "A task of its own ended unexpectedly. What is kept was not changed.",
    todo: [["you", "Try again. If it happens again, report it with the line below."]],
  },
} satisfies Record<string, ErrorWords>;

function portHolder(facts: Facts): string {
  if (!facts.process) return "Another program";
  return facts.pid ? `${facts.process} (process ${facts.pid})` : facts.process;
}
