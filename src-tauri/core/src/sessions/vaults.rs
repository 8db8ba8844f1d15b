//! Which vault is at work: the one on disk, or one in memory.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Core;
use crate::error::{Error, Problem};
use crate::ports::{Event, lock};
use crate::secret::Secret;
use crate::settings::Settings;
use crate::vault::{KeyStoreKind, Keys, Vault, VaultError, key_store};

/// For how long the key store may take when nobody waits for it.
pub(super) const AT_START: Duration = Duration::from_secs(10);
/// For how long the key store may take when it may ask the person for a password.
pub(super) const WITH_PROMPT: Duration = Duration::from_mins(2);

/// The vault on disk, if it is open, and the one in memory.
pub(super) struct Vaults {
    memory: Arc<Vault>,
    at_work: Mutex<AtWork>,
    /// Whether new sessions stay in memory though the vault is open, because its key store failed and the person said so.
    new_in_memory: AtomicBool,
    /// Whether somebody locked the vault since this process began.
    was_locked: AtomicBool,
}

#[derive(Clone)]
pub(super) enum AtWork {
    Disk(Arc<Vault>, Option<Duration>),
    Memory,
    /// Closed; its key rests there.
    Locked(KeyStoreKind),
    None(Problem),
}

/// Where secrets rest now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultState {
    /// Sealed on disk.
    Open,
    /// In memory until Trilo ends, as the person chose.
    MemoryOnly,
    /// Sealed on disk, and closed: the person locked it, or its passphrase was not given yet.
    Locked,
    /// Nowhere yet, because the vault could not be opened.
    Unavailable(Problem),
}

/// The vault's state with facts about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultStatus {
    /// Where secrets rest now.
    pub state: VaultState,
    /// Where the key of the vault at work rests; of a closed vault, where it rested last or rests by its file.
    pub key_store: KeyStoreKind,
    /// The name of the system's key store.
    pub system_key_store: &'static str,
    /// How long the last round trip through the key store took.
    pub checked_in: Option<Duration>,
    /// The folder of the vault.
    pub data_folder: std::path::PathBuf,
    /// Whether there is a vault in the folder.
    pub exists: bool,
    /// Whether a file holds the vault's passphrase.
    pub passphrase_file: bool,
    /// How many rows of the vault could not be read since it was opened.
    pub damaged_rows: u32,
}

impl Vaults {
    pub(super) fn new() -> Result<Self, Error> {
        let not_tried = Problem {
            code: crate::Code::VaultUnavailable,
            message: "not opened yet".into(),
            details: std::collections::BTreeMap::default(),
        };
        Ok(Self {
            memory: Arc::new(Vault::in_memory()?),
            at_work: Mutex::new(AtWork::None(not_tried)),
            new_in_memory: AtomicBool::new(false),
            was_locked: AtomicBool::new(false),
        })
    }

    /// The vault that new things go to.
    pub(super) fn main(&self) -> Result<Arc<Vault>, Error> {
        match self.at_work() {
            AtWork::Disk(vault, _) => Ok(vault),
            AtWork::Memory => Ok(self.memory.clone()),
            AtWork::Locked(_) => Err(Error::VaultLocked),
            AtWork::None(problem) => Err(Error::VaultClosed(problem)),
        }
    }

    /// The vault in memory, which takes a session that the one on disk could not.
    pub(super) const fn memory(&self) -> &Arc<Vault> {
        &self.memory
    }

    /// Whether new sessions stay in memory.
    pub(super) fn keeps_new_in_memory(&self) -> bool {
        self.new_in_memory.load(Ordering::Relaxed)
    }

    /// Every vault that may hold sessions. Memory comes first: what rests there beside an open vault is newer than what
    /// the vault could not replace.
    ///
    /// A lock closes memory too.
    pub(super) fn all(&self) -> Result<Vec<Arc<Vault>>, Error> {
        match self.at_work() {
            AtWork::Disk(vault, _) => Ok(vec![self.memory.clone(), vault]),
            AtWork::Memory | AtWork::None(_) => Ok(vec![self.memory.clone()]),
            AtWork::Locked(_) => Err(Error::VaultLocked),
        }
    }

    pub(super) fn at_work(&self) -> AtWork {
        lock(&self.at_work).clone()
    }

    /// Closes the vault at somebody's wish.
    pub(super) fn lock(&self, rests: KeyStoreKind) {
        self.was_locked.store(true, Ordering::Relaxed);
        self.set(AtWork::Locked(rests));
    }

