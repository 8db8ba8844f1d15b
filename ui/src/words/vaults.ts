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

/** Where tokens and secrets rest, by the vault's state. */
export const RESTS: Record<VaultStateView, string> = {
  open: "Sealed on this computer",
  memoryOnly: "In memory only, until Trilo ends",
  locked: "Sealed on this computer, locked",
  unavailable: "Nowhere yet",
};

/** Where the key of a vault rests. */
export function keyRests(kind: KeyStoreKindView, system: string): string {
  switch (kind) {
    case "system":
      return system;
    case "passphrase":
      return "Your passphrase";
    case "memory":
      return "None, as nothing is sealed";
  }
}
