//! Whether the data folder can be written, and by its owner alone.

use std::path::Path;

use super::{CheckFinding, CheckKind, CheckState};

pub(super) fn check(folder: &Path) -> CheckFinding {
    let told = |state, evidence: String| CheckKind::DataFolder.about(folder.display().to_string(), state, evidence);
    if !folder.exists() {
        return told(CheckState::Skipped, "it is not there yet; it is made with the vault".to_owned());
    }
    match tempfile::tempfile_in(folder) {
        Err(error) => told(CheckState::Failed, format!("it cannot be written: {error}")),
        Ok(_) if others_may_look(folder) => told(CheckState::Warning, "others may look into it".to_owned()),
        Ok(_) => told(CheckState::Ok, "it can be written, by you alone".to_owned()),
    }
}

#[cfg(unix)]
fn others_may_look(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const OF_OTHERS: u32 = 0o077;
    folder.metadata().is_ok_and(|metadata| metadata.mode() & OF_OTHERS != 0)
}

/// On this system a person's folders are private from the start.
#[cfg(not(unix))]
const fn others_may_look(_: &Path) -> bool {
    false
}
