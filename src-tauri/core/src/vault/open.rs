//! Opening the vault file, and making it when there is none.

use std::ffi::OsStr;
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
use super::key_place::{self, KeyPlace};
use super::key_store::{KeyStoreError, with_deadline};
use super::seal::Seal;
use super::{KeyStoreKind, NewKey, Rests, Vault, schema, traces};
use crate::passphrase::Passphrase;
use crate::ports::KeyStore;
use crate::secret::Secret;

/// The vault's file in the data folder.
const FILE: &str = "vault.sqlite3";
/// How long another process may hold the file.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// What a vault's key may come from.
#[derive(Clone)]
pub struct Keys {
    /// The system's key store.
    pub store: Arc<dyn KeyStore>,
    /// For how long one question to it may take.
    pub deadline: Duration,
    /// The passphrase; with one, a new vault is made under it.
    pub passphrase: Option<Secret<String>>,
}

impl Vault {
    /// Opens the vault of a data folder, and makes it when there is none.
    ///
    /// Nothing is written to the folder before the key store has kept a new vault's key and given it back. A vault whose
    /// key is gone is refused and left as it is: a new key could not open what is sealed in it. Several processes may
    /// open the same vault.
    pub async fn open(folder: &Path, keys: &Keys) -> Result<Self, VaultError> {
        let place = Place::of(folder);
        if place.clone().examine().await?.is_none() {
            create(&place, keys).await?;
        }
        let mut tried = None;
        loop {
            let (connection, id) = place.clone().examine().await?.ok_or(VaultError::Damaged)?;
            let rests = KeyPlace::read(&connection, &id)?;
            if tried.as_ref() == Some(&rests) {
                return Err(VaultError::KeyMismatch);
            }
            let opened = match seal_at(rests.clone(), id, keys).await {
                Ok((seal, under)) => apart(move || unlock(connection, seal, under)).await,
                Err(error) => Err(error),
            };
            match opened {
                // Another process may be replacing the key; then it rests elsewhere by now.
                Err(VaultError::KeyMismatch | VaultError::KeyChanged) => tried = Some(rests),
                opened => return opened,
            }
        }
    }

    /// Opens the vault once more with a key that is in hand.
    pub(super) async fn open_with(folder: &Path, seal: Seal, under: KeyStoreKind) -> Result<Self, VaultError> {
        let (connection, _) = Place::of(folder).examine().await?.ok_or(VaultError::Damaged)?;
        apart(move || unlock(connection, seal, under)).await
    }

    /// Where the key of the vault in a data folder rests; `None` without a vault that could be read.
    #[must_use]
    pub fn key_store_in(folder: &Path) -> Option<KeyStoreKind> {
        if !Self::exists(folder) {
            return None;
        }
        let connection = Place::of(folder).connect().ok()?;
        let id: String = connection.query_row("SELECT id FROM vault", [], super::text).ok()?;
        Some(match KeyPlace::read(&connection, &id).ok()? {
            KeyPlace::System { .. } => KeyStoreKind::System,
            KeyPlace::Passphrase { .. } => KeyStoreKind::Passphrase,
        })
    }

    /// Whether there is a vault in a data folder, whatever its state.
    #[must_use]
    pub fn exists(folder: &Path) -> bool {
        fs::metadata(folder.join(FILE)).is_ok_and(|file| file.len() > 0)
    }
}

/// Whether a file of the data folder is the vault, its log, or a copy of it.
pub(super) fn is_of_vault(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(FILE))
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
    fn begin(&self, seal: &Seal, key: &KeyPlace) -> Result<bool, VaultError> {
        private_folder().create(&self.folder).map_err(|source| unusable(&self.folder, source))?;
        self.refuse_foreign()?;
        let _alone = alone_in(&self.folder)?;
        let ours = match private_file().open(&self.file) {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            Err(source) => return Err(unusable(&self.file, source)),
        };
        let began = self.connect().and_then(|mut connection| schema::begin(&mut connection, seal, key));
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
async fn create(place: &Place, keys: &Keys) -> Result<(), VaultError> {
    let seal = Seal::random();
    let key = match &keys.passphrase {
        Some(passphrase) => NewKey::Passphrase(Passphrase::new(passphrase.clone())?),
        None => NewKey::System,
    };
    let original = KeyPlace::original(seal.vault());
    let (seal, key) = key.keep(seal, original, keys).await?;
    let (place, kept) = (place.clone(), key.clone());
    let began = apart(move || place.begin(&seal, &kept)).await;
    if !matches!(began, Ok(true)) {
        // A key without a vault is of no use and of no harm, so a failure to remove it changes nothing.
        let _ = key.remove(keys).await;
    }
    began.map(drop)
}

/// The seal of a vault whose key rests at a place.
pub(super) async fn seal_at(place: KeyPlace, id: String, keys: &Keys) -> Result<(Seal, KeyStoreKind), VaultError> {
    match place {
        KeyPlace::System { entry } => {
            let key = kept_key(entry, keys).await?.ok_or(VaultError::KeyMismatch)?;
            let seal = Seal::with_kept_key(id, &key).ok_or(VaultError::KeyMismatch)?;
            Ok((seal, KeyStoreKind::System))
        }
        KeyPlace::Passphrase { derivation, sealed_key } => {
            let passphrase = keys.passphrase.clone().ok_or(VaultError::PassphraseMissing)?;
            let seal = apart(move || derivation.open(&id, &sealed_key, &passphrase)).await?;
            Ok((seal, KeyStoreKind::Passphrase))
        }
    }
}

async fn kept_key(entry: String, keys: &Keys) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
    let store = Arc::clone(&keys.store);
    with_deadline(keys.deadline, move || {
        store.state()?;
        store.read(&entry)
    })
    .await
}

/// Checks the key before anything is written.
fn unlock(mut connection: Connection, seal: Seal, under: KeyStoreKind) -> Result<Vault, VaultError> {
    match prepare(&mut connection, &seal) {
        Ok(generation) => {
            let file = number_of(&connection).unwrap_or_default();
            let rests = Rests::OnDisk { under, generation, file };
            Ok(Vault { connection: Mutex::new(connection), seal, rests, damaged: DamagedRows::default() })
        }
        Err(error) => Err(super::placed(error, &connection)),
    }
}

/// Gives the generation of the vault's key.
fn prepare(connection: &mut Connection, seal: &Seal) -> Result<i64, VaultError> {
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
    let generation = key_place::generation(connection)?.ok_or(VaultError::Damaged)?;
    // Asked again, for another process may have replaced the key since it was read.
    if seal.matches(connection)? { Ok(generation) } else { Err(VaultError::KeyChanged) }
}

/// The number by which the file system knows the file in the place of a connection's; another file has another number.
#[cfg(unix)]
pub(super) fn number_of(connection: &Connection) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(connection.path()?).ok().map(|file| file.ino())
}

/// On this system a file that is open stays in its place.
#[cfg(not(unix))]
pub(super) fn number_of(_: &Connection) -> Option<u64> {
    Some(0)
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
