//! A copy of the vault as it was before its schema changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::error::VaultError;
use super::open::private_file;
use super::{schema, traces};

/// Copies a vault of an older schema beside itself, and checks the copy; an older backup stays until the new one stands.
pub(super) fn make(connection: &Connection, found: u32) -> Result<PathBuf, VaultError> {
    let file = connection.path().filter(|path| !path.is_empty()).map(PathBuf::from);
    let file = file.ok_or(VaultError::Damaged)?;
    let backup = beside(&file, &format!(".schema-{found}.backup"));
    let unfinished = beside(&backup, ".unfinished");
    let made = copy(connection, &unfinished, found)
        .and_then(|()| fs::rename(&unfinished, &backup).map_err(|source| VaultError::of_file(&backup, source)));
    if let Err(error) = made {
        // What stays of it is overwritten by the next one.
        let _ = fs::remove_file(&unfinished);
        return Err(clear(error.at(&backup), &backup));
    }
    #[cfg(unix)]
    if let Some(folder) = backup.parent() {
        traces::sync(folder).map_err(|source| VaultError::of_file(folder, source))?;
    }
    Ok(backup)
}

/// The backups of a vault's file.
pub(super) fn all_of(file: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
        return Vec::new();
    };
    let is_backup = |path: &PathBuf| {
        let rest = path.file_name().and_then(|of| of.to_str()).and_then(|of| of.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(".schema-") && rest.ends_with(".backup"))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(is_backup).collect()
}

/// A file whose name begins with another's.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn copy(connection: &Connection, into: &Path, found: u32) -> Result<(), VaultError> {
    match fs::remove_file(into) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(VaultError::of_file(into, source)),
        Ok(()) | Err(_) => {}
    }
    // Made beforehand, so that nobody else can read it while it fills.
    private_file().open(into).map_err(|source| VaultError::of_file(into, source))?;
    let name = into.to_str().ok_or(VaultError::Damaged)?;
    connection.execute("VACUUM INTO ?1", [name])?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let whole = schema::is_sound_at(&Connection::open_with_flags(into, flags)?, found)?;
    traces::sync(into).map_err(|source| VaultError::of_file(into, source))?;
    if whole { Ok(()) } else { Err(VaultError::Damaged) }
}

/// A failure to make a backup is about the backup: it says nothing about the vault itself.
fn clear(error: VaultError, backup: &Path) -> VaultError {
    match error {
        VaultError::DiskFull { .. } | VaultError::ReadOnly { .. } | VaultError::DataFolder { .. } => error,
        error => VaultError::DataFolder { path: backup.to_owned(), source: io::Error::other(error) },
    }
}
