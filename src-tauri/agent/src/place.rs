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
    let whole = std::fs::canonicalize(data_folder).or_else(|_| std::path::absolute(data_folder));
    let whole = whole.unwrap_or_else(|_| data_folder.to_owned());
    let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    digest.iter().take(BYTES).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
