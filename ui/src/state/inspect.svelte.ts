import * as backend from "../backend";
import type {
  CellView,
  ComparisonView,
  GrantAnswerView,
  GrantHistoryView,
  GrantSiteView,
  GrantSubjectForm,
  GrantView,
  LookedUpView,
  MeasuredOperationView,
  OperationRowView,
  ProbePlanView,
  ProbeRunView,
  ReportForm,
  ReportFormat,
  SignatureView,
  TokenSentForm,
} from "../backend";
import { Action } from "./action.svelte";
import { Loaded } from "./loaded.svelte";

export const TABS = ["grant", "opens", "token", "probes", "compare", "history"] as const;
export type InspectTab = (typeof TABS)[number];

/** A token that was pasted: it lives here only, until it is put away or the vault is locked. */
export class Pasted {
  text = $state("");
  /** Whose cloud it is sent to when the person asks about it; Atlassian’s own without one. */
  registration = $state<string>();
  lookedUp = $state.raw<LookedUpView>();
  signature = $state.raw<SignatureView | null>();

  readonly look = new Action(async () => {
    const sent = this.#sent();
    const found = await backend.lookUpToken(sent);
    // What is told of another token says nothing about this one.
    if (this.#isStill(sent)) this.lookedUp = found;
  });
  readonly check = new Action(async () => {
    const sent = this.#sent();
    const found = await backend.checkPastedSignature(sent);
    if (this.#isStill(sent)) this.signature = found;
  });

  get sites(): GrantSiteView[] | null {
    return this.lookedUp?.sites ?? null;
  }

  /** Takes another text; what was told of the one before says nothing about it. */
  put(text: string): void {
    this.text = text;
    this.lookedUp = undefined;
    this.signature = undefined;
    this.look.clear();
    this.check.clear();
  }

  get subject(): GrantSubjectForm {
    return { kind: "pasted", text: this.text, sites: this.sites };
  }

  #sent(): TokenSentForm {
    return { text: this.text, registration: this.registration ?? null };
  }

  #isStill(sent: TokenSentForm): boolean {
    return sent.text === this.text && sent.registration === (this.registration ?? null);
  }
}

/** The bench where a grant is looked at. */
export class Inspect {
  tab = $state<InspectTab>("grant");
  /** The account that is looked at; a token that was pasted without one. */
  account = $state<string>();
  pasting = $state(false);
  readonly pasted = new Pasted();
  /** The site whose calls are looked at; everything that the token may do without one. */
  site = $state<string>();
  readonly grant = new Loaded<GrantAnswerView>(() => backend.inspectGrant(this.subject));
  readonly history = new Loaded<GrantHistoryView>(() => backend.grantHistory(this.account ?? ""));
  readonly run = new Loaded<ProbeRunView | null>(() => backend.probeRun(this.account ?? ""));
  signature = $state.raw<SignatureView>();
  readonly checkSignature = new Action(async () => {
    await this.#of(
      (account) => backend.checkAccountSignature(account),
      (found) => (this.signature = found),
    );
  });

  get subject(): GrantSubjectForm {
    return this.pasting || this.account === undefined
      ? this.pasted.subject
      : { kind: "account", account: this.account };
  }

  get view(): GrantView | undefined {
    return this.grant.value?.grant ?? undefined;
  }

  /** What a call may rest on: at the chosen site, or anywhere. */
  get scopes(): readonly string[] {
    const site = this.view?.sites.find((one) => one.cloudId === this.site);
    return site?.effective ?? this.view?.anywhere ?? [];
  }

  /** Looks at an account. */
  open(account: string, tab: InspectTab = this.tab): void {
    const another = account !== this.account || this.pasting;
    this.account = account;
    this.pasting = false;
    this.tab = tab;
    if (another) this.#forget();
    this.pasted.put("");
    void this.load();
  }

  /** Puts away what was pasted, once nobody looks at it. */
  putAway(): void {
    this.pasted.put("");
    if (this.pasting) this.grant.clear();
  }

  /** Looks at whatever is pasted next. */
  paste(): void {
    this.pasting = true;
    this.tab = "token";
    this.#forget();
    void this.load();
  }

  /** Reads a text that was pasted. */
  async read(text: string): Promise<void> {
    this.pasted.put(text);
    await this.grant.load();
  }

  async load(): Promise<void> {
    if (this.pasting) return this.pasted.text.trim() === "" ? undefined : this.grant.load();
    if (this.account === undefined) return;
    await Promise.all([this.grant.load(), this.history.load(), this.run.load()]);
  }

  explain(scope: string, column: number): Promise<CellView | null> {
    return backend.explainCell({ subject: this.subject, scope, column });
  }

  operations(scopes: readonly string[]): Promise<MeasuredOperationView[]> {
    return backend.measuredOperations([...scopes]);
  }

  gained(scopes: readonly string[], added: readonly string[]): Promise<OperationRowView[]> {
    return backend.gainedOperations([...scopes], [...added]);
  }

  compare(first: GrantSubjectForm, second: GrantSubjectForm): Promise<ComparisonView | null> {
    return backend.compareGrants(first, second);
  }

  plan(sites: string[] | null, suite: string | null): Promise<ProbePlanView> {
    return backend.planProbes({ account: this.account ?? "", sites, suite });
  }

  async startProbes(sites: string[] | null, suite: string | null): Promise<void> {
    await this.#of(
      (account) => backend.startProbes({ account, sites, suite }),
      (run) => {
        this.run.set(run);
      },
    );
  }

  async cancelProbes(): Promise<void> {
    await backend.cancelProbes(this.account ?? "");
  }

  async expect(): Promise<void> {
    await this.#of(backend.saveBaseline, (history) => {
      this.history.set(history);
    });
  }

  async expectNothing(): Promise<void> {
    await this.#of(backend.removeBaseline, (history) => {
      this.history.set(history);
    });
  }

  suggestPath(format: ReportFormat): Promise<string> {
    return backend.suggestReportPath(format);
  }

  async write(form: Omit<ReportForm, "account">): Promise<string> {
    return (await backend.writeReport({ ...form, account: this.account ?? "" })).path;
  }

  /** Asks about the account, and takes the answer unless another one is looked at meanwhile. */
  async #of<T>(ask: (account: string) => Promise<T>, take: (answer: T) => void): Promise<void> {
    const account = this.account ?? "";
    const answer = await ask(account);
    if (account === this.account && !this.pasting) take(answer);
  }

  #forget(): void {
    this.site = undefined;
    this.signature = undefined;
    this.checkSignature.clear();
    this.grant.clear();
    this.history.clear();
    this.run.clear();
  }
}
