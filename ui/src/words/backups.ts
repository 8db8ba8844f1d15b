import type { BackupItemView } from "../backend/bindings";

type Action = BackupItemView["action"];

/** Headings of what importing does, in the order in which they are read. */
export const BACKUP_ACTIONS: Record<Action, string> = {
  add: "Added",
  replace: "Replaced",
  skip: "Skipped",
};

/** Why, in a few words. */
export function backupReason({ action, because }: Pick<BackupItemView, "action" | "because">): string {
  switch (because) {
    case "new":
      return "not here yet";
    case "newer":
      return "the backup’s is newer";
    case "same":
      return "the same is here";
    case "older":
      return action === "skip" ? "what is here is newer" : "the backup’s is older";
    case "registrationMissing":
      return "its registration is not in the backup";
  }
}

/** `Mira Okafor`, or what has no name. */
export function backupItemName({ kind, name }: Pick<BackupItemView, "kind" | "name">): string {
  return kind === "settings" ? "Settings" : name;
}

/** What an item is, with an account's registration. */
export function backupItemKind({ kind, of }: Pick<BackupItemView, "kind" | "of">): string {
  switch (kind) {
    case "registration":
      return "registration";
    case "account":
      return of === null ? "account" : `account · ${of}`;
    case "settings":
      return "of Trilo";
  }
}

/** `18 kB` */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
