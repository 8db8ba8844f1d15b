//! Opening the vault file, and making it when there is none.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};

use super::backup_copy::beside;
use super::damage::DamagedRows;
use super::error::VaultError;
use super::key_store::{self, KeyStoreError, with_deadline};
use super::seal::Seal;
use super::{Vault, schema, traces};
use crate::ports::KeyStore;
use crate::secret::Secret;

/// The vault's file in the data folder.
const FILE: &str = "vault.sqlite3";
/// How long another process may hold the file.
pub(super) const BUSY: Duration = Duration::from_secs(5);

impl Vault {
    /// Opens the vault of a data folder, and makes it when there is none.
    ///
    /// Nothing is written to the folder before the key store has kept a new vault's key and given it back. A vault whose
    /// key is gone is refused and left as it is: a new key could not open what is sealed in it. Every question to the
    /// key store is given up after `deadline`. Several processes may open the same vault.
    pub async fn open(folder: &Path, store: &Arc<dyn KeyStore>, deadline: Duration) -> Result<Self, VaultError> {
        let place = Place::of(folder);
        if place.clone().examine().await?.is_none() {
            create(&place, store, deadline).await?;
        }
        let (connection, id) = place.examine().await?.ok_or(VaultError::Damaged)?;
        let key = kept_key(id.clone(), store, deadline).await?.ok_or(VaultError::KeyMismatch)?;
        let seal = Seal::with_kept_key(id, &key).ok_or(VaultError::KeyMismatch)?;
        apart(move || unlock(connection, seal)).await
    }
}

/// Where a vault rests.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    pub(super) file: PathBuf,
}

