//! Programs of this machine that ask the agent for tokens.

use trilo_core::identifier::QuestionId;

use super::{Answer, Trilo};
use crate::views::{DecisionView, ProgramQuestionView};

/// The programs that wait for the person's answer, the one that asked first in front.
#[tauri::command]
#[specta::specta]
pub async fn list_questions(trilo: Trilo<'_>) -> Answer<Vec<ProgramQuestionView>> {
    Ok(trilo.questions().waiting().into_iter().map(ProgramQuestionView::from).collect())
}

/// Answers whether a program may have tokens.
#[tauri::command]
#[specta::specta]
pub async fn answer_question(trilo: Trilo<'_>, id: String, decision: DecisionView) -> Answer<()> {
    trilo.questions().answer(&QuestionId::from(id), decision.into());
    Ok(())
}
