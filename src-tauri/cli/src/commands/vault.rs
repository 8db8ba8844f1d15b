//! `trilo vault`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use trilo_agent::{Ask, Reply, Vault};
use trilo_core::backup::{Action, ItemKind};
use trilo_core::passphrase::Passphrase;
use trilo_core::sessions::{VaultState, VaultStatus};
use trilo_core::vault::KeyStoreKind;
use trilo_core::{Core, Error, machine};

use crate::composition;
use crate::exit::Exit;
use crate::failure::{Failure, Wire};
use crate::obtain::vault_of_agent;
use crate::output::Output;

/// Looks at the vault, moves its key, backs it up and restores it.
#[derive(Debug, Subcommand)]
pub enum VaultCommand {
    /// Show where the vault and its key rest, and whether it opens
    Status,
    /// Lock the vault of the agent or the window, and with it all commands
    Lock,
    /// Unlock the vault of the agent or the window; without one, show that the vault opens
    Unlock,
    /// Move the vault's key: to the system's key store, or under a passphrase
    KeyStore {
        /// Where to
        #[arg(value_enum)]
        place: Place,
        /// A file with the present passphrase, instead of asking
        #[arg(long, value_name = "FILE")]
        current_passphrase_file: Option<PathBuf>,
        /// A file with the new passphrase, instead of asking
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Write everything into a file, encrypted under a passphrase of its own
    Backup {
        /// The file, which must not exist yet
        file: PathBuf,
        /// A file with the backup's passphrase, instead of asking
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Take a backup in: what is newer here stays
    Restore {
        /// The file
        file: PathBuf,
        /// A file with the backup's passphrase, instead of asking
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// Only tell what it would do
        #[arg(long)]
        dry_run: bool,
    },
}

/// Where a vault's key may rest.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Place {
    /// The system's key store
    System,
    /// In the vault, under a passphrase
    Passphrase,
}

#[derive(Debug, Serialize)]
struct StatusShape {
    state: &'static str,
    key_store: &'static str,
    system_key_store: &'static str,
    data_folder: String,
    exists: bool,
    passphrase_file: bool,
    damaged_rows: u32,
    agent: Option<Vault>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Wire>,
}

impl VaultCommand {
    /// Does it.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        match self {
            Self::Status => {
                let core = composition::start_quietly().await?;
                tell(output, core.vault_status())
            }
            Self::Lock => lock(output).await,
            Self::Unlock => unlock(output).await,
            Self::KeyStore { place, current_passphrase_file, new_passphrase_file } => {
                let core = composition::open().await?;
                let under_passphrase = core.vault_status().key_store == KeyStoreKind::Passphrase;
                let status = match place {
                    Place::System => core.use_system_key_store().await?,
                    Place::Passphrase => {
                        let current = match (under_passphrase, &current_passphrase_file) {
                            (false, _) => None,
                            (true, file) => {
                                Some(composition::passphrase(file.as_deref(), "Present passphrase: ", false)?)
                            }
                        };
                        let new = composition::passphrase(new_passphrase_file.as_deref(), "New passphrase: ", true)?;
                        core.use_passphrase(current, Passphrase::new(new).map_err(Error::from)?).await?
                    }
                };
                tell(output, status)
            }
            Self::Backup { file, passphrase_file } => backup(output, file, passphrase_file).await,
            Self::Restore { file, passphrase_file, dry_run } => restore(output, file, passphrase_file, dry_run).await,
        }
    }
}

/// Asks the agent about its vault, where there is one.
fn of_agent(ask: &Ask) -> Result<Option<Vault>, Failure> {
    match trilo_agent::ask(&machine::data_folder(), ask, |_| {}) {
        Some(Reply::Vault(vault)) => Ok(Some(vault)),
        Some(Reply::Refused(refusal)) => Err(refusal.into()),
        Some(Reply::Token { .. } | Reply::Unfit) | None => Ok(None),
    }
}

/// Unlocks the agent's vault by the vault's passphrase, or by the key store.
async fn unlock(output: Output) -> Result<Exit, Failure> {
    if !matches!(of_agent(&Ask::Status)?, Some(Vault::Locked | Vault::Closed)) {
        return tell(output, composition::open().await?.vault_status());
    }
    let status = composition::start_quietly().await?.vault_status();
    let passphrase = match status.key_store {
        KeyStoreKind::Passphrase => {
            let file = machine::passphrase_file();
            Some(composition::passphrase(file.as_deref(), "Passphrase of the vault: ", false)?)
        }
        KeyStoreKind::System | KeyStoreKind::Memory => None,
    };
    match of_agent(&Ask::Unlock(passphrase))? {
        Some(Vault::Open) => tell(output, VaultStatus { state: VaultState::Open, ..status }),
        // The agent went away, or the vault was locked again meanwhile.
        Some(Vault::Locked | Vault::Closed) | None => Err(Error::VaultLocked.into()),
    }
}