    /// Whether the vault is closed at somebody's wish.
    pub(super) fn was_locked(&self) -> bool {
        self.was_locked.load(Ordering::Relaxed) && matches!(self.at_work(), AtWork::Locked(_))
    }

    pub(super) fn set(&self, at_work: AtWork) {
        if matches!(at_work, AtWork::Disk(..)) {
            self.was_locked.store(false, Ordering::Relaxed);
        }
        *lock(&self.at_work) = at_work;
    }

    /// Notes why no vault is open, unless one was opened meanwhile.
    fn set_unless_open(&self, at_work: AtWork) {
        let mut current = lock(&self.at_work);
        if !matches!(&*current, AtWork::Disk(..)) {
            *current = at_work;
        }
    }

    /// Whether the vault on disk is open.
    pub(super) fn is_open(&self) -> bool {
        matches!(&*lock(&self.at_work), AtWork::Disk(..))
    }

    /// Puts something in the place of an open vault, unless that was locked or replaced meanwhile; returns whether it was
    /// still at work.
    pub(super) fn replace(&self, vault: &Arc<Vault>, by: AtWork) -> bool {
        let mut at_work = lock(&self.at_work);
        let still = matches!(&*at_work, AtWork::Disk(current, _) if Arc::ptr_eq(current, vault));
        if still {
            *at_work = by;
        }
        still
    }
}

impl Core {
    /// Where secrets rest now.
    #[must_use]
    pub fn vault_status(&self) -> VaultStatus {
        let folder = &self.0.parts.data_folder;
        let at_work = self.0.vaults.at_work();
        let damaged_rows = match &at_work {
            AtWork::Disk(vault, _) => vault.damaged_rows(),
            AtWork::Memory | AtWork::Locked(_) | AtWork::None(_) => 0,
        };
        let (state, checked_in, open) = match at_work {
            AtWork::Disk(vault, checked_in) => (VaultState::Open, checked_in, Some(vault.key_store())),
            AtWork::Memory => (VaultState::MemoryOnly, None, Some(KeyStoreKind::Memory)),
            AtWork::Locked(kind) => (VaultState::Locked, None, Some(kind)),
            AtWork::None(problem) => (VaultState::Unavailable(problem), None, None),
        };
        VaultStatus {
            state,
            key_store: open.or_else(|| Vault::key_store_in(folder)).unwrap_or(KeyStoreKind::System),
            system_key_store: self.0.parts.key_store.name(),
            checked_in,
            data_folder: folder.clone(),
            exists: Vault::exists(folder),
            passphrase_file: self.0.parts.passphrase_file.is_some(),
            damaged_rows,
        }
    }

    pub(super) async fn open_vault(&self) {
        // The state tells what came of it.
        let _ = self.try_to_open(AT_START, None).await;
    }

    /// Tries again to open the vault; the system may ask the person to unlock the key store.
    ///
    /// What was kept in memory so far moves into the vault.
    pub async fn retry_key_store(&self) -> VaultStatus {
        self.0.vaults.new_in_memory.store(false, Ordering::Relaxed);
        if !self.0.vaults.is_open() {
            // The state tells what came of it.
            let _ = self.try_to_open(WITH_PROMPT, None).await;
        }
        if self.0.vaults.is_open() {
            self.note_activity();
            self.take_up_vault().await;
        }
        self.vault_changed();
        self.vault_status()
    }

    /// Keeps new sessions in memory until Trilo ends. Without an open vault that is everything, and nothing is written to
    /// disk. A locked vault stays locked: what rests in memory is behind the lock too.
    pub fn keep_in_memory(&self) {
        match self.0.vaults.at_work() {
            AtWork::None(_) => self.0.vaults.set(AtWork::Memory),
            AtWork::Disk(..) => self.0.vaults.new_in_memory.store(true, Ordering::Relaxed),
            AtWork::Memory | AtWork::Locked(_) => {}
        }
        self.emit(Event::StatusChanged);
    }

