//! Leaving no trace: what was sealed before a change rests in no file of the vault after it.
//!
//! `secure_delete` overwrites rows within the file. The write-ahead log and backups of an earlier schema hold copies.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::backup_copy;
use super::open::BUSY;

/// Empties the write-ahead log, and removes from backups every sealed row that the vault no longer has.
///
/// Both are done as far as they can be: another process that reads at this moment keeps the log, and then its next
/// change empties it. Nobody is made to wait for that.
pub(super) fn wipe(connection: &Connection) {
    let Some(file) = connection.path().filter(|path| !path.is_empty()) else { return };
    let _ = connection.busy_timeout(Duration::ZERO);
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    let _ = connection.busy_timeout(BUSY);
    for backup in backup_copy::all_of(Path::new(file)) {
        let _ = wipe_backup(&backup, file);
    }
}

fn wipe_backup(backup: &Path, vault: &str) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(backup, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "secure_delete", true)?;
    // A journal on disk would be one more copy of what is removed.
    connection.pragma_update(None, "journal_mode", "MEMORY")?;
    connection.execute("ATTACH DATABASE ?1 AS vault", [vault])?;
    connection
        .execute(
            "DELETE FROM main.sealed WHERE NOT EXISTS (
                 SELECT 1 FROM vault.sealed AS held
                 WHERE held.kind = main.sealed.kind AND held.owner = main.sealed.owner
                     AND held.nonce = main.sealed.nonce)",
            [],
        )
        .map(drop)
}

/// Forces a file, or the names in a folder, onto the disk.
pub(super) fn sync(path: &Path) -> std::io::Result<()> {
    fs::File::open(path)?.sync_all()
}