/// Without an agent, a command holds the vault open no longer than it runs, so there is nothing to lock but what opens
/// without asking.
async fn lock(output: Output) -> Result<Exit, Failure> {
    if of_agent(&Ask::Lock)?.is_some() {
        output.note("The vault is locked, and with it all commands, until `trilo vault unlock`.");
        tell(output, composition::start_quietly().await?.vault_status())?;
        return Ok(Exit::Done);
    }
    let status = composition::start_quietly().await?.vault_status();
    let words = match (status.key_store, status.passphrase_file) {
        (KeyStoreKind::System, _) => {
            "No command holds the vault open, and its key rests in the system's key store: lock that to lock the vault."
        }
        (KeyStoreKind::Passphrase, true) => {
            "No command holds the vault open, but TRILO_PASSPHRASE_FILE opens it without asking: unset that."
        }
        (KeyStoreKind::Passphrase, false) => "No command holds the vault open; each asks for its passphrase.",
        (KeyStoreKind::Memory, _) => return Err(Error::NothingToLock.into()),
    };
    output.note(words);
    tell(output, status)
}

fn tell(output: Output, status: VaultStatus) -> Result<Exit, Failure> {
    let agent = vault_of_agent();
    let (state, problem) = match status.state {
        VaultState::Open | VaultState::MemoryOnly if agent == Some(Vault::Locked) => ("locked", None),
        VaultState::Open => ("open", None),
        VaultState::MemoryOnly => ("memory", None),
        VaultState::Locked => ("locked", None),
        VaultState::Unavailable(problem) => ("unavailable", Some(Failure::Recorded(problem))),
    };
    let key_store = match status.key_store {
        KeyStoreKind::System => "system",
        KeyStoreKind::Passphrase => "passphrase",
        KeyStoreKind::Memory => "memory",
    };
    let rests = match status.key_store {
        KeyStoreKind::System => status.system_key_store,
        KeyStoreKind::Passphrase => "in the vault, under a passphrase",
        KeyStoreKind::Memory => "in memory",
    };
    let folder = status.data_folder.display().to_string();
    let words = format!(
        "state   {state}\nkey     {rests}\nfolder  {folder}{}\nagent   {}",
        if status.exists { "" } else { " (no vault there yet)" },
        match agent {
            Some(Vault::Open) => "holds the vault open",
            Some(Vault::Locked) => "was locked",
            Some(Vault::Closed) => "was not unlocked yet",
            None => "none",
        },
    );
    let shape = StatusShape {
        state,
        key_store,
        system_key_store: status.system_key_store,
        data_folder: folder,
        exists: status.exists,
        passphrase_file: status.passphrase_file,
        damaged_rows: status.damaged_rows,
        agent,
        problem: problem.as_ref().map(Failure::problem),
    };
    output.answer(&shape, &words)?;
    match problem {
        Some(failure) if !output.is_json() => Err(failure),
        Some(failure) => Ok(failure.exit()),
        None if state == "locked" => Ok(Exit::VaultClosed),
        None => Ok(Exit::Done),
    }
}

async fn backup(output: Output, file: PathBuf, passphrase_file: Option<PathBuf>) -> Result<Exit, Failure> {
    let core = composition::open().await?;
    let passphrase = composition::passphrase(passphrase_file.as_deref(), "Passphrase of the backup: ", true)?;
    let written = core.export_backup(file, Passphrase::new(passphrase).map_err(Error::from)?).await?;
    let path = written.path.display().to_string();
    let words = format!("{path}: {} registrations, {} accounts", written.registrations, written.accounts);
    let shape = serde_json::json!({
        "path": path,
        "registrations": written.registrations,
        "accounts": written.accounts,
        "bytes": written.bytes,
    });
    output.answer(&shape, &words)?;
    Ok(Exit::Done)
}

async fn restore(
    output: Output,
    file: PathBuf,
    passphrase_file: Option<PathBuf>,
    dry_run: bool,
) -> Result<Exit, Failure> {
    let core: Core = composition::open().await?;
    let passphrase = composition::passphrase(passphrase_file.as_deref(), "Passphrase of the backup: ", false)?;
    let preview = core.preview_backup(file, passphrase).await?;
    let mut items = Vec::new();
    let mut words = String::new();
    for item in &preview.items {
        let kind = match item.kind {
            ItemKind::Registration => "registration",
            ItemKind::Account => "account",
            ItemKind::Settings => "settings",
        };
        let action = match item.because.action() {
            Action::Add => "add",
            Action::Replace => "replace",
            Action::Skip => "skip",
        };
        words.push_str(&format!("{action}  {kind}  {}\n", item.name));
        items.push(serde_json::json!({ "kind": kind, "name": item.name, "action": action }));
    }
    let mut shape = serde_json::json!({ "made_at": preview.made_at.to_string(), "items": items });
    if !dry_run {
        let imported = core.import_backup(&preview.id).await?;
        words.push_str(&format!(
            "{} added, {} replaced, {} left as they are, {} failed\n",
            imported.added,
            imported.replaced,
            imported.skipped,
            imported.failed.len()
        ));
        let failed = |failure: &trilo_core::sessions::ImportFailure| serde_json::json!({ "name": failure.name, "code": failure.problem.code, "message": failure.problem.message });
        shape["added"] = imported.added.into();
        shape["replaced"] = imported.replaced.into();
        shape["skipped"] = imported.skipped.into();
        shape["failed"] = imported.failed.iter().map(failed).collect();
        output.answer(&shape, &words)?;
        return Ok(if imported.failed.is_empty() { Exit::Done } else { Exit::Failed });
    }
    output.answer(&shape, &words)?;
    Ok(Exit::Done)
}
