import { tick } from "svelte";
import type { Rehearsal, SignInForm } from "../backend";
import type { GuideStep } from "./guide";
import { SignInDraft } from "./sign-in-draft.svelte";

export type Section =
  "accounts" | "scopes" | "inspect" | "diagnose" | "registrations" | "provider" | "settings";

/** The ways to diagnose. */
export type Diagnosis = "attempts" | "explain" | "checks" | "rehearse";

/** What the accounts screen shows beside its list. */
export type AccountsPane =
  | { kind: "none" }
  | { kind: "account"; id: string }
  | { kind: "signIn"; id: string }
  | { kind: "form"; draft: SignInDraft };

/** Where in the window the person is. */
export class Navigation {
  section = $state<Section>("accounts");
  accounts = $state.raw<AccountsPane>({ kind: "none" });
  registration = $state<string | null>(null);
  attempt = $state<string | null>(null);
  diagnosis = $state<Diagnosis>("attempts");
  /** The failure that is looked at among those to rehearse. */
  rehearsal = $state<Rehearsal | null>(null);
  /** The step that is open while the person is walked through the registration's set-up. */
  guided = $state<GuideStep>();

  goTo(section: Section): void {
    this.section = section;
  }

  openAccount(id: string, focus: boolean): void {
    this.#show({ kind: "account", id }, focus);
  }

  /** Whether that sign-in is the one open beside the accounts. */
  watches(signIn: string): boolean {
    return this.accounts.kind === "signIn" && this.accounts.id === signIn;
  }

  /** Goes from the sign-in that is watched to its account, without leaving another section. */
  signedIn(account: string): void {
    if (this.section === "accounts") this.openAccount(account, true);
    else this.accounts = { kind: "account", id: account };
  }

  openSignIn(id: string, focus = true): void {
    this.#show({ kind: "signIn", id }, focus);
  }

  /** Opens the form, with what is known already; one that is open keeps what was chosen in it. */
  openForm(start: Partial<SignInForm> = {}): void {
    const kept = Object.keys(start).length === 0 && this.accounts.kind === "form";
    this.#show(kept ? this.accounts : { kind: "form", draft: new SignInDraft(start) }, true);
  }

  /** Goes from the form to the sign-in that it began, unless the person has left it meanwhile. */
  signInBegan(draft: SignInDraft, id: string): void {
    if (this.accounts.kind !== "form" || this.accounts.draft !== draft) return;
    if (this.section === "accounts") this.openSignIn(id);
    else this.accounts = { kind: "signIn", id };
  }

  /** Goes to a registration that was saved, unless the person has left its form meanwhile. */
  registrationSaved(shown: string, saved: string): void {
    if (this.registration !== shown) return;
    this.registration = saved;
    if (this.section === "registrations") void focusHeading();
  }

  openRegistration(id: string | null, focus: boolean): void {
    this.section = "registrations";
    this.registration = id;
    this.guided = undefined;
    if (focus) void focusHeading();
  }

  /** Walks through the set-up of a registration, from its first step. */
  setUp(id: string): void {
    this.openRegistration(id, true);
    this.guided = "create";
  }

  openAttempt(id: string | null, focus: boolean): void {
    this.section = "diagnose";
    this.diagnosis = "attempts";
    this.attempt = id;
    if (focus) void focusHeading();
  }

  /** Goes to a way to diagnose. */
  diagnose(diagnosis: Diagnosis): void {
    this.section = "diagnose";
    this.diagnosis = diagnosis;
  }

  /** Leaves what is open beside the list; the keyboard goes to the heading that takes its place. */
  leave(): void {
    switch (this.section) {
      case "accounts":
        this.accounts = { kind: "none" };
        break;
      case "registrations":
        this.registration = null;
        this.guided = undefined;
        break;
      case "diagnose":
        if (this.diagnosis === "rehearse") this.rehearsal = null;
        else this.attempt = null;
        break;
      case "scopes":
      case "inspect":
      case "provider":
      case "settings":
        break;
    }
    void focusHeading();
  }

  #show(pane: AccountsPane, focus: boolean): void {
    this.section = "accounts";
    this.accounts = pane;
    if (focus) void focusHeading();
  }
}

/** The id that stands for a registration that is being added. */
export const NEW_REGISTRATION = "new";

/** Puts the keyboard on the screen's heading, so that a reader says where one is. */
export async function focusHeading(): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>("main h1")?.focus();
}