    /// Proves the key store by a round trip, before the person is sent to the browser; gives its name.
    pub(super) async fn prove_key_store(&self) -> Result<&'static str, Error> {
        let vault = self.0.vaults.main()?;
        if self.0.vaults.keeps_new_in_memory() {
            return Ok("memory");
        }
        match vault.key_store() {
            KeyStoreKind::Memory => Ok("memory"),
            KeyStoreKind::Passphrase => Ok("passphrase"),
            KeyStoreKind::System => {
                let took = key_store::prove(&self.0.parts.key_store).await?;
                self.0.vaults.replace(&vault, AtWork::Disk(vault.clone(), Some(took)));
                Ok(self.0.parts.key_store.name())
            }
        }
    }

    /// What the vault's key may come from, without asking the person.
    pub(super) fn keys(&self, deadline: Duration, passphrase: Option<Secret<String>>) -> Result<Keys, Error> {
        let parts = &self.0.parts;
        // A vault under the system's key store needs no file, so one that cannot be used does not matter.
        let asks_nobody = || Vault::key_store_in(&parts.data_folder) == Some(KeyStoreKind::System);
        let passphrase = match (passphrase, &parts.passphrase_file) {
            (None, Some(file)) if !asks_nobody() => Some(crate::passphrase::read_file(file)?),
            (given, _) => given,
        };
        Ok(Keys { store: self.0.parts.key_store.clone(), deadline, passphrase })
    }

    /// Opens the vault, and notes what came of it: a failure leaves what was chosen before, memory or the lock.
    pub(super) async fn try_to_open(
        &self,
        deadline: Duration,
        passphrase: Option<Secret<String>>,
    ) -> Result<(), Error> {
        let before = self.0.vaults.at_work();
        let existed = Vault::exists(&self.0.parts.data_folder);
        match self.opened(deadline, passphrase).await {
            Ok((vault, took)) => {
                if !existed {
                    // What was set so far goes along into a new vault; private mode must not end by the way.
                    vault.put_settings(&self.0.vaults.memory().settings()?)?;
                }
                self.0.vaults.set(AtWork::Disk(vault, took));
                Ok(())
            }
            Err(error) => {
                let needs_passphrase =
                    matches!(error, Error::Vault(VaultError::PassphraseMissing | VaultError::PassphraseWrong));
                let after = match before {
                    before @ (AtWork::Memory | AtWork::Locked(_)) => before,
                    AtWork::Disk(..) | AtWork::None(_) if needs_passphrase => AtWork::Locked(KeyStoreKind::Passphrase),
                    AtWork::Disk(..) | AtWork::None(_) => AtWork::None(error.problem()),
                };
                self.0.vaults.set_unless_open(after);
                Err(error)
            }
        }
    }

    /// Opens the vault and leaves to the caller what becomes of it; tells how long the system's key store took.
    pub(super) async fn opened(
        &self,
        deadline: Duration,
        passphrase: Option<Secret<String>>,
    ) -> Result<(Arc<Vault>, Option<Duration>), Error> {
        let begun = std::time::Instant::now();
        let keys = self.keys(deadline, passphrase)?;
        let vault = Vault::open(&self.0.parts.data_folder, &keys).await?;
        let took = (vault.key_store() == KeyStoreKind::System).then(|| begun.elapsed());
        Ok((Arc::new(vault), took))
    }

    /// Goes on with a vault that was just opened.
    pub(super) async fn take_up_vault(&self) {
        self.move_into_vault();
        self.take_up_pending().await;
        self.deliver_held();
        self.close_interrupted_attempts();
    }

    /// Carries private mode over from memory, before anything that it is about.
    fn keep_private(&self, main: &Vault) -> Result<(), Error> {
        let memory = self.0.vaults.memory();
        if memory.settings()?.private_mode {
            main.put_settings(&Settings { private_mode: true, ..main.settings()? })?;
            // From here on it is the vault's settings that say so, until the person says otherwise.
            memory.put_settings(&Settings::default())?;
        }
        Ok(())
    }

    pub(super) fn vault_changed(&self) {
        self.emit(Event::StatusChanged);
        self.emit(Event::AccountsChanged);
    }

    /// Moves registrations and sessions out of memory. One that cannot be stored stays, and can be stored later.
    ///
    /// A registration that the vault has already is not written over: there it may have been changed since.
    fn move_into_vault(&self) {
        let (Ok(main), memory) = (self.0.vaults.main(), self.0.vaults.memory()) else { return };
        if self.keep_private(&main).is_err() {
            return;
        }
        for registration in memory.registrations().unwrap_or_default() {
            let stored = match main.registration(&registration.id) {
                Ok(None) => {
                    let secret = memory.client_secret(&registration.id).unwrap_or_default();
                    main.put_registration(&registration, secret.as_ref()).is_ok()
                }
                Ok(Some(_)) => true,
                Err(_) => false,
            };
            if stored {
                let _ = memory.remove_registration_alone(&registration.id);
            }
        }
        let chosen = self.0.vaults.keeps_new_in_memory();
        for record in memory.session_records().unwrap_or_default() {
            // Sessions that the person keeps in memory stay there.
            if !chosen || lock(&self.0.kept_in_memory).contains_key(&record.id) {
                let _ = self.store_in_vault(&record.id);
            }
        }
    }
}
