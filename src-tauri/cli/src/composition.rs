//! Composing the core for one command.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use trilo_agent::Vault;
use trilo_core::ports::{Browser, Event, EventSink, KeyStore, LinkHandler, LinkHandling, SystemClock};
use trilo_core::registration::{API_URL_VARIABLE, AUTHORIZATION_URL_VARIABLE, CallbackUrl, Cloud, commercial_override};
use trilo_core::secret::Secret;
use trilo_core::sessions::{Parts, VaultState};
use trilo_core::vault::{KeyStoreError, KeyStoreKind, SystemKeyStore, VaultError};
use trilo_core::{Core, Error, machine};
use url::Url;

use crate::failure::Failure;
use crate::obtain::vault_of_agent;
use crate::output::Output;

/// The core with its vault open: what nearly every command needs.
pub async fn open() -> Result<Core, Failure> {
    open_with(Arc::new(machine::SystemBrowser::from_environment()), Arc::new(Unheard)).await
}

/// The same with a browser and a listener of the command's own.
pub async fn open_with(browser: Arc<dyn Browser>, events: Arc<dyn EventSink>) -> Result<Core, Failure> {
    // What was locked on purpose opens only for a person who knows the passphrase.
    let is_locked = vault_of_agent() == Some(Vault::Locked);
    let passphrase_file = machine::passphrase_file().filter(|_| !is_locked);
    let core = start(browser, events, passphrase_file).await?;
    let status = core.vault_status();
    match status.state {
        VaultState::Open | VaultState::MemoryOnly if is_locked => Err(Error::VaultLocked.into()),
        VaultState::Open | VaultState::MemoryOnly => Ok(core),
        VaultState::Locked if status.key_store == KeyStoreKind::Passphrase && may_ask() => {
            core.unlock(Some(ask("Passphrase of the vault: ")?)).await?;
            Ok(core)
        }
        // The file was read, and what it says was tried.
        VaultState::Locked if status.passphrase_file => Err(Error::from(VaultError::PassphraseWrong).into()),
        VaultState::Locked => Err(Error::VaultLocked.into()),
        VaultState::Unavailable(problem) => Err(Failure::Recorded(problem)),
    }
}

/// The core, whatever became of its vault.
async fn start(
    browser: Arc<dyn Browser>,
    events: Arc<dyn EventSink>,
    passphrase_file: Option<PathBuf>,
) -> Result<Core, Failure> {
    commercial_override().map_err(Error::from)?;
    let parts = Parts {
        data_folder: machine::data_folder(),
        key_store: Arc::new(SystemKeyStore),
        passphrase_file,
        browser,
        links: Arc::new(WindowsLinks),
        clock: Arc::new(SystemClock),
        events,
    };
    Ok(Core::open_for_command(parts).await?)
}

/// The core for an agent, which a person may also open later.
pub async fn open_for_agent() -> Result<Core, Failure> {
    let core = start_quietly().await?;
    let status = core.vault_status();
    match status.state {
        VaultState::Locked if status.key_store == KeyStoreKind::Passphrase && may_ask() => {
            core.unlock(Some(ask("Passphrase of the vault: ")?)).await?;
        }
        VaultState::Open | VaultState::MemoryOnly | VaultState::Locked => {}
        VaultState::Unavailable(problem) => return Err(Failure::Recorded(problem)),
    }
    Ok(core)
}

/// The core for commands that look at the vault from outside.
pub async fn start_quietly() -> Result<Core, Failure> {
    let browser = Arc::new(machine::SystemBrowser::from_environment());
    start(browser, Arc::new(Unheard), machine::passphrase_file()).await
}

/// The core with nothing but memory, whatever vault there is.
pub async fn in_memory() -> Result<Core, Failure> {
    let nowhere = tempfile::tempdir().map_err(|error| Failure::Unusable {
        what: "the folder for temporary files".to_owned(),
        why: error.to_string(),
    })?;
    commercial_override().map_err(Error::from)?;
    let core = Core::open_for_command(Parts {
        data_folder: nowhere.path().to_owned(),
        key_store: Arc::new(NoKeyStore),
        passphrase_file: None,
        browser: Arc::new(machine::SystemBrowser::from_environment()),
        links: Arc::new(WindowsLinks),
        clock: Arc::new(SystemClock),
        events: Arc::new(Unheard),
    });
    let core = core.await?;
    core.keep_in_memory();
    Ok(core)
}

/// Whether somebody can be asked: both ends are a terminal.
#[must_use]
pub fn may_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a secret at the terminal, without an echo.
pub fn ask(prompt: &str) -> Result<Secret<String>, Failure> {
    let answer = rpassword::prompt_password(prompt);
    let why = |error: io::Error| Failure::Unusable { what: "the terminal".to_owned(), why: error.to_string() };
    Ok(Secret::new(answer.map_err(why)?))
}

/// A passphrase out of a file, or from the terminal; chosen anew, it is asked for twice.
pub fn passphrase(file: Option<&Path>, prompt: &str, chosen_anew: bool) -> Result<Secret<String>, Failure> {
    if let Some(file) = file {
        return Ok(trilo_core::passphrase::read_file(file).map_err(Error::from)?);
    }
    if !may_ask() {
        return Err(Error::from(VaultError::PassphraseMissing).into());
    }
    let first = ask(prompt)?;
    if chosen_anew && ask("The same once more: ")?.expose() != first.expose() {
        return Err(Failure::Unusable {
            what: "the passphrase".to_owned(),
            why: "it was typed differently".to_owned(),
        });
    }
    Ok(first)
}

/// The variables that override the commercial cloud's endpoints, with what they say, if a cloud is the commercial one.
#[must_use]
pub fn overrides(cloud: &Cloud) -> Vec<(&'static str, Url)> {
    let overridden = matches!(cloud, Cloud::Commercial).then(commercial_override).and_then(Result::ok).flatten();
    let Some(endpoints) = overridden else { return Vec::new() };
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    [(AUTHORIZATION_URL_VARIABLE, endpoints.authorization_url), (API_URL_VARIABLE, endpoints.api_url)]
        .into_iter()
        .filter(|(name, _)| set(name))
        .collect()
}

/// Says that the environment overrides the endpoints of a cloud, where it does.
pub fn note_overrides(output: Output, cloud: &Cloud) {
    for (name, url) in overrides(cloud) {
        output.note(&format!("note: {name} is set: {url} plays Atlassian's commercial cloud"));
    }
}

/// Nobody listens: a command looks at what comes of its call.
pub struct Unheard;

impl EventSink for Unheard {
    fn emit(&self, _: Event) {}
}

/// No key store, so that nothing is written anywhere.
struct NoKeyStore;

impl KeyStore for NoKeyStore {
    fn name(&self) -> &'static str {
        "none"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Missing { source: None })
    }

    fn read(&self, _: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        self.state().map(|()| None)
    }

    fn write(&self, _: &str, _: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        self.state()
    }

    fn remove(&self, _: &str) -> Result<(), KeyStoreError> {
        self.state()
    }
}

/// Trilo's links open the window, never a command.
struct WindowsLinks;

impl LinkHandler for WindowsLinks {
    fn check(&self) -> LinkHandling {
        machine::handler_of(CallbackUrl::SCHEME).map_or(LinkHandling::Nobody, LinkHandling::Elsewhere)
    }

    fn receives(&self) -> bool {
        false
    }

    fn open(&self, _: &Url) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "a command does not receive links"))
    }
}