impl Place {
    pub(super) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), file: folder.join(FILE) }
    }

    /// Opens the vault that is there, without writing to it; `None` when there is none yet.
    pub(super) async fn examine(self) -> Result<Option<(Connection, String)>, VaultError> {
        apart(move || {
            match fs::metadata(&self.file) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
                Err(source) => return Err(unusable(&self.file, source)),
            }
            self.refuse_foreign()?;
            self.protect()?;
            let connection = self.connect()?;
            let id = schema::vault_id(&connection).map_err(|error| error.at(&self.file))?;
            Ok(id.map(|id| (connection, id)))
        })
        .await
    }

    /// Makes folder and file, and begins the vault in it; returns whether no other process was faster.
    fn begin(&self, seal: &Seal) -> Result<bool, VaultError> {
        private_folder().create(&self.folder).map_err(|source| unusable(&self.folder, source))?;
        self.refuse_foreign()?;
        let _alone = alone_in(&self.folder)?;
        let ours = match private_file().open(&self.file) {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            Err(source) => return Err(unusable(&self.file, source)),
        };
        let began = self.connect().and_then(|mut connection| schema::begin(&mut connection, seal));
        if began.is_err() && ours {
            // Nobody else begins a vault meanwhile, so nothing of anybody is in it.
            for file in [self.file.clone(), beside(&self.file, "-journal")] {
                let _ = fs::remove_file(file);
            }
        }
        began.map_err(|error| error.at(&self.file))
    }

    fn connect(&self) -> Result<Connection, VaultError> {
        let connection = Connection::open_with_flags(
            &self.file,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(BUSY)?;
        if connection.is_readonly(MAIN_DB)? {
            // SQLite opens a file that it may not write to all the same.
            return Err(VaultError::ReadOnly { path: self.file.clone() });
        }
        Ok(connection)
    }

    /// Refuses what belongs to another user, before anything is changed.
    #[cfg(unix)]
    fn refuse_foreign(&self) -> Result<(), VaultError> {
        use std::os::unix::fs::MetadataExt;

        let log = ["-wal", "-shm"].map(|suffix| beside(&self.file, suffix));
        for path in [&self.folder, &self.file].into_iter().chain(&log) {
            match fs::metadata(path) {
                Ok(metadata) if metadata.uid() != rustix::process::geteuid().as_raw() => {
                    return Err(VaultError::Foreign { path: path.clone() });
                }
                Err(source) if source.kind() != ErrorKind::NotFound => return Err(unusable(path, source)),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Leaves it to the system, which lets nobody write to another person's folder.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "it has work to do elsewhere")]
    fn refuse_foreign(&self) -> Result<(), VaultError> {
        Ok(())
    }

    /// Takes the folder and its files from everybody but their owner, whoever gave them away.
    #[cfg(unix)]
    fn protect(&self) -> Result<(), VaultError> {
        let of_log = |suffix: &str| self.folder.join(format!("{FILE}{suffix}"));
        make_private(&self.folder, 0o700).map_err(|source| unusable(&self.folder, source))?;
        for file in [self.file.clone(), of_log("-wal"), of_log("-shm")] {
            match make_private(&file, 0o600) {
                Err(source) if source.kind() != ErrorKind::NotFound => return Err(unusable(&file, source)),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Leaves the folder as it is: on this system a person's data folder is private from the start.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "it has work to do elsewhere")]
    fn protect(&self) -> Result<(), VaultError> {
        Ok(())
    }
}

fn unusable(path: &Path, source: io::Error) -> VaultError {
    VaultError::of_file(path, source)
}

/// Waits until no other process makes, migrates or rescues the vault of a folder; the system ends it with its holder.
pub(super) fn alone_in(folder: &Path) -> Result<File, VaultError> {
    let locks = folder.join("locks");
    private_folder().create(&locks).map_err(|source| unusable(&locks, source))?;
    let path = locks.join("vault.lock");
    let file = File::create(&path).map_err(|source| unusable(&path, source))?;
    file.lock().map_err(|source| unusable(&path, source))?;
    Ok(file)
}

/// The same for the vault of a connection.
pub(super) fn alone_with(connection: &Connection) -> Result<File, VaultError> {
    let folder = connection.path().and_then(|path| Path::new(path).parent()).ok_or(VaultError::Damaged)?;
    alone_in(folder)
}

pub(super) fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn make_private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let permissions = fs::metadata(path)?.permissions();
    if permissions.mode() & 0o777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Makes a new vault. When another process makes one at the same time, the faster one's stays.
async fn create(place: &Place, store: &Arc<dyn KeyStore>, deadline: Duration) -> Result<(), VaultError> {
    let seal = Seal::random();
    let entry = entry(seal.vault());
    keep_new_key(entry.clone(), &seal, store, deadline).await?;
    let place = place.clone();
    let began = apart(move || place.begin(&seal)).await;
    if !matches!(began, Ok(true)) {
        let store = Arc::clone(store);
        // A key without a vault is of no use and of no harm, so a failure to remove it changes nothing.
        let _ = with_deadline(deadline, move || store.remove(&entry)).await;
    }
    began.map(drop)
}

async fn keep_new_key(
    entry: String,
    seal: &Seal,
    store: &Arc<dyn KeyStore>,
    deadline: Duration,
) -> Result<(), KeyStoreError> {
    let (store, key) = (Arc::clone(store), seal.key_to_keep());
    with_deadline(deadline, move || {
        store.state()?;
        key_store::keep(&*store, &entry, &key)
    })
    .await
}

pub(super) async fn kept_key(
    id: String,
    store: &Arc<dyn KeyStore>,
    deadline: Duration,
) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
    let store = Arc::clone(store);
    with_deadline(deadline, move || {
        store.state()?;
        store.read(&entry(&id))
    })
    .await
}

/// The entry of a vault's key in the key store.
fn entry(vault: &str) -> String {
    format!("vault-key:{vault}")
}

/// Checks the key before anything is written.
fn unlock(mut connection: Connection, seal: Seal) -> Result<Vault, VaultError> {
    let prepared = prepare(&mut connection, &seal).map_err(|error| super::placed(error, &connection));
    prepared.map(|()| Vault {
        connection: Mutex::new(connection),
        seal,
        in_memory: false,
        damaged: DamagedRows::default(),
    })
}

fn prepare(connection: &mut Connection, seal: &Seal) -> Result<(), VaultError> {
    if !seal.matches(connection)? {
        return Err(VaultError::KeyMismatch);
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    use_write_ahead_log(connection)?;
    // With a write-ahead log, only this keeps a rotated refresh token through a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    schema::migrate(connection)?;
    traces::wipe(connection);
    Ok(())
}

/// Turns the write-ahead log on. For this change alone `SQLite` does not wait for other processes by itself.
fn use_write_ahead_log(connection: &Connection) -> Result<(), VaultError> {
    let began = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", super::text) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && began.elapsed() < BUSY => {
                thread::sleep(Duration::from_millis(20));
            }
            result => return Ok(result.map(drop)?),
        }
    }
}

/// Makes a call that waits for the disk, apart from the runtime's own threads.
pub(super) async fn apart<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(call).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
