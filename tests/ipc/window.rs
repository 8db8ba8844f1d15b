//! A window on Tauri's mock runtime, with the real commands and a real core behind it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use acceptance::{KeyMap, OpenedPages, Quiet};
use serde_json::Value;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;
use trilo_core::ports::{Event, EventSink, SystemClock};
use trilo_core::sessions::Parts;
use trilo_desktop::views::SignInView;
use trilo_desktop::{Desktop, Folders};
use url::Url;

/// A window and what it needs to live.
pub struct Window {
    webview: WebviewWindow<MockRuntime>,
    opened: Arc<OpenedPages>,
    told: Arc<Told>,
    _app: App<MockRuntime>,
    _folder: TempDir,
}

/// The events with a payload, as the web view would get them.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl EventSink for Told {
    fn emit(&self, event: Event) {
        if let Event::SignInChanged(sign_in) = event {
            let view = serde_json::to_string(&SignInView::from(&*sign_in)).unwrap();
            self.0.lock().unwrap().push(view);
        }
    }
}

impl Window {
    /// Opens a window on an empty data folder.
    pub fn open() -> Self {
        let ipc = trilo_desktop::ipc::builder::<MockRuntime>();
        let app = mock_builder().invoke_handler(ipc.invoke_handler()).build(mock_context(noop_assets())).unwrap();
        let told = Arc::new(Told::default());
        let (folder, opened) = (tempfile::tempdir().unwrap(), Arc::new(OpenedPages::default()));
        let folders = Folders { home: Some(folder.path().to_owned()), documents: None };
        app.manage(Desktop::new(told.clone(), Arc::new(|| {})).with_folders(folders));
        let parts = parts(folder.path(), &opened, &told);
        tauri::async_runtime::block_on(app.state::<Desktop>().open(parts)).unwrap();
        let webview = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().unwrap();
        Self { webview, opened, told, _app: app, _folder: folder }
    }

    /// Calls a command as the web view does.
    pub fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body: InvokeBody::Json(arguments),
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.webview, request).map(|body| body.deserialize().unwrap())
    }

    /// What the web view was told without asking.
    pub fn told(&self) -> Vec<String> {
        self.told.0.lock().unwrap().clone()
    }

    /// The page that the browser was sent to last.
    pub fn last_page(&self) -> Option<Url> {
        self.opened.all().pop()
    }
}

fn parts(folder: &Path, opened: &Arc<OpenedPages>, told: &Arc<Told>) -> Parts {
    Parts {
        data_folder: folder.join("trilo"),
        key_store: Arc::new(KeyMap::default()),
        passphrase_file: None,
        browser: opened.clone(),
        links: Arc::new(Quiet),
        clock: Arc::new(SystemClock),
        events: told.clone(),
    }
}
