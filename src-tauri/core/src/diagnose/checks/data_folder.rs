//! Whether the data folder can be written, and by its owner alone.

use std::io;
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

/// Takes away what others may do with a folder and with the files right in it.
///
/// # Errors
/// When the system does not let this user change them.
#[cfg(unix)]
pub fn make_private(folder: &Path) -> io::Result<()> {
    use std::fs::{Permissions, read_dir, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    set_permissions(folder, Permissions::from_mode(0o700))?;
    for entry in read_dir(folder)? {
        let entry = entry?;
        // A link leads elsewhere, where nothing was asked for.
        if entry.file_type()?.is_file() {
            set_permissions(entry.path(), Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

/// On this system a person's folders are private from the start.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub const fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
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

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_folder_that_others_may_look_into_is_warned_of_and_made_private() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::NamedTempFile::new().unwrap());
        let (file, link) = (folder.path().join("vault.db"), folder.path().join("link"));
        write(&file, "x").unwrap();
        symlink(elsewhere.path(), &link).unwrap();
        for (path, mode) in [(folder.path(), 0o755), (&file, 0o644), (elsewhere.path(), 0o644)] {
            set_permissions(path, Permissions::from_mode(mode)).unwrap();
        }
        assert_eq!(check(folder.path()).state, CheckState::Warning);
        make_private(folder.path()).unwrap();
        assert_eq!(check(folder.path()).state, CheckState::Ok);
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600);
        assert_eq!(elsewhere.path().metadata().unwrap().mode() & 0o777, 0o644, "what a link leads to is left alone");
    }
}
