import * as backend from "../backend";
import type {
  BackstageSettingsView,
  BackstageView,
  ConsentAnswerForm,
  ConsentQuestionView,
  ServedView,
} from "../backend";
import { Action } from "./action.svelte";
import { BackstageDraft } from "./backstage-draft.svelte";
import { Loaded } from "./loaded.svelte";

/** The provider for Backstage frontends, and what they ask. */
export class Backstage {
  current = new Loaded<BackstageView>(backend.getBackstage);
  questions = new Loaded<ConsentQuestionView[]>(backend.listConsentQuestions);
  /** What is being changed, kept while the person is elsewhere. */
  #draft: BackstageDraft | undefined;

  save = new Action(async (change: Partial<BackstageSettingsView>) => {
    const { settings } = this.current.value ?? (await backend.getBackstage());
    const changed = await backend.updateBackstage({ ...settings, ...change });
    if (change.source !== undefined) this.#draft = undefined;
    this.current.set(changed);
  });

  end = new Action(async (digest: string) => {
    await backend.endBrowserSession(digest);
    await this.current.load();
  });

  revoke = new Action(async (origin: string) => {
    await backend.revokeOrigin(origin);
    await this.current.load();
  });

  answer = new Action(async (id: number, answer: ConsentAnswerForm) => {
    await backend.answerConsentQuestion(id, answer);
    await this.questions.load();
  });

  async load(): Promise<void> {
    await Promise.all([this.current.load(), this.questions.load()]);
  }

  /** What is served, while it is. */
  get served(): ServedView | undefined {
    const state = this.current.value?.state;
    return state?.kind === "on" ? state.served : undefined;
  }

  /** The question that is asked: the oldest. */
  get question(): ConsentQuestionView | undefined {
    return this.questions.value?.[0];
  }

  /** The form of the settings, with what was typed into it before. */
  edit(settings: BackstageSettingsView): BackstageDraft {
    if (!this.#draft?.changed) this.#draft = new BackstageDraft(settings);
    return this.#draft;
  }

  /** Takes an origin away, with all that it was allowed. */
  async remove(origin: string): Promise<void> {
    const { settings } = this.current.value ?? (await backend.getBackstage());
    await this.revoke.run(origin);
    await this.save.run({ origins: settings.origins.filter((one) => one !== origin) });
  }
}
