import * as backend from "../backend";
import type { AppConfigEnvironmentView, AppConfigView, ChangedAppConfigView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** Backstage's app-configs: which followed ones changed, and the one being imported. */
export class AppConfigs {
  changed = new Loaded<ChangedAppConfigView[]>(backend.changedAppConfigs);
  /** What is being imported while its dialog is open. */
  importing = $state.raw<AppConfigImport>();

  /** Opens the import, with the files that a registration follows or with none. */
  open(files: readonly string[] = []): void {
    this.importing = new AppConfigImport(files);
  }

  close(): void {
    this.importing = undefined;
  }

  /** The files of a registration that say something else than when they were imported. */
  changedFor(registration: string): ChangedAppConfigView | undefined {
    return this.changed.value?.find((one) => one.registration === registration);
  }
}

/** An import of an app-config: what is to be read, what was read, and what is chosen of it. */
export class AppConfigImport {
  /** One path on each line. */
  paths = $state("");
  environmentFile = $state("");
  follow = $state(true);
  reading = $state.raw<AppConfigView>();
  /** The names of the environments that are left out. */
  #left = $state<string[]>([]);
  /** Values of variables that are set nowhere; they may be secrets and go when the dialog does. */
  values = $state<Record<string, string>>({});
  #read = $state("{}");

  constructor(files: readonly string[]) {
    this.paths = files.join("\n");
  }

  get files(): string[] {
    return this.paths
      .split("\n")
      .map((path) => path.trim())
      .filter((path) => path !== "");
  }

  /** The variables that are set nowhere, with those that were typed. */
  get variables(): string[] {
    const missing = this.reading?.environments.flatMap((environment) => environment.missing) ?? [];
    const all = [...Object.keys(this.#typed), ...missing].sort();
    return all.filter((variable, at) => variable !== all[at - 1]);
  }

  /** Whether values were typed since the files were read. */
  get stale(): boolean {
    return JSON.stringify(this.#typed) !== this.#read;
  }

  /** The environments that would be imported. */
  get chosen(): string[] {
    const environments = this.reading?.environments ?? [];
    return environments.filter((one) => importable(one) && this.takes(one.name)).map((one) => one.name);
  }

  takes(name: string): boolean {
    return !this.#left.includes(name);
  }

  take(name: string, taken: boolean): void {
    this.#left = this.#left.filter((left) => left !== name);
    if (!taken) this.#left.push(name);
  }

  async read(): Promise<void> {
    const values = { ...this.#typed };
    const environmentFile = this.environmentFile.trim();
    this.reading = await backend.readAppConfig({
      files: this.files,
      environmentFile: environmentFile === "" ? null : environmentFile,
      values,
    });
    this.#read = JSON.stringify(values);
  }

  /** Goes back to the files. */
  reset(): void {
    this.reading = undefined;
  }

  /** Adds or updates the registrations of what is chosen; gives their ids. */
  async import(id: string): Promise<string[]> {
    const { registrations } = await backend.importAppConfig({
      id,
      environments: this.chosen,
      follow: this.follow,
    });
    this.values = {};
    return registrations;
  }

  get #typed(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.values).filter(([, value]) => value !== ""));
  }
}

/** Whether an environment has what a registration needs. */
export function importable(environment: AppConfigEnvironmentView): boolean {
  return environment.error === null && environment.clientId !== null && environment.hasClientSecret;
}
