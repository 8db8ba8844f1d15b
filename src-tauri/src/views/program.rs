use serde::{Deserialize, Serialize};
use specta::Type;
use trilo_agent::{Decision, Question};
use trilo_core::settings::ProgramDecision;

/// A program that waits for the person's answer whether it may have tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ProgramQuestionView {
    /// Under which it waits.
    pub id: String,
    /// The program's name.
    pub program: String,
    /// Its file, where the system tells it.
    pub file: Option<String>,
}

/// What a person says about a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DecisionView {
    /// It gets this token.
    AllowOnce,
    /// It gets tokens from now on.
    AllowAlways,
    /// It does not get this token.
    RefuseOnce,
    /// It gets no tokens from now on.
    RefuseAlways,
}

/// What was decided about a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProgramDecisionView {
    /// The program: its name, and its file where the system tells it.
    pub program: String,
    /// Whether it gets tokens.
    pub allowed: bool,
}

impl From<Question> for ProgramQuestionView {
    fn from(Question { id, program }: Question) -> Self {
        Self { id: id.to_string(), program: program.name, file: program.file }
    }
}

impl From<DecisionView> for Decision {
    fn from(decision: DecisionView) -> Self {
        match decision {
            DecisionView::AllowOnce => Self::AllowOnce,
            DecisionView::AllowAlways => Self::AllowAlways,
            DecisionView::RefuseOnce => Self::RefuseOnce,
            DecisionView::RefuseAlways => Self::RefuseAlways,
        }
    }
}

impl From<ProgramDecision> for ProgramDecisionView {
    fn from(ProgramDecision { program, allowed }: ProgramDecision) -> Self {
        Self { program, allowed }
    }
}

impl From<ProgramDecisionView> for ProgramDecision {
    fn from(ProgramDecisionView { program, allowed }: ProgramDecisionView) -> Self {
        Self { program, allowed }
    }
}
