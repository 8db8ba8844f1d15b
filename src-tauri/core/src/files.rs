//! Reading files that a person or another program names.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

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
