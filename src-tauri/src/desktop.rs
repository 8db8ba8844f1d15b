//! Composing the app: ports, plugins, window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;
use tauri::{App, AppHandle, DragDropEvent, Manager, RunEvent, WindowEvent, Wry};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_specta::Event as _;
use tokio::sync::{Mutex, SetOnce, mpsc};
use trilo_core::Core;
use trilo_core::atlassian::{Network, Skew};
use trilo_core::machine::{self, DATA_FOLDER_VARIABLE, PASSPHRASE_FILE_VARIABLE, SystemBrowser};
use trilo_core::ports::{Event, EventSink, LinkHandling, SystemClock};
use trilo_core::registration::{API_URL_VARIABLE, AUTHORIZATION_URL_VARIABLE, CallbackUrl};
use trilo_core::sessions::{Parts, VaultState};
use trilo_core::vault::{KeyStoreKind, SystemKeyStore};
use url::Url;

use crate::adapters::screen::{self, Presence};
use crate::adapters::{Clipboard, Folders, SandboxMode, WindowEvents, links, opened};
use crate::ipc::{self, BundleOffered};
use crate::views::{
    ClockView, DeepLinkView, ErrorView, KeyStoreKindView, Milliseconds, NetworkView, PageView, StatusView,
    VaultStateView, VaultView,
};

/// The whole managed state.
pub struct Desktop {
    core: SetOnce<Core>,
    sandbox: Mutex<Option<SandboxMode>>,
    clipboard: Clipboard,
    browser: Arc<SystemBrowser>,
    events: Arc<dyn EventSink>,
    register_links: RegisterLinks,
    folders: Folders,
}

/// Registers this program with the system as the one for Trilo's links; blocks while the system's tools run.
pub type RegisterLinks = Arc<dyn Fn() + Send + Sync>;

impl Desktop {
    /// An app without a core yet; commands wait for [`Desktop::open`].
    #[must_use]
    pub fn new(events: Arc<dyn EventSink>, register_links: RegisterLinks) -> Self {
        Self {
            core: SetOnce::new(),
            sandbox: Mutex::default(),
            clipboard: Clipboard::start(),
            browser: Arc::new(SystemBrowser::from_environment()),
            events,
            register_links,
            folders: Folders::default(),
        }
    }

    /// The same app with folders to suggest, and to write `~` for.
    #[must_use]
    pub fn with_folders(self, folders: Folders) -> Self {
        Self { folders, ..self }
    }

    /// Opens the core, and the sandbox if one of its accounts may need it.
    pub async fn open(&self, parts: Parts) -> Result<(), ErrorView> {
        let core = Core::open(parts).await?;
        let uses_sandbox =
            core.registrations().is_ok_and(|all| all.iter().any(|registration| registration.cloud.is_sandbox()));
        let _ = self.core.set(core);
        if uses_sandbox {
            // Without it, its accounts say that nothing answers, and the person can start it by hand.
            let _ = self.start_sandbox().await;
        }
        self.events.emit(Event::StatusChanged);
        Ok(())
    }

    pub(crate) async fn core(&self) -> &Core {
        self.core.wait().await
    }

    pub(crate) const fn clipboard(&self) -> &Clipboard {
        &self.clipboard
    }

    pub(crate) const fn folders(&self) -> &Folders {
        &self.folders
    }

    pub(crate) fn browser(&self) -> Arc<SystemBrowser> {
        self.browser.clone()
    }

    /// Registers the links; [`Desktop::status`] tells whether the system took it.
    pub(crate) async fn register_links(&self) {
        let register = self.register_links.clone();
        let _ = tauri::async_runtime::spawn_blocking(move || register()).await;
    }

    pub(crate) async fn start_sandbox(&self) -> Result<(), ErrorView> {
        let core = self.core().await;
        let mut running = self.sandbox.lock().await;
        if running.is_none() {
            *running = Some(SandboxMode::start(core).await?);
        }
        drop(running);
        self.events.emit(Event::StatusChanged);
        Ok(())
    }

