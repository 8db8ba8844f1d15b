use serde::Serialize;
use specta::Type;
use trilo_core::diagnose::explain::{
    AttemptExplained, Candidate, Confidence, Explained, FactName, PossibleAnswer, Question, Recognised, Refusal, Stage,
    Who,
};

/// A pasted text and what explains it, with nothing of it but what was redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedView {
    /// The name of the file that it came from.
    pub file: Option<String>,
    /// What kind of text it is.
    pub recognised: Recognised,
    /// Why it was not read, when it was not.
    pub refusal: Option<Refusal>,
    /// The explanations, the best first.
    pub candidates: Vec<CandidateView>,
    /// The question that would decide between the first of them.
    pub question: Option<QuestionView>,
    /// What can be said for sure.
    pub facts: Vec<FactView>,
    /// The text without its secrets, as far as it is shown.
    pub text: String,
}

/// What explains how an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttemptExplainedView {
    /// What the other side answered, word for word and without secrets.
    pub answer: Option<String>,
    /// The explanations, the best first; at least one.
    pub candidates: Vec<CandidateView>,
    /// The question that would decide between the first of them.
    pub question: Option<QuestionView>,
}

/// One explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CandidateView {
    /// Its stable code, such as `token.refresh-token-invalid`.
    pub code: String,
    /// Where it happens.
    pub stage: Stage,
    /// What happened.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub fix: String,
    /// Who can do it.
    pub who: Who,
    /// How sure it is.
    pub confidence: Confidence,
    /// What it rests on, without secrets.
    pub evidence: Vec<String>,
    /// Whether there is a page to open for it.
    pub has_link: bool,
}

/// A question that would decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct QuestionView {
    /// Its words.
    pub words: String,
    /// The answers.
    pub answers: Vec<AnswerView>,
}

/// An answer that may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct AnswerView {
    /// What to pass back.
    pub answer: String,
    /// Its words.
    pub words: String,
}

/// Something that a text says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct FactView {
    /// What it is about.
    pub name: FactName,
    /// What the text says about it, without secrets.
    pub value: String,
}

impl ExplainedView {
    /// The view of a text that came from a file, or was pasted.
    pub(crate) fn new(explained: Explained, file: Option<String>) -> Self {
        let Explained { recognised, refusal, candidates, question, facts, text } = explained;
        Self {
            file,
            recognised,
            refusal,
            candidates: candidates.into_iter().map(CandidateView::from).collect(),
            question: question.map(QuestionView::from),
            facts: facts.into_iter().map(|fact| FactView { name: fact.name, value: fact.value }).collect(),
            text,
        }
    }
}

impl From<AttemptExplained> for AttemptExplainedView {
    fn from(explained: AttemptExplained) -> Self {
        Self {
            answer: explained.answer,
            candidates: explained.candidates.into_iter().map(CandidateView::from).collect(),
            question: explained.question.map(QuestionView::from),
        }
    }
}

impl From<Candidate> for CandidateView {
    fn from(candidate: Candidate) -> Self {
        Self {
            code: candidate.code.to_owned(),
            stage: candidate.stage,
            title: candidate.title.to_owned(),
            cause: candidate.cause.to_owned(),
            fix: candidate.fix.to_owned(),
            who: candidate.who,
            confidence: candidate.confidence,
            evidence: candidate.evidence,
            has_link: candidate.link.is_some(),
        }
    }
}

impl From<Question> for QuestionView {
    fn from(question: Question) -> Self {
        let answers = question.answers.into_iter().map(AnswerView::from).collect();
        Self { words: question.words.to_owned(), answers }
    }
}

impl From<PossibleAnswer> for AnswerView {
    fn from(answer: PossibleAnswer) -> Self {
        Self { answer: answer.answer, words: answer.words.to_owned() }
    }
}
