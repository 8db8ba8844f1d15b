import * as backend from "../backend";
import type { Rehearsal, RescueView, StatusView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** The state of the whole app: vault, way back, sandbox. */
export class Status {
  current = new Loaded<StatusView>(backend.status);
  /** What the last rescue brought, until the person has read it. */
  rescued = $state.raw<RescueView>();

  get value(): StatusView | undefined {
    return this.current.value;
  }

  /** Whether a vault waits to be unlocked. */
  get locked(): boolean {
    return this.value?.vault.state === "locked";
  }

  async unlock(passphrase: string | null): Promise<void> {
    this.current.set(await backend.unlockVault(passphrase));
  }

  async lock(): Promise<void> {
    await backend.lockVault();
    await this.current.load();
  }

  /** Makes a vault that a passphrase opens, moves the vault to it, or changes it. */
  async usePassphrase(current: string | null, passphrase: string): Promise<void> {
    this.current.set(await backend.usePassphrase({ current, passphrase }));
  }

  async useSystemKeyStore(): Promise<void> {
    this.current.set(await backend.useSystemKeyStore());
  }

  async rotateVaultKey(current: string | null): Promise<void> {
    this.current.set(await backend.rotateVaultKey({ current }));
  }

  async moveToMemory(): Promise<void> {
    this.current.set(await backend.moveToMemory());
  }

  /** A vault under a passphrase needs it for this. */
  async rescue(passphrase: string | null): Promise<void> {
    this.rescued = await backend.rescueVault(passphrase);
    await this.current.load();
  }

  async retryKeyStore(): Promise<void> {
    this.current.set(await backend.retryKeyStore());
  }

  async keepInMemory(): Promise<void> {
    this.current.set(await backend.keepInMemory());
  }

  async registerDeepLink(): Promise<void> {
    this.current.set(await backend.registerDeepLink());
  }

  /** Keeps others out of the data folder. */
  async makeDataFolderPrivate(): Promise<void> {
    await backend.makeDataFolderPrivate();
  }

  async startSandbox(): Promise<void> {
    this.current.set(await backend.startSandbox());
  }

  /** Provokes a failure in the sandbox; `null` sets everything right. */
  async rehearse(rehearsal: Rehearsal | null): Promise<void> {
    this.current.set(await backend.rehearse(rehearsal));
  }

  async stopSandbox(): Promise<void> {
    this.current.set(await backend.stopSandbox());
  }
}
