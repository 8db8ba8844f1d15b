//! Where the agent of a data folder listens.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use trilo_core::machine;

/// The socket of the agent of a data folder: in the folder of the person's session, or else in the data folder.
///
/// The usual data folder has a name that a systemd unit can be written for; others have their path's digest in it.
#[must_use]
pub fn socket(data_folder: &Path) -> PathBuf {
    #[cfg(windows)]
    {
        PathBuf::from(format!(r"\\.\pipe\trilo-agent-{}", digest(data_folder)))
    }
    #[cfg(not(windows))]
    match session_folder() {
        None => data_folder.join("agent").join("agent.sock"),
        Some(folder) if data_folder == machine::usual_data_folder() => folder.join("trilo").join("agent.sock"),
        Some(folder) => folder.join("trilo").join(format!("agent-{}.sock", digest(data_folder))),
    }
}

/// `XDG_RUNTIME_DIR`, which has to be a whole path (XDG Base Directory Specification) and this user's.
#[cfg(not(windows))]
fn session_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute())?;
    crate::listener::is_ours(&std::fs::metadata(&folder).ok()?).then_some(folder)
}

fn digest(data_folder: &Path) -> String {
    const BYTES: usize = 8;
    let digest = Sha256::digest(real(data_folder).as_os_str().as_encoded_bytes());
    digest.iter().take(BYTES).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// A folder without links on the way, whether it is there yet or not: an agent may listen before the first vault is made.
fn real(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let found = whole.ancestors().find_map(|above| {
        let rest = whole.strip_prefix(above).ok()?;
        Some(std::fs::canonicalize(above).ok()?.join(rest))
    });
    // Without the slash that joining nothing adds.
    found.unwrap_or(whole).components().collect()
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_folder_has_one_name_before_and_after_it_is_made_and_by_a_link() {
        let home = tempfile::tempdir().unwrap();
        let (link, folder) = (home.path().join("link"), home.path().join("data"));
        std::os::unix::fs::symlink(home.path(), &link).unwrap();
        let before = digest(&folder);
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(digest(&folder), before);
        assert_eq!(digest(&link.join("data")), before);
        assert_eq!(digest(&folder.join("")), before);
        assert_ne!(digest(home.path()), before);
    }
}
