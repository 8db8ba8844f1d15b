import type { BackstageSettingsView } from "../backend";

/** What is served, and how, while it is being changed. */
export class BackstageDraft {
  source = $state<"registrations" | "appConfig">("registrations");
  registrations = $state.raw<readonly string[]>([]);
  /** Paths, one on each line. */
  paths = $state("");
  environmentFile = $state("");
  port = $state("");
  identity = $state<BackstageSettingsView["identity"]["kind"]>("off");
  entity = $state("user:default/guest");
  readonly #from: string;

  constructor({ source, port, identity }: BackstageSettingsView) {
    this.source = source.kind;
    if (source.kind === "registrations") this.registrations = source.ids;
    else {
      this.paths = source.files.join("\n");
      this.environmentFile = source.environmentFile ?? "";
    }
    this.port = String(port);
    this.identity = identity.kind;
    if (identity.kind === "fixed") this.entity = identity.entity;
    this.#from = this.#content;
  }

  /** Whether it says something else than what is kept. */
  get changed(): boolean {
    return this.#content !== this.#from;
  }

  get portProblem(): string | undefined {
    const port = Number(this.port.trim());
    return Number.isInteger(port) && port >= 1 && port <= 65_535 ? undefined : "A port is 1 to 65535.";
  }

  /** Whether there is something to serve. */
  get complete(): boolean {
    const chosen = this.source === "registrations" ? this.registrations.length > 0 : this.#files.length > 0;
    return (
      chosen && this.portProblem === undefined && (this.identity !== "fixed" || this.entity.trim() !== "")
    );
  }

  choose(registration: string, chosen: boolean): void {
    const others = this.registrations.filter((id) => id !== registration);
    this.registrations = chosen ? [...others, registration] : others;
  }

  /** What the form says, for the settings. */
  get change(): Pick<BackstageSettingsView, "source" | "port" | "identity"> {
    const environmentFile = this.environmentFile.trim();
    return {
      source:
        this.source === "registrations"
          ? { kind: "registrations", ids: [...this.registrations] }
          : { kind: "appConfig", files: this.#files, environmentFile: environmentFile || null },
      port: Number(this.port.trim()),
      identity:
        this.identity === "fixed" ? { kind: "fixed", entity: this.entity.trim() } : { kind: this.identity },
    };
  }

  get #files(): string[] {
    return this.paths
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  }

  get #content(): string {
    return JSON.stringify([this.change, this.port]);
  }
}
