import type { ErrorWords, Facts } from "./errors";

const file = (facts: Facts) => facts.path ?? "The file";

/** Errors of backups. */
export const BACKUP = {
  backupUnreadable: {
    title: "This is no backup of Trilo",
    why: (facts) => `${file(facts)} is no age file, was cut short, or was made by another program.`,
    todo: [["you", "Choose the file that Trilo wrote. It usually ends in .age."]],
  },
  backupNewer: {
    title: "The backup was written by a newer Trilo",
    why: "It uses a format that this version does not know.",
    todo: [["you", "Update Trilo, then import it."]],
  },
  backupPassphraseWrong: {
    title: "That is not the backup’s passphrase",
    why: "The backup does not open with it. It may differ from the passphrase of the vault.",
    todo: [["you", "Type the passphrase that was chosen when the backup was made."]],
  },
  backupFileExists: {
    title: "A file of that name exists",
    why: (facts) => `Trilo does not overwrite ${facts.path ?? "it"}.`,
    todo: [["you", "Choose another name, or move the file away."]],
  },
  backupFileUnusable: {
    title: "The backup file cannot be read or written",
    why: (facts) => `${file(facts)} is not there, or the system does not let Trilo use it.`,
    todo: [["you", "Look at the path and at the rights of its folder, then try again."]],
  },
  backupGone: {
    title: "What was read of the backup is no longer held",
    why: "Trilo keeps it in memory for a few minutes only.",
    todo: [["you", "Read the backup again."]],
  },
} satisfies Record<string, ErrorWords>;