    pub(crate) async fn stop_sandbox(&self) {
        // Taken out first, so that nobody who asks for the status waits for the shutdown.
        let sandbox = self.sandbox.lock().await.take();
        if let Some(sandbox) = sandbox {
            sandbox.stop().await;
        }
        self.events.emit(Event::StatusChanged);
    }

    pub(crate) async fn open_page(&self, page: PageView) -> Result<(), ErrorView> {
        let fixed = |text: &str| Url::parse(text).ok();
        let url = match page {
            PageView::DeveloperConsole => fixed("https://developer.atlassian.com/console/myapps/"),
            PageView::ConnectedApps => fixed("https://id.atlassian.com/manage-profile/apps"),
            PageView::Guide => fixed("https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/"),
            PageView::SandboxControl => self.sandbox.lock().await.as_ref().map(SandboxMode::control_url),
        };
        if let Some(url) = url {
            self.browser.show(&url).map_err(trilo_core::Error::from)?;
        }
        Ok(())
    }

    pub(crate) async fn status(&self) -> StatusView {
        let core = self.core().await;
        StatusView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            os: std::env::consts::OS.to_owned(),
            vault: vault_view(core),
            deep_link: deep_link_view(&core.link_handling()),
            clock: clock_view(core.clock_skews().atlassian),
            network: match core.network() {
                Network::Unknown => NetworkView::Unknown,
                Network::Online => NetworkView::Online,
                Network::Offline => NetworkView::Offline,
            },
            sandbox: self.sandbox.lock().await.as_ref().map(SandboxMode::view),
            overrides: OVERRIDES
                .into_iter()
                .filter(|name| std::env::var_os(name).is_some())
                .map(ToOwned::to_owned)
                .collect(),
        }
    }
}

fn vault_view(core: &Core) -> VaultView {
    let status = core.vault_status();
    let (state, error) = match status.state {
        VaultState::Open => (VaultStateView::Open, None),
        VaultState::MemoryOnly => (VaultStateView::MemoryOnly, None),
        VaultState::Locked => (VaultStateView::Locked, None),
        VaultState::Unavailable(problem) => (VaultStateView::Unavailable, Some(problem.into())),
    };
    VaultView {
        state,
        key_store: match status.key_store {
            KeyStoreKind::System => KeyStoreKindView::System,
            KeyStoreKind::Passphrase => KeyStoreKindView::Passphrase,
            KeyStoreKind::Memory => KeyStoreKindView::Memory,
        },
        system_key_store: status.system_key_store.to_owned(),
        checked_in: status.checked_in.map(Into::into),
        data_folder: status.data_folder.display().to_string(),
        error,
        exists: status.exists,
        passphrase_file: status.passphrase_file,
        damaged_rows: status.damaged_rows,
    }
}

fn clock_view(skew: Option<Skew>) -> ClockView {
    let span = |offset: SignedDuration| Milliseconds(i64::try_from(offset.as_millis()).unwrap_or(i64::MAX));
    ClockView { skew: skew.map(|skew| span(skew.offset)), measured_at: skew.map(|skew| skew.measured_at.into()) }
}

fn deep_link_view(handling: &LinkHandling) -> DeepLinkView {
    let (registered, handler) = match handling {
        LinkHandling::Here(name) => (true, name.clone()),
        LinkHandling::Elsewhere(name) => (false, Some(name.clone())),
        LinkHandling::Nobody => (false, None),
    };
    DeepLinkView { callback_url: CallbackUrl::DEEP_LINK.to_owned(), registered, handler }
}

/// The variables that change what Trilo does, which the window shows where one is set.
const OVERRIDES: [&str; 5] = [
    DATA_FOLDER_VARIABLE,
    PASSPHRASE_FILE_VARIABLE,
    SystemBrowser::VARIABLE,
    AUTHORIZATION_URL_VARIABLE,
    API_URL_VARIABLE,
];

