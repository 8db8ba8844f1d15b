//! The file of a backup: binary age for one passphrase (scrypt, RFC 7914).
//!
//! Binary, because a backup is a file and not something to paste: armor makes it a third larger and harder to read
//! safely.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::iter;
use std::path::Path;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use zeroize::Zeroizing;

use super::contents::Contents;
use super::{BackupError, Unreadable};
use crate::files::{self, Unread};
use crate::passphrase::Passphrase;
use crate::secret::Secret;

/// The largest file that is read or written, in bytes: ten thousand accounts with their pictures.
const LARGEST: u64 = 256 * 1024 * 1024;
/// `N` is two to the power of this (RFC 7914, section 2): about a second and 256 MiB, as other age programs choose it.
const WORK_FACTOR: u8 = 18;
/// The most work that a file may ask for: 1 GiB of memory, some seconds.
const MOST_WORK: u8 = 20;
/// How a file begins that one passphrase opens.
const START: &[u8] = b"age-encryption.org/v1\n-> scrypt ";
/// How the last line of a header begins.
const HEADER_END: &[u8] = b"\n--- ";
/// A header for one passphrase has some 150 bytes. Longer ones are refused, for age reads a header anew for each line.
const LONGEST_HEADER: usize = 512;
/// The bytes that age encrypts at once, from a buffer that it does not wipe.
const CHUNK: u64 = 64 * 1024;

/// Writes a backup to a new file that only its owner can read, and returns its size in bytes.
///
/// The file appears whole or not at all, and never in another's place. Blocks for the time of a key derivation.
pub(crate) fn write(path: &Path, contents: &Contents, passphrase: &Passphrase) -> Result<u64, BackupError> {
    write_with(path, contents, passphrase, WORK_FACTOR)
}

fn write_with(path: &Path, contents: &Contents, passphrase: &Passphrase, work_factor: u8) -> Result<u64, BackupError> {
    let unusable = |source| BackupError::FileUnusable { path: path.to_owned(), source };
    let exists = || BackupError::FileExists { path: path.to_owned() };
    let folder = folder_of(path).map_err(unusable)?;
    if path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    // Readable by its owner only from the start, and removed when anything fails.
    let part =
        tempfile::Builder::new().prefix(".trilo-backup-").suffix(".part").tempfile_in(folder).map_err(unusable)?;
    encrypt(contents, passphrase, work_factor, part.as_file()).map_err(unusable)?;
    part.as_file().sync_all().map_err(unusable)?;
    let size = part.as_file().metadata().map_err(unusable)?.len();
    if size > LARGEST {
        return Err(unusable(ErrorKind::FileTooLarge.into()));
    }
    part.persist_noclobber(path).map_err(|failed| match failed.error.kind() {
        ErrorKind::AlreadyExists => exists(),
        _ => unusable(failed.error),
    })?;
    // Not every file system lets a folder be synchronized; the backup's own bytes are safe by now.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(size)
}

/// Reads a backup. Blocks for the time of a key derivation.
pub(crate) fn read(path: &Path, passphrase: &Secret<String>) -> Result<Contents, BackupError> {
    let unusable = |source| BackupError::FileUnusable { path: path.to_owned(), source };
    let unreadable = |why| BackupError::Unreadable { path: path.to_owned(), why };
    folder_of(path).map_err(unusable)?;
    let sealed = files::read(path, LARGEST).map_err(|unread| match unread {
        Unread::Failed(error) => unusable(error),
        Unread::TooLarge => unreadable(Unreadable::TooLarge),
    })?;
    let plaintext = match decrypt(&sealed, passphrase) {
        Ok(plaintext) => plaintext,
        Err(Refusal::PassphraseWrong) => return Err(BackupError::PassphraseWrong),
        Err(Refusal::Unreadable(why)) => return Err(unreadable(why)),
    };
    Contents::from_json(&plaintext, path)
}

/// The folder of a path that says by itself where the file is.
fn folder_of(path: &Path) -> io::Result<&Path> {
    let parent = path.parent().filter(|_| path.is_absolute() && path.file_name().is_some());
    parent.ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "not the whole path of a file"))
}

fn encrypt(contents: &Contents, passphrase: &Passphrase, work_factor: u8, file: &File) -> io::Result<()> {
    let mut recipient = scrypt::Recipient::new(for_age(passphrase.secret()));
    recipient.set_work_factor(work_factor);
    let encryptor =
        Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient)).map_err(io::Error::other)?;
    let mut sealed = encryptor.wrap_output(BufWriter::new(file))?;
    contents.write_json(&mut sealed)?;
    // Blanks after JSON mean nothing, and take the place of its end in age's buffer.
    io::copy(&mut io::repeat(b' ').take(2 * CHUNK), &mut sealed)?;
    sealed.finish()?.flush()
}

/// Why bytes were not decrypted.
#[derive(Debug)]
enum Refusal {
    PassphraseWrong,
    Unreadable(Unreadable),
}

fn decrypt(sealed: &[u8], passphrase: &Secret<String>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let header = &sealed[..sealed.len().min(LONGEST_HEADER)];
    if !header.starts_with(START) || !header.windows(HEADER_END.len()).any(|window| window == HEADER_END) {
        return Err(Refusal::Unreadable(Unreadable::NotForAPassphrase));
    }
    let mut identity = scrypt::Identity::new(for_age(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refusal(&error))?;
    let mut opened = decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(|error| refusal(&error))?;
    // As long as the whole file, so that it does not move while it fills: a buffer that grows leaves copies behind.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(sealed.len()));
    opened.read_to_end(&mut plaintext).map_err(|_| Refusal::Unreadable(Unreadable::Damaged))?;
    Ok(plaintext)
}

fn refusal(error: &DecryptError) -> Refusal {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => Refusal::PassphraseWrong,
        DecryptError::ExcessiveWork { .. } => Refusal::Unreadable(Unreadable::TooMuchWork),
        DecryptError::NoMatchingKeys | DecryptError::UnknownFormat => {
            Refusal::Unreadable(Unreadable::NotForAPassphrase)
        }
        DecryptError::InvalidHeader | DecryptError::InvalidMac | DecryptError::Io(_) => {
            Refusal::Unreadable(Unreadable::Damaged)
        }
    }
}

/// The passphrase in the type that age wipes.
fn for_age(passphrase: &Secret<String>) -> SecretString {
    SecretString::from(passphrase.expose().clone())
}

#[cfg(test)]
mod tests;
