//! The use cases: each a readable sequence over the vault, the token endpoint and Atlassian's APIs.

mod accounts;
mod app_config;
mod backup;
mod beside;
mod bundles;
mod callback;
mod callback_check;
mod clocks;
mod completion;
mod held;
mod hosted;
mod interruptions;
mod journal;
mod keeping_fresh;
mod key_places;
mod locking;
mod marks;
mod offers;
mod personal_data;
mod privacy;
mod refresh;
mod registrations;
mod renewal;
mod rescue;
mod secret_files;
mod sign_in;
mod sign_out;
mod vaults;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::app_config::{ConfigEnvironment, ConfigFiles};
use crate::atlassian::HttpClients;
use crate::authorization::PendingAuthorizations;
use crate::backup::Contents;
use crate::diagnose::bundle::BundleDraft;
use crate::error::Error;
use crate::identifier::{AccountId, AppConfigId, AttemptId, BackupPreviewId, BundleDraftId};
use crate::ports::{Browser, Clock, Event, EventSink, KeyStore, LinkHandler, LinkHandling, lock};
use crate::secret::Secret;
use crate::settings::Settings;

pub use app_config::{ChangedConfig, ConfigReading, ReadEnvironment};
pub use backup::{BackupPreview, ExportedBackup, ImportFailure, ImportedBackup};
pub use callback_check::{CallbackCheck, CallbackCheckFailed, CallbackFact, CallbackFactKind};
pub use hosted::HostedSignIn;
pub use offers::{Offer, OfferContent};
pub use refresh::RefreshOutcome;
pub use registrations::{ListedRegistration, SandboxApp};
pub use sign_in::{SignIn, SignInRequest, SignInState};
pub use sign_out::Revocation;
pub use vaults::{VaultState, VaultStatus};

use held::Held;
use sign_in::Running;
use vaults::Vaults;

/// Everything that Trilo can do; cheap to clone.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

/// What a [`Core`] is made of.
pub struct Parts {
    /// The folder of the vault; made when the vault is.
    pub data_folder: PathBuf,
    /// Where the vault's key rests.
    pub key_store: Arc<dyn KeyStore>,
    /// A file that holds the vault's passphrase; with one, a new vault is made under it.
    pub passphrase_file: Option<PathBuf>,
    /// How pages are shown.
    pub browser: Arc<dyn Browser>,
    /// Who opens links with Trilo's scheme.
    pub links: Arc<dyn LinkHandler>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Who is told of changes.
    pub events: Arc<dyn EventSink>,
}

struct Inner {
    parts: Parts,
    http: HttpClients,
    vaults: Vaults,
    pending: Mutex<PendingAuthorizations>,
    running: Mutex<HashMap<AttemptId, Running>>,
    listeners: tokio::sync::Mutex<HashMap<u16, std::sync::Weak<crate::authorization::loopback::Loopback>>>,
    refreshes: Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>,
    cancellations: Mutex<HashMap<AccountId, Arc<Notify>>>,
    renewals: keeping_fresh::Renewals,
    /// When a person last used Trilo.
    used_at: Mutex<Timestamp>,
    /// Callbacks that came while the vault was closed.
    held: Mutex<Vec<Secret<String>>>,
    /// Checks of callback URLs under way.
    checks: callback_check::CallbackChecks,
    /// When stray callbacks were recorded lately.
    strays: Mutex<Vec<Timestamp>>,
    /// Why sessions rest in memory although there is a vault.
    kept_in_memory: Mutex<HashMap<AccountId, beside::Beside>>,
    /// The backup that was looked into last, until it is imported.
    backup: Held<BackupPreviewId, Contents>,
    /// The bundle that was put together last, until it is written.
    bundle: Held<BundleDraftId, BundleDraft>,
    /// The app-config that was read last.
    app_config: Held<AppConfigId, (ConfigFiles, Vec<ConfigEnvironment>)>,
    /// What was offered from outside and waits for a person.
    offers: Mutex<Vec<Offer>>,
    secret_files: secret_files::SecretFiles,
    profiles: privacy::Profiles,
    earlier: Earlier,
}

/// What becomes of that which another process began and did not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Earlier {
    /// It is taken up or closed, for that process has ended.
    TakeUp,
    /// It is left alone, for that process may be alive.
    Leave,
}

impl Core {
    /// Opens the vault as far as it can be, and takes up sign-ins that an earlier process began.
    ///
    /// A vault that cannot be opened is no error here: [`Core::vault_status`] tells, and the person decides.
    pub async fn open(parts: Parts) -> Result<Self, Error> {
        let core = Self::of(parts, Earlier::TakeUp)?;
        core.open_vault().await;
        core.take_up_pending().await;
        core.close_interrupted_attempts();
        Ok(core)
    }

    /// Opens the vault as far as it can be, for one command beside other processes: their sign-ins stay theirs.
    pub async fn open_for_command(parts: Parts) -> Result<Self, Error> {
        let core = Self::of(parts, Earlier::Leave)?;
        core.open_vault().await;
        Ok(core)
    }

    fn of(parts: Parts, earlier: Earlier) -> Result<Self, Error> {
        Ok(Self(Arc::new(Inner {
            http: HttpClients::new(parts.clock.clone(), parts.events.clone()),
            vaults: Vaults::new()?,
            pending: Mutex::default(),
            running: Mutex::default(),
            listeners: tokio::sync::Mutex::default(),
            refreshes: Mutex::default(),
            cancellations: Mutex::default(),
            renewals: keeping_fresh::Renewals::default(),
            used_at: Mutex::new(parts.clock.now()),
            held: Mutex::default(),
            checks: callback_check::CallbackChecks::default(),
            strays: Mutex::default(),
            kept_in_memory: Mutex::default(),
            backup: Held::default(),
            bundle: Held::default(),
            app_config: Held::default(),
            offers: Mutex::default(),
            secret_files: secret_files::SecretFiles::default(),
            profiles: privacy::Profiles::default(),
            earlier,
            parts,
        })))
    }

    /// The settings.
    pub fn settings(&self) -> Result<Settings, Error> {
        Ok(self.0.vaults.main()?.settings()?)
    }

    /// Who opens links with Trilo's scheme.
    #[must_use]
    pub fn link_handling(&self) -> LinkHandling {
        self.0.parts.links.check()
    }

    /// What time it is, by this core's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    fn emit(&self, event: Event) {
        self.0.parts.events.emit(event);
    }

    fn refresh_lock(&self, account: &AccountId) -> Arc<tokio::sync::Mutex<()>> {
        lock(&self.0.refreshes).entry(account.clone()).or_default().clone()
    }
}
