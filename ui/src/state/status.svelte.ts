import * as backend from "../backend";
import type { StatusView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** The state of the whole app: vault, way back, sandbox. */
export class Status {
  current = new Loaded<StatusView>(backend.status);

  get value(): StatusView | undefined {
    return this.current.value;
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

  async startSandbox(): Promise<void> {
    this.current.set(await backend.startSandbox());
  }

  async stopSandbox(): Promise<void> {
    this.current.set(await backend.stopSandbox());
  }
}
