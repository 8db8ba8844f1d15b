//! The state file: the world between two runs, so that tokens survive a restart.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::signing::Signer;
use crate::world::World;

/// What became of the state file at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateLoad {
    /// No file was asked for, or there was none yet.
    Fresh,
    /// The world of the last run goes on.
    Restored,
    /// The file could not be understood; the world starts fresh.
    Damaged {
        /// Where the damaged file was put.
        moved_to: PathBuf,
    },
}

#[derive(Deserialize)]
struct Saved {
    signing_key: String,
    world: World,
}

#[derive(Serialize)]
struct Saving<'a> {
    signing_key: String,
    world: &'a World,
}

/// Reads the state file; a damaged one is moved aside, so that nothing is lost.
pub(crate) fn load(path: &Path) -> io::Result<(StateLoad, Option<(World, Signer)>)> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((StateLoad::Fresh, None)),
        Err(error) => return Err(error),
    };
    let saved = serde_json::from_slice::<Saved>(&bytes).ok();
    let restored = saved.and_then(|saved| Some((saved.world, Signer::import(&saved.signing_key)?)));
    if restored.is_some() {
        return Ok((StateLoad::Restored, restored));
    }
    let moved_to = path.with_extension("damaged");
    fs::rename(path, &moved_to)?;
    Ok((StateLoad::Damaged { moved_to }, None))
}

/// Replaces the state file in one step; only its owner can read it (mode 0600 where there are modes).
pub(crate) fn save(path: &Path, world: &World, signer: &Signer) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let signing_key = signer.export().ok_or(io::ErrorKind::InvalidData)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec_pretty(&Saving { signing_key, world })?)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
