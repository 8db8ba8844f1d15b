import type {
  AttemptExplainedView,
  CandidateView,
  Check,
  CheckFindingView,
  ExplainedView,
  QuestionView,
} from "../src/backend";

/** What the mocked backend answers about texts, attempts and checks. */
export interface DiagnosisWorld {
  /** The explanation of a file that waits. */
  file: ExplainedView | null;
  explained: (text: string, answers: readonly string[]) => ExplainedView;
  attemptExplained: (answers: readonly string[]) => AttemptExplainedView | null;
  findings: (check: Check) => CheckFindingView[] | Promise<CheckFindingView[]>;
}

export function candidate(part: Partial<CandidateView> = {}): CandidateView {
  return {
    code: "token.client-secret-rejected",
    stage: "token",
    title: "The client secret was not accepted",
    cause: "It is missing, mistyped, or was replaced in the developer console.",
    fix: "Copy the secret from the console’s Settings page into the registration.",
    who: "appOwner",
    confidence: "likely",
    evidence: ["Status 401", "error: access_denied"],
    hasLink: true,
    ...part,
  };
}

export function denied(part: Partial<CandidateView> = {}): CandidateView {
  return candidate({
    code: "callback.denied-silently",
    stage: "callback",
    title: "Access was not given",
    cause: "Somebody pressed Cancel on Atlassian’s consent page.",
    fix: "Start the sign-in again and accept.",
    who: "you",
    hasLink: false,
    ...part,
  });
}

export function where(): QuestionView {
  return {
    words: "Where did this text appear?",
    answers: [
      { answer: "where=callback", words: "In the address that the browser was sent back to" },
      { answer: "where=token", words: "In the answer to the code exchange or the refresh" },
    ],
  };
}

export function explained(part: Partial<ExplainedView> = {}): ExplainedView {
  return {
    file: null,
    recognised: "json",
    refusal: null,
    candidates: [candidate(), denied()],
    question: where(),
    facts: [{ name: "error", value: "access_denied" }],
    text: '{"error":"access_denied","code":"‹code#3f9a2c›"}',
    ...part,
  };
}

const CHECKS: Check[] = ["version", "dataFolder", "vault", "clock", "links", "tokens"];

export function finding(check: Check): CheckFindingView[] {
  switch (check) {
    case "links":
      return [{ check: "links", subject: "trilo:", state: "warning", evidence: "another.desktop" }];
    case "clock":
      return [{ check: "clock", subject: "", state: "failed", evidence: "900 s off" }];
    case "tokens":
      return [{ check: "token", subject: "", state: "skipped", evidence: "nobody is signed in" }];
    default:
      return [{ check: "version", subject: "", state: "ok", evidence: "as it should be" }];
  }
}

export const diagnosisWorld = (): DiagnosisWorld => ({
  file: null,
  explained: (_, answers) => (answers.length > 0 ? answered(answers) : explained()),
  attemptExplained: () => ({
    answer: "401 access_denied: Unauthorized",
    candidates: [candidate({ confidence: "certain" })],
    question: null,
  }),
  findings: finding,
});

function answered(answers: readonly string[]): ExplainedView {
  const best = answers.includes("where=token") ? candidate() : denied();
  return explained({ candidates: [{ ...best, confidence: "certain" }], question: null });
}

/** What the backend holds: the text, until it is forgotten. */
export function diagnosisAnswers({ diagnosis }: { diagnosis: DiagnosisWorld }) {
  let held: string | undefined;
  return {
    explain_text: ({ text }: { text: string }) => {
      held = text;
      return diagnosis.explained(text, []);
    },
    explain_file: () => diagnosis.file,
    explain_again: ({ answers }: { answers: string[] }) =>
      held === undefined ? null : diagnosis.explained(held, answers),
    forget_explained: () => {
      held = undefined;
      return null;
    },
    explain_attempt: ({ answers }: { answers: string[] }) => diagnosis.attemptExplained(answers),
    open_explanation_page: () => null,
    list_checks: () => CHECKS,
    run_check: ({ check }: { check: Check }) => diagnosis.findings(check),
    make_data_folder_private: () => null,
  };
}
