//! The questions that decide between explanations which the text alone does not tell apart.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Stage;
use super::rule::rows;

/// A question with the answers that would decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Its stable id, such as `where`.
    pub id: &'static str,
    /// Its words.
    pub words: &'static str,
    /// The answers, of which one may be passed back.
    pub answers: Vec<PossibleAnswer>,
}

/// An answer that may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PossibleAnswer {
    /// What to pass back, such as `where=token`.
    pub answer: String,
    /// Its words.
    pub words: &'static str,
}

/// The answer to a question that speaks for an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecidingAnswer {
    /// The question's id.
    pub question: &'static str,
    /// The question's words.
    pub words: &'static str,
    /// What to pass back when this explanation is the right one.
    pub answer: String,
    /// The words of that answer.
    pub answer_words: &'static str,
}

/// An answer that was given or that a rule stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) question: &'static str,
    pub(super) answer: &'static str,
}

#[derive(Deserialize)]
struct Row {
    question: String,
    answer: String,
    words: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| rows(include_str!("rules/questions.tsv")).collect());

/// The question whose answers are stages.
pub(super) const WHERE: &str = "where";

fn words(question: &str, answer: &str) -> &'static str {
    let row = ROWS.iter().find(|row| row.question == question && row.answer == answer);
    row.map_or("", |row| row.words.as_str())
}

impl Answer {
    /// Reads `question=answer`; what is no answer to a question of the table is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (question, answer) = text.split_once('=')?;
        let row = ROWS.iter().find(|row| row.question == question && row.answer == answer && !answer.is_empty())?;
        Some(Self { question: &row.question, answer: &row.answer })
    }

    pub(super) fn of_stage(stage: Stage) -> Option<Self> {
        Self::parse(&format!("{WHERE}={}", stage.wire_name()))
    }

    pub(super) fn stage(self) -> Option<Stage> {
        let stage = Stage::ALL.into_iter().find(|stage| stage.wire_name() == self.answer);
        stage.filter(|_| self.question == WHERE)
    }

    pub(super) fn words(self) -> &'static str {
        words(self.question, self.answer)
    }

    pub(super) fn deciding(self) -> DecidingAnswer {
        DecidingAnswer {
            question: self.question,
            words: words(self.question, ""),
            answer: format!("{}={}", self.question, self.answer),
            answer_words: self.words(),
        }
    }
}

/// The question that these are answers to.
pub(super) fn asking(answers: &[Answer]) -> Option<Question> {
    let id = answers.first()?.question;
    // In the table's order, whatever the order of the explanations.
    let offered =
        ROWS.iter().filter(|row| answers.iter().any(|one| one.question == row.question && one.answer == row.answer));
    let answers =
        offered.map(|row| PossibleAnswer { answer: format!("{}={}", row.question, row.answer), words: &row.words });
    Some(Question { id, words: words(id, ""), answers: answers.collect() })
}

#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = Answer> {
    ROWS.iter().filter(|row| !row.answer.is_empty()).map(|row| Answer { question: &row.question, answer: &row.answer })
}
