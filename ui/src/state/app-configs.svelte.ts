import * as backend from "../backend";
import { errorView } from "../backend";
import type { AppConfigEnvironmentView, AppConfigView, ChangedAppConfigView, ErrorView } from "../backend";
import { Loaded } from "./loaded.svelte";

const NOTHING = { files: [], environmentFile: null };

/** Backstage's app-configs: which followed ones changed, and the one being imported. */
export class AppConfigs {
  changed = new Loaded<ChangedAppConfigView[]>(backend.changedAppConfigs);
  /** What is being imported while its dialog is open. */
  importing = $state.raw<AppConfigImport>();

  /** Why an import failed whose dialog was closed meanwhile. */
  failed = $state.raw<ErrorView>();

  /** Opens the import, with what a registration follows or with nothing. */
  open(followed: Pick<ChangedAppConfigView, "files" | "environmentFile"> = NOTHING): void {
    this.failed = undefined;
    this.importing = new AppConfigImport(followed);
  }

  close(): void {
    this.importing?.close();
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
  values = $state.raw<Readonly<Record<string, string>>>({});
  /** Whether what was read no longer stands for what was typed, or is no longer held. */
  stale = $state(false);
  /** Counts what is typed, to tell whether a reading knew of it. */
  #typings = 0;
  #closed = false;

  constructor({ files, environmentFile }: Pick<ChangedAppConfigView, "files" | "environmentFile">) {
    this.paths = files.join("\n");
    this.environmentFile = environmentFile ?? "";
  }

  get files(): string[] {
    return this.paths
      .split("\n")
      .map((path) => path.trim())
      .filter((path) => path !== "");
  }

  /** The variables that are set nowhere, with those that were typed. */
  get variables(): string[] {
    const { missing: above = [], environments = [] } = this.reading ?? {};
    const missing = [...above, ...environments.flatMap((environment) => environment.missing)];
    const all = [...Object.keys(this.#typed), ...missing].sort();
    return all.filter((variable, at) => variable !== all[at - 1]);
  }

  type(variable: string, value: string): void {
    this.values = { ...this.values, [variable]: value };
    this.#typings++;
    this.stale = true;
  }

  /** The environments that would be imported. */
  get chosen(): string[] {
    const environments = this.reading?.environments ?? [];
    return environments.filter((one) => importable(one) && this.takes(one.name)).map((one) => one.name);
  }

  /** Whether what is chosen would change that registration. */
  replaces(registration: string): boolean {
    const environments = this.reading?.environments ?? [];
    return environments.some((one) => one.known === registration && this.chosen.includes(one.name));
  }

  takes(name: string): boolean {
    return !this.#left.includes(name);
  }

  take(name: string, taken: boolean): void {
    this.#left = this.#left.filter((left) => left !== name);
    if (!taken) this.#left.push(name);
  }

  async read(): Promise<void> {
    const typings = this.#typings;
    const environmentFile = this.environmentFile.trim();
    const reading = await backend.readAppConfig({
      files: this.files,
      environmentFile: environmentFile === "" ? null : environmentFile,
      values: this.#typed,
    });
    if (this.#closed) {
      discard(reading.id);
      return;
    }
    this.reset();
    this.reading = reading;
    this.stale = typings !== this.#typings;
  }

  /** Goes back to the files. */
  reset(): void {
    if (this.reading) discard(this.reading.id);
    this.reading = undefined;
  }

  /** Lets go of what was read, also of what is still being read. */
  close(): void {
    this.#closed = true;
    this.values = {};
    this.reset();
  }

  /** Adds or updates the registrations of what is chosen; gives their ids. */
  async import(id: string): Promise<string[]> {
    try {
      const { registrations } = await backend.importAppConfig({
        id,
        environments: this.chosen,
        follow: this.follow,
      });
      return registrations;
    } catch (error) {
      if (errorView(error).code === "appConfigGone") this.stale = true;
      throw error;
    }
  }

  get #typed(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.values).filter(([, value]) => value !== ""));
  }
}

/** Lets go of a reading; what is gone already is let go of. */
function discard(id: string): void {
  void backend.discardAppConfig(id).catch(() => undefined);
}

/** Whether an environment has what a registration needs. */
export function importable(environment: AppConfigEnvironmentView): boolean {
  return environment.error === null && environment.clientId !== null && environment.hasClientSecret;
}
