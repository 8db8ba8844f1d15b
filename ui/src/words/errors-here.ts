import type { ErrorWords, Facts } from "./errors";

const store = (facts: Facts) => facts.keyStore ?? "The key store";
const path = (facts: Facts) => facts.path ?? "Trilo’s data folder";

/** Errors of what Trilo keeps: data folder, vault, key store. */
export const KEEPING = {
  dataFolderUnusable: {
    title: "Trilo cannot use its data folder",
    why: (facts) => `${path(facts)} cannot be made or written to.`,
    todo: [["you", "Make the folder writable or free space on its disk, then check again."]],
  },
  vaultUnavailable: {
    title: "The vault cannot be read or written",
    why: (facts) => `${path(facts)} did not open. Another program may hold it, or its disk may be full.`,
    todo: [["you", "Free the file or its disk, then check again. What is sealed in it stays."]],
  },
  vaultDamaged: {
    title: "The vault is damaged",
    why: (facts) => `${path(facts)} does not have the shape that Trilo wrote.`,
    todo: [
      [
        "you",
        "Put back a copy of the file, or move it away and sign in again. Trilo never overwrites it by itself.",
      ],
    ],
  },
  vaultNewer: {
    title: "The vault was written by a newer Trilo",
    why: (facts) => `${path(facts)} uses a format that this version does not know.`,
    todo: [["you", "Update Trilo. Until then it leaves the vault untouched."]],
  },
  vaultKeyMismatch: {
    title: "The vault was sealed with another key",
    why: (facts) =>
      `The key that ${store(facts)} holds does not open ${path(facts)}. The key store may have been reset, or the file copied from another computer.`,
    todo: [["you", "Bring back the key store’s entry, or move the vault away and sign in again."]],
  },
  keyStoreMissing: {
    title: "No key store answers on this computer",
    why: (facts) =>
      `${store(facts)} is not running, so the vault’s key has nowhere safe to rest. Trilo does not write it to a plain file.`,
    todo: [
      [
        "you",
        "Start a key store such as GNOME Keyring, KWallet or KeePassXC, then check again. Or keep tokens in memory until Trilo ends.",
      ],
    ],
  },
  keyStoreLocked: {
    title: "The key store is locked",
    why: (facts) => `${store(facts)} answers, but does not hand out the vault’s key while it is locked.`,
    todo: [["you", "Unlock it, usually with your login password, then check again."]],
  },
  keyStoreNoCollection: {
    title: "The key store has no collection to keep a key in",
    why: (facts) => `${store(facts)} runs, but no default collection (often called “login”) exists.`,
    todo: [["you", "Create a default keyring in your key store’s own app, then check again."]],
  },
  keyStoreDenied: {
    title: "The key store refused",
    why: (facts) =>
      `${store(facts)} did not let Trilo read or write the vault’s key. A prompt may have been dismissed.`,
    todo: [["you", "Check again and allow access for Trilo when asked."]],
  },
  keyStoreUnresponsive: {
    title: "The key store does not answer",
    why: (facts) =>
      `${store(facts)} gave no answer in time. It may wait for a prompt that is hidden behind other windows.`,
    todo: [["you", "Look for an open prompt of the key store, answer it, then check again."]],
  },
  keyStoreForgetful: {
    title: "The key store did not keep what it was given",
    why: (facts) => `${store(facts)} reported success, but reading the value back gave nothing.`,
    todo: [["you", "Check that its default collection is not a temporary one, then check again."]],
  },
  keyStoreFailed: {
    title: "The key store failed",
    why: (facts) => `${store(facts)} reported an error of its own.`,
    todo: [["you", "Check again. If it stays, restart the key store or keep tokens in memory for now."]],
  },
} satisfies Record<string, ErrorWords>;

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
    why: "It was forgotten, perhaps in another window of Trilo.",
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
      facts.setting ? `${facts.setting} is outside of its range.` : "It is outside of its range.",
    todo: [["you", "Choose a value from 10 to 600 seconds, or never."]],
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
