import * as backend from "../backend";
import type { DecisionView, ProgramQuestionView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** The programs that ask for tokens and wait until the person has answered. */
export class Questions {
  list = new Loaded<ProgramQuestionView[]>(backend.listQuestions);

  /** The one that is asked about: the oldest. */
  get first(): ProgramQuestionView | undefined {
    return this.list.value?.[0];
  }

  async answer(id: string, decision: DecisionView): Promise<void> {
    await backend.answerQuestion(id, decision);
    await this.list.load();
  }
}
