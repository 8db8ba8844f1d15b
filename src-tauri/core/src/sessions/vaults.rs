//! Which vault is at work: the one on disk, or one in memory.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Core;
use crate::error::{Error, Problem};
use crate::ports::{Event, lock};
use crate::vault::{Vault, key_store};

/// For how long the key store may take when nobody waits for it.
const AT_START: Duration = Duration::from_secs(10);
/// For how long the key store may take when it may ask the person for a password.
const WITH_PROMPT: Duration = Duration::from_mins(2);

/// The vault on disk, if it is open, and the one in memory.
pub(super) struct Vaults {
    memory: Arc<Vault>,
    at_work: Mutex<AtWork>,
    /// Whether new sessions stay in memory though the vault is open, because its key store failed and the person said so.
    new_in_memory: AtomicBool,
}

#[derive(Clone)]
enum AtWork {
    Disk(Arc<Vault>, Option<Duration>),
    Memory,
    None(Problem),
}

/// Where secrets rest now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultState {
    /// Sealed on disk.
    Open,
    /// In memory until Trilo ends, as the person chose.
    MemoryOnly,
    /// Nowhere yet, because the vault could not be opened.
    Unavailable(Problem),
}

/// The vault's state with facts about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultStatus {
    /// Where secrets rest now.
    pub state: VaultState,
    /// The key store's own name.
    pub key_store: &'static str,
    /// How long the last round trip through the key store took.
    pub checked_in: Option<Duration>,
    /// The folder of the vault.
    pub data_folder: std::path::PathBuf,
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
        })
    }

    /// The vault that new things go to.
    pub(super) fn main(&self) -> Result<Arc<Vault>, Error> {
        match &*lock(&self.at_work) {
            AtWork::Disk(vault, _) => Ok(vault.clone()),
            AtWork::Memory => Ok(self.memory.clone()),
            AtWork::None(problem) => Err(Error::VaultClosed(problem.clone())),
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
    pub(super) fn all(&self) -> Vec<Arc<Vault>> {
        match &*lock(&self.at_work) {
            AtWork::Disk(vault, _) => vec![self.memory.clone(), vault.clone()],
            AtWork::Memory | AtWork::None(_) => vec![self.memory.clone()],
        }
    }

    fn state(&self) -> (VaultState, Option<Duration>) {
        match &*lock(&self.at_work) {
            AtWork::Disk(_, checked_in) => (VaultState::Open, *checked_in),
            AtWork::Memory => (VaultState::MemoryOnly, None),
            AtWork::None(problem) => (VaultState::Unavailable(problem.clone()), None),
        }
    }

    fn set(&self, at_work: AtWork) {
        *lock(&self.at_work) = at_work;
    }
}

impl Core {
    /// Where secrets rest now.
    #[must_use]
    pub fn vault_status(&self) -> VaultStatus {
        let (state, checked_in) = self.0.vaults.state();
        VaultStatus {
            state,
            key_store: self.0.parts.key_store.name(),
            checked_in,
            data_folder: self.0.parts.data_folder.clone(),
        }
    }

    pub(super) async fn open_vault(&self) {
        self.try_to_open(AT_START).await;
    }

    /// Tries again to open the vault; the system may ask the person to unlock the key store.
    ///
    /// What was kept in memory so far moves into the vault.
    pub async fn retry_key_store(&self) -> VaultStatus {
        let memory_was_chosen = self.vault_status().state == VaultState::MemoryOnly;
        self.0.vaults.new_in_memory.store(false, Ordering::Relaxed);
        if !matches!(self.vault_status().state, VaultState::Open) {
            self.try_to_open(WITH_PROMPT).await;
        }
        match (self.vault_status().state, memory_was_chosen) {
            (VaultState::Open, _) => {
                self.move_into_vault();
                self.take_up_pending().await;
                self.deliver_held();
            }
            (VaultState::Unavailable(_), true) => self.0.vaults.set(AtWork::Memory),
            (VaultState::Unavailable(_), false) | (VaultState::MemoryOnly, _) => {}
        }
        self.emit(Event::StatusChanged);
        self.emit(Event::AccountsChanged);
        self.vault_status()
    }

    /// Keeps new sessions in memory until Trilo ends. Without an open vault that is everything, and nothing is written to
    /// disk.
    pub fn keep_in_memory(&self) {
        match self.vault_status().state {
            VaultState::Unavailable(_) => self.0.vaults.set(AtWork::Memory),
            VaultState::Open => self.0.vaults.new_in_memory.store(true, Ordering::Relaxed),
            VaultState::MemoryOnly => {}
        }
        self.emit(Event::StatusChanged);
    }

    /// Proves the key store by a round trip, before the person is sent to the browser.
    pub(super) async fn prove_key_store(&self) -> Result<Option<Duration>, Error> {
        let vault = self.0.vaults.main()?;
        if vault.is_in_memory() || self.0.vaults.keeps_new_in_memory() {
            return Ok(None);
        }
        let took = key_store::prove(&self.0.parts.key_store).await?;
        self.0.vaults.set(AtWork::Disk(vault, Some(took)));
        Ok(Some(took))
    }

    async fn try_to_open(&self, deadline: Duration) {
        let parts = &self.0.parts;
        let begun = std::time::Instant::now();
        match Vault::open(&parts.data_folder, &parts.key_store, deadline).await {
            Ok(vault) => self.0.vaults.set(AtWork::Disk(Arc::new(vault), Some(begun.elapsed()))),
            Err(error) => self.0.vaults.set(AtWork::None(Error::from(error).problem())),
        }
    }

    /// Moves registrations and sessions out of memory. One that cannot be stored stays, and can be stored later.
    fn move_into_vault(&self) {
        let memory = self.0.vaults.memory();
        for registration in memory.registrations().unwrap_or_default() {
            let secret = memory.client_secret(&registration.id).unwrap_or_default();
            if let Ok(main) = self.0.vaults.main() {
                let _ = main.put_registration(&registration, secret.as_ref());
            }
        }
        for (record, _) in memory.sessions().unwrap_or_default() {
            let _ = self.store_in_vault(&record.id);
        }
    }
}
