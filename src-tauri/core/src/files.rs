//! Reading and writing files that a person or another program names.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// How much room beyond a file's length keeps its buffer from growing.
const SPARE: usize = 64;

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// The system does not let it be read.
    #[error(transparent)]
    Failed(#[from] io::Error),
    /// It has more bytes than are read.
    #[error("it is too large")]
    TooLarge,
}

/// Why a file is not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// There is one already.
    #[error("there is a file already: {}", path.display())]
    Exists {
        /// Its path.
        path: PathBuf,
    },
    /// The system does not let it be written.
    #[error("the file cannot be written: {}", path.display())]
    Unusable {
        /// Its path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Writes a new file that only its owner can read: whole or not at all, and never in another's place.
///
/// `path` is a whole path, for what a relative one means depends on how the program was started.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), NotWritten> {
    let unusable = |source| NotWritten::Unusable { path: path.to_owned(), source };
    let folder = path.parent().filter(|_| path.is_absolute() && path.file_name().is_some());
    let folder = folder.ok_or_else(|| unusable(ErrorKind::InvalidInput.into()))?;
    let mut part = tempfile::Builder::new().prefix(".trilo-").suffix(".part").tempfile_in(folder).map_err(unusable)?;
    part.write_all(bytes).and_then(|()| part.as_file().sync_all()).map_err(unusable)?;
    part.persist_noclobber(path).map_err(|failed| match failed.error.kind() {
        ErrorKind::AlreadyExists => NotWritten::Exists { path: path.to_owned() },
        _ => unusable(failed.error),
    })?;
    Ok(())
}

/// What the system says of a regular file; anything else is [`ErrorKind::InvalidInput`].
///
/// Asked before a file is opened, for opening a pipe waits for somebody to write to it.
pub(crate) fn regular(path: &Path) -> io::Result<Metadata> {
    let metadata = path.metadata()?;
    if metadata.is_file() { Ok(metadata) } else { Err(io::Error::new(ErrorKind::InvalidInput, "it is no file")) }
}

/// Reads a regular file of at most so many bytes.
pub(crate) fn read(path: &Path, largest: u64) -> Result<Zeroizing<Vec<u8>>, Unread> {
    let metadata = regular(path)?;
    // Enough from the start, for what a growing buffer leaves behind is not wiped.
    let length = usize::try_from(metadata.len().min(largest)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + SPARE));
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest { Err(Unread::TooLarge) } else { Ok(bytes) }
}
