//! Whether the vault opens.

use super::{CheckFinding, CheckKind, CheckState};
use crate::Core;
use crate::sessions::VaultState;

pub(super) fn check(core: &Core) -> CheckFinding {
    let status = core.vault_status();
    let (state, evidence) = match status.state {
        VaultState::Open if status.damaged_rows > 0 => {
            (CheckState::Warning, format!("it is open; {} rows cannot be read", status.damaged_rows))
        }
        VaultState::Open => (CheckState::Ok, "it is open".to_owned()),
        VaultState::MemoryOnly => (CheckState::Warning, "everything rests in memory".to_owned()),
        VaultState::Locked => (CheckState::Failed, "it is locked".to_owned()),
        VaultState::Unavailable(problem) => (CheckState::Failed, problem.message),
    };
    CheckKind::Vault.about("", state, evidence)
}
