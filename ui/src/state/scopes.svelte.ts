import * as backend from "../backend";
import type {
  CatalogueFindView,
  CatalogueTablesView,
  OpenedView,
  OperationPageView,
  OperationRowView,
  PresetView,
  ScopePageView,
} from "../backend";
import { Loaded } from "./loaded.svelte";
import { ScopeChoice } from "./scope-choice.svelte";

/** How many rows of each kind are drawn before “Show more”. */
const ROWS = 30;

/** More than the catalogue has. */
const ALL = 100_000;

/** A text that is no line to type, such as a file that was dropped. */
export interface GivenText {
  name: string;
  text: string;
}

/** The one box, and what it finds. */
export class CatalogueSearch {
  text = $state("");
  /** Takes the place of what is typed. */
  given = $state.raw<GivenText>();
  limit = $state(ROWS);
  #choice: ScopeChoice;
  found = new Loaded<CatalogueFindView>(() => this.#ask(this.limit));

  constructor(choice: ScopeChoice) {
    this.#choice = choice;
  }

  /** Looks for what is typed or given now. */
  look(): void {
    void this.found.load();
  }

  type(text: string): void {
    this.text = text;
    this.limit = ROWS;
  }

  give(given: GivenText | undefined): void {
    this.given = given;
    this.limit = ROWS;
  }

  more(): void {
    this.limit *= 4;
  }

  /** All that is found, also what is not drawn. */
  all(): Promise<CatalogueFindView> {
    return this.#ask(ALL);
  }

  #ask(limit: number): Promise<CatalogueFindView> {
    return backend.searchCatalogue({
      text: this.given?.text ?? this.text,
      scopes: [...this.#choice.all],
      limit,
    });
  }

  get empty(): boolean {
    return this.given === undefined && this.text.trim() === "";
  }
}

/** A page of the catalogue. */
export type CataloguePage =
  { kind: "scope"; scope: string } | { kind: "operation"; operation: string; title: string };

/** The bench where scopes are chosen. */
export class Scopes {
  readonly choice = new ScopeChoice();
  readonly search = new CatalogueSearch(this.choice);
  readonly presets = new Loaded<PresetView[]>(backend.listPresets);
  readonly tables = new Loaded<CatalogueTablesView>(backend.catalogueTables);
  /** The pages that were opened, the one that is shown last. */
  pages = $state.raw<readonly CataloguePage[]>([]);
  /** The account or registration that the choice is compared with, by id; the first registration without one. */
  target = $state<string>();

  get page(): CataloguePage | undefined {
    return this.pages.at(-1);
  }

  open(page: CataloguePage): void {
    this.pages = [...this.pages, page];
  }

  back(): void {
    this.pages = this.pages.slice(0, -1);
  }

  close(): void {
    this.pages = [];
  }

  scopePage(scope: string): Promise<ScopePageView> {
    return backend.scopePage(scope, [...this.choice.all]);
  }

  /** `null` when the catalogue does not have it. */
  operationPage(operation: string): Promise<OperationPageView | null> {
    return backend.operationPage(operation, [...this.choice.all]);
  }

  /** Operations by what the choice lets of them. */
  opened(which: OpenedView, limit: number): Promise<OperationRowView[]> {
    return backend.openedOperations({ scopes: [...this.choice.all], which, limit });
  }

  /** Loads newer tables of the catalogue; each replaces the one that was loaded before. */
  async loadTables(files: readonly string[]): Promise<void> {
    await backend.loadCatalogueTables([...files]);
    await this.#changed();
  }

  /** Goes back to the catalogue that came with Trilo. */
  async removeTables(): Promise<void> {
    await backend.removeCatalogueTables();
    await this.#changed();
  }

  /** Asks anew for what comes from the catalogue. */
  async #changed(): Promise<void> {
    this.search.look();
    await Promise.all([this.tables.load(), this.choice.considered.load()]);
  }

  /** Opens Atlassian's documentation of what a page is about. */
  async openDocumentation(page: CataloguePage): Promise<void> {
    await backend.openDocumentation(
      page.kind === "scope"
        ? { kind: "scope", scope: page.scope }
        : { kind: "operation", operation: page.operation },
    );
  }
}
