import type { ErrorWords, Facts } from "./errors";

const store = (facts: Facts) => facts.keyStore ?? "The key store";
const path = (facts: Facts) => facts.path ?? "Trilo’s data folder";

/** Errors of what Trilo keeps: data folder, vault, key store, passphrase. */
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
        "Set it aside and rescue what can be read, or put back a copy of the file. Trilo never overwrites it by itself.",
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
  passphraseWrong: {
    title: "That is not the passphrase",
    why: "The vault does not open with it. Nothing was changed.",
    todo: [["you", "Type it again. Look at the keyboard’s layout and at Caps Lock."]],
  },
  passphraseMissing: {
    title: "The vault needs its passphrase",
    why: "Its key is made from a passphrase, and rests nowhere on this computer.",
    todo: [["you", "Type the passphrase."]],
  },
  passphraseTooShort: {
    title: "The passphrase is too short",
    why: (facts) => `It has to have at least ${facts.least ?? "12"} characters.`,
    todo: [["you", "Take a longer one, such as four or five words that do not belong together."]],
  },
  passphraseFileUnusable: {
    title: "The file with the passphrase cannot be used",
    why: (facts) =>
      `TRILO_PASSPHRASE_FILE names ${facts.path ?? "a file"}, which is not there, is empty, or can be read by others.`,
    todo: [["you", "Make it a file that only you can read, or start Trilo without the variable."]],
  },
  vaultLocked: {
    title: "The vault is locked",
    why: "What is sealed in it can be neither read nor changed until it is unlocked.",
    todo: [["you", "Unlock Trilo, then try again."]],
  },
  nothingToLock: {
    title: "There is nothing to lock",
    why: "Everything is kept in memory. No key could open it again.",
    todo: [["you", "End Trilo to make it forget, or choose a key store in Settings."]],
  },
  diskFull: {
    title: "The disk is full",
    why: (facts) => `${path(facts)} could not be written. What was there before is unchanged.`,
    todo: [["you", "Free space on this disk, then try again."]],
  },
  vaultReadOnly: {
    title: "The vault cannot be written",
    why: (facts) => `${path(facts)} is on a disk or in a folder that allows only reading.`,
    todo: [["you", "Make the file and its folder writable for you, then check again."]],
  },
  vaultKeyChanged: {
    title: "Another Trilo sealed the vault anew",
    why: "The key was changed while this window had the vault open, so what it knows no longer fits.",
    todo: [["you", "Unlock again with the key or passphrase that is valid now."]],
  },
  vaultNotDamaged: {
    title: "The vault is not damaged",
    why: "It can be read, so there is nothing to rescue.",
    todo: [["you", "Check again to open it."]],
  },
  vaultForeign: {
    title: "The vault belongs to another user",
    why: (facts) => `${path(facts)} is owned by another user of this computer. Trilo does not touch it.`,
    todo: [["you", "Take ownership of the file, or start Trilo as the user it belongs to."]],
  },
} satisfies Record<string, ErrorWords>;
