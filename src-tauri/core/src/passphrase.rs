//! Passphrases that protect what Trilo writes.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::secret::Secret;

/// A passphrase that is long enough to protect something with.
///
/// It is taken as typed: neither trimmed nor normalized, so that other programs open with the same text what was
/// protected with it.
#[derive(Debug)]
pub struct Passphrase(Secret<String>);

/// A passphrase has fewer than [`Passphrase::LEAST`] characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passphrase needs at least {} characters", Passphrase::LEAST)]
pub struct PassphraseTooShort;

impl Passphrase {
    /// The fewest characters of a passphrase.
    pub const LEAST: usize = 12;

    /// Takes a passphrase as a person chose it.
    pub fn new(text: Secret<String>) -> Result<Self, PassphraseTooShort> {
        if text.expose().chars().count() < Self::LEAST {
            return Err(PassphraseTooShort);
        }
        Ok(Self(text))
    }

    /// A passphrase that protects something already, however long it is.
    #[must_use]
    pub const fn known(text: Secret<String>) -> Self {
        Self(text)
    }

    /// The passphrase itself.
    #[must_use]
    pub const fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

/// A file that should hold a passphrase cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the passphrase file {} cannot be used: {problem}", path.display())]
pub struct PassphraseFileUnusable {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub problem: PassphraseFileProblem,
}

/// Why a file holds no passphrase that may be used.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseFileProblem {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// Others may read it.
    #[error("others may read it; take that right from them with chmod 600")]
    NotPrivate,
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is no text, or far too long to be a passphrase.
    #[error("it holds no passphrase")]
    NoPassphrase,
}

/// The longest file that is read as a passphrase, in bytes.
const LONGEST: usize = 4096;

/// Reads a passphrase out of a file that only its owner may read; the line's end does not count.
pub fn read_file(path: &Path) -> Result<Secret<String>, PassphraseFileUnusable> {
    read(path).map_err(|problem| PassphraseFileUnusable { path: path.to_owned(), problem })
}

fn read(path: &Path) -> Result<Secret<String>, PassphraseFileProblem> {
    let file = File::open(path).map_err(PassphraseFileProblem::Unreadable)?;
    if !is_private(&file).map_err(PassphraseFileProblem::Unreadable)? {
        return Err(PassphraseFileProblem::NotPrivate);
    }
    // Reserved whole, because a buffer that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(LONGEST + 1));
    match file.take(LONGEST as u64 + 1).read_to_string(&mut text) {
        Ok(length) if length <= LONGEST => {}
        Err(error) if error.kind() != io::ErrorKind::InvalidData => {
            return Err(PassphraseFileProblem::Unreadable(error));
        }
        Ok(_) | Err(_) => return Err(PassphraseFileProblem::NoPassphrase),
    }
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() { Err(PassphraseFileProblem::Empty) } else { Ok(Secret::new(line.to_owned())) }
}

#[cfg(unix)]
fn is_private(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    const OF_OTHERS: u32 = 0o077;
    Ok(file.metadata()?.mode() & OF_OTHERS == 0)
}

/// On this system a person's files are private from the start.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it may fail elsewhere")]
fn is_private(_: &File) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn twelve_characters_are_enough_and_eleven_are_not() {
        let new = |text: &str| Passphrase::new(Secret::new(text.to_owned()));
        assert!(new("zwölf Zeiche").is_ok(), "characters are counted, not bytes");
        assert!(new("elf Zeichen").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_holds_a_passphrase_when_only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        let read_with = |text: &[u8], mode: u32| {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            read_file(&path).map(|passphrase| passphrase.expose().clone()).map_err(|error| error.problem)
        };
        assert_eq!(read_with(b"correct horse \n", 0o600).unwrap(), "correct horse ", "only the line's end goes");
        assert_eq!(read_with(b"correct horse\r\n", 0o400).unwrap(), "correct horse");
        assert!(matches!(read_with(b"correct horse\n", 0o640), Err(PassphraseFileProblem::NotPrivate)));
        assert!(matches!(read_with(b"\n", 0o600), Err(PassphraseFileProblem::Empty)));
        assert!(matches!(read_with(&[0xff; 20], 0o600), Err(PassphraseFileProblem::NoPassphrase)));
        assert!(matches!(read_with(&[b'a'; 5000], 0o600), Err(PassphraseFileProblem::NoPassphrase)));
        let nowhere = read_file(&folder.path().join("none")).unwrap_err();
        assert!(matches!(nowhere.problem, PassphraseFileProblem::Unreadable(_)));
        assert!(nowhere.to_string().contains("none"));
    }
}