/// Starts Trilo's window and runs until it is closed.
///
/// # Panics
/// When no window can be opened, for there is nobody to tell then.
pub fn run() {
    let ipc = ipc::builder::<Wry>();
    let handler = ipc.invoke_handler();
    let app = tauri::Builder::default()
        // First, so that a second start hands its link over before it does anything else.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, folder| {
            show_window(app);
            offer(app, opened::files_of(arguments, Path::new(&folder)));
        }))
        .plugin(tauri_plugin_deep_link::init())
        .invoke_handler(handler)
        .setup(move |app| {
            ipc.mount_events(app);
            set_up(app);
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("a window can be opened");
    app.run(|app, event| match event {
        RunEvent::Exit => app.state::<Desktop>().clipboard().clear_now(),
        RunEvent::WindowEvent { event: WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }), .. } => {
            offer(app, paths);
        }
        _ => {}
    });
}

fn set_up(app: &App) {
    let handle = app.handle().clone();
    let events = Arc::new(WindowEvents(handle.clone()));
    let links = Arc::new(links::SystemLinks::new(handle.clone()));
    let to_register = links.clone();
    app.manage(Desktop::new(events.clone(), Arc::new(move || to_register.register())).with_folders(Folders::of(app)));
    let started_by = app.deep_link().get_current().ok().flatten().unwrap_or_default();
    let on_link = handle.clone();
    app.deep_link().on_open_url(move |event| receive(&on_link, event.urls()));
    tauri::async_runtime::spawn(async move {
        let desktop = handle.state::<Desktop>();
        let parts = Parts {
            data_folder: machine::data_folder(),
            key_store: Arc::new(SystemKeyStore),
            passphrase_file: machine::passphrase_file(),
            browser: desktop.browser(),
            links,
            clock: Arc::new(SystemClock),
            events,
        };
        // Only a system without memory for an empty database gets here, and nothing can be shown or done then.
        if desktop.open(parts).await.is_err() {
            return handle.exit(1);
        }
        receive(&handle, started_by);
        let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
        offer(&handle, opened::files_of(arguments, &std::env::current_dir().unwrap_or_default()));
        let core = desktop.core().await.clone();
        tauri::async_runtime::spawn(heed(core.clone(), screen::listen()));
        let idle = core.clone();
        tauri::async_runtime::spawn(async move { idle.lock_when_idle().await });
        tauri::async_runtime::spawn(async move { core.keep_fresh().await });
        // Last, since it runs programs: an app that was moved is found again by its links.
        desktop.register_links().await;
    });
}

/// Heeds what the system tells of the person, for as long as it tells.
async fn heed(core: Core, mut presence: mpsc::Receiver<Presence>) {
    while let Some(change) = presence.recv().await {
        match change {
            Presence::ScreenLocked => core.screen_locked(),
            Presence::Sleeping => core.pause_renewals(),
            Presence::Woke => core.resume_renewals(),
        }
    }
}

/// Takes links that the system opened with Trilo.
fn receive(app: &AppHandle, links: Vec<Url>) {
    let app = app.clone();
    if links.is_empty() {
        return;
    }
    show_window(&app);
    tauri::async_runtime::spawn(async move {
        let desktop = app.state::<Desktop>();
        let core = desktop.core().await;
        for link in links {
            core.receive_link(&link);
        }
    });
}

/// Takes files that the system opened with Trilo, or that were dropped on its window; nothing is added before the person
/// has said so.
fn offer(app: &AppHandle, files: Vec<PathBuf>) {
    let app = app.clone();
    let (bundles, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_bundle(file));
    if let Some(bundle) = bundles.first() {
        // Without a window there is nobody to show it to.
        let _ = BundleOffered(bundle.display().to_string()).emit(&app);
    }
    if files.is_empty() {
        return;
    }
    tauri::async_runtime::spawn(async move { app.state::<Desktop>().core().await.offer_files(files).await });
}

/// Whether a file is named like a bundle, or like the recording of a browser.
fn is_bundle(file: &Path) -> bool {
    let extension = file.extension().and_then(std::ffi::OsStr::to_str);
    extension.is_some_and(|extension| ["zip", "har"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn show_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
