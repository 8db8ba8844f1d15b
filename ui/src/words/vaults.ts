import type { Code, KeyStoreKindView, VaultStateView } from "../backend/bindings";

/** Which ways lead out of a vault that is not available, by the reason. */
export type WayOut = "passphrase" | "rescue" | "memory";

const KEY_STORE: readonly Code[] = [
  "keyStoreMissing",
  "keyStoreLocked",
  "keyStoreNoCollection",
  "keyStoreDenied",
  "keyStoreUnresponsive",
  "keyStoreForgetful",
  "keyStoreFailed",
];

/** The ways out besides trying again. A passphrase opens no vault that another key sealed. */
export function waysOut(code: Code, vaultExists: boolean): WayOut[] {
  if (code === "vaultDamaged") return ["rescue", "memory"];
  if (KEY_STORE.includes(code) && !vaultExists) return ["passphrase", "memory"];
  return ["memory"];
}

/** Whether a vault is there that only the system's key store can open. */
export function onlyKeyStoreOpens(code: Code, vaultExists: boolean): boolean {
  return KEY_STORE.includes(code) && vaultExists;
}

/** Where tokens and secrets rest, by the vault's state. */
export const RESTS: Record<VaultStateView, string> = {
  open: "Sealed on this computer",
  memoryOnly: "In memory only, until Trilo ends",
  locked: "Sealed on this computer, locked",
  unavailable: "Nowhere yet",
};

/** A way in which the vault's key can be moved or renewed. */
export type VaultMove =
  "newPassphrase" | "toPassphrase" | "changePassphrase" | "toSystem" | "rotate" | "toMemory";

interface MoveWords {
  /** The row in the settings. */
  row: string;
  sentence: string;
  open: string;
  /** The dialog: what follows from it, and what was done in the end. */
  title: string;
  consequences: readonly string[];
  act: string;
  done: string;
}

const FORGOTTEN =
  "If the passphrase is forgotten, nobody can open the vault: you would sign in again with every account and type the client secrets anew.";

export function moveWords(move: VaultMove, system: string): MoveWords {
  switch (move) {
    case "newPassphrase":
      return {
        row: "Passphrase",
        sentence: "Makes a vault on this computer that opens only when you type it.",
        open: "Use a passphrase…",
        title: "Use a passphrase",
        consequences: [
          "Trilo makes a vault on this computer, and asks for the passphrase at each start and after each lock.",
          FORGOTTEN,
        ],
        act: "Use this passphrase",
        done: "There is a vault now, and it opens with your passphrase.",
      };
    case "toPassphrase":
      return {
        row: "Passphrase",
        sentence: "The vault opens only when you type it, at each start and after each lock.",
        open: "Move to a passphrase…",
        title: "Move to a passphrase",
        consequences: [
          `Everything is sealed anew, and the key is removed from ${system}. Trilo asks for the passphrase at each start and after each lock.`,
          FORGOTTEN,
        ],
        act: "Move to this passphrase",
        done: "The vault opens with your passphrase from now on.",
      };
    case "changePassphrase":
      return {
        row: "Passphrase",
        sentence: "Another one opens the vault from then on; the old one no longer does.",
        open: "Change passphrase…",
        title: "Change passphrase",
        consequences: ["Backups keep the passphrase that they were made with.", FORGOTTEN],
        act: "Change passphrase",
        done: "The new passphrase opens the vault from now on.",
      };
    case "toSystem":
      return {
        row: system,
        sentence: "The system keeps the key and opens the vault when you are logged in.",
        open: "Move to the system’s key store…",
        title: "Move to the system’s key store",
        consequences: [
          `Everything is sealed anew with a key that rests in ${system}. Trilo no longer asks for a passphrase.`,
          "Whoever can use your login on this computer can then open the vault.",
        ],
        act: "Move to the key store",
        done: `The key rests in ${system} from now on.`,
      };
    case "rotate":
      return {
        row: "Vault key",
        sentence: "A new key for everything, for when the old one may have been copied.",
        open: "Rotate vault key…",
        title: "Rotate vault key",
        consequences: [
          "Trilo makes a new key and seals everything anew, all at once or not at all. The old key does not open the vault any more.",
          "Copies of the vault file that were made before stay readable with the old key.",
        ],
        act: "Rotate vault key",
        done: "The vault has a new key, and everything is sealed with it.",
      };
    case "toMemory":
      return {
        row: "Memory only",
        sentence: "Nothing is written to this computer. Everything is gone when Trilo ends.",
        open: "Keep everything in memory only…",
        title: "Keep everything in memory only",
        consequences: [
          "Registrations, accounts and tokens move into memory, and the vault file is erased. They work as usual and are gone when Trilo ends.",
          "To have them again later, export a backup first.",
        ],
        act: "Move to memory and erase the vault",
        done: "Everything is in memory, and the vault file is erased.",
      };
  }
}

/** The ways that are open to a vault in that state. */
export function vaultMoves(vault: {
  state: VaultStateView;
  keyStore: KeyStoreKindView;
  exists: boolean;
}): VaultMove[] {
  switch (vault.state) {
    case "open":
      return vault.keyStore === "passphrase"
        ? ["changePassphrase", "toSystem", "rotate", "toMemory"]
        : ["toPassphrase", "rotate", "toMemory"];
    case "memoryOnly":
      // A passphrase opens no vault that another key sealed.
      return vault.exists ? [] : ["newPassphrase"];
    case "locked":
    case "unavailable":
      return [];
  }
}

/** Where the key of a vault rests. */
export function keyRests(vault: {
  keyStore: KeyStoreKindView;
  systemKeyStore: string;
  passphraseFile: boolean;
}): string {
  switch (vault.keyStore) {
    case "system":
      return vault.systemKeyStore;
    case "passphrase":
      return vault.passphraseFile
        ? "Your passphrase, read from the file that TRILO_PASSPHRASE_FILE names"
        : "Your passphrase";
    case "memory":
      return "None, as nothing is sealed";
  }
}
