//! A window on Tauri's mock runtime, with the real commands and a real core behind it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager, WebviewWindow, WebviewWindowBuilder};
use tempfile::TempDir;
use trilo_core::ports::{Browser, BrowserError, Event, EventSink, KeyStore, LinkHandler, LinkHandling, SystemClock};
use trilo_core::secret::Secret;
use trilo_core::sessions::Parts;
use trilo_core::vault::KeyStoreError;
use trilo_desktop::Desktop;
use url::Url;

/// A window and what it needs to live.
pub struct Window {
    window: WebviewWindow<MockRuntime>,
    opened: Arc<Opened>,
    _app: App<MockRuntime>,
    _folder: TempDir,
}

#[derive(Default)]
struct Opened(Mutex<Vec<Url>>);

#[derive(Default)]
struct KeyMap(Mutex<HashMap<String, Vec<u8>>>);

struct Quiet;

impl Window {
    /// Opens a window on an empty data folder.
    pub fn open() -> Self {
        let ipc = trilo_desktop::ipc::builder::<MockRuntime>();
        let app = mock_builder().invoke_handler(ipc.invoke_handler()).build(mock_context(noop_assets())).unwrap();
        app.manage(Desktop::new(Arc::new(Quiet), Arc::new(|| {})));
        let (folder, opened) = (tempfile::tempdir().unwrap(), Arc::new(Opened::default()));
        let parts = parts(folder.path(), &opened);
        tauri::async_runtime::block_on(app.state::<Desktop>().open(parts)).unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().unwrap();
        Self { window, opened, _app: app, _folder: folder }
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
        get_ipc_response(&self.window, request).map(|body| body.deserialize().unwrap())
    }

    /// The page that the browser was sent to last.
    pub fn last_page(&self) -> Option<Url> {
        self.opened.0.lock().unwrap().last().cloned()
    }
}

fn parts(folder: &Path, opened: &Arc<Opened>) -> Parts {
    Parts {
        data_folder: folder.join("trilo"),
        key_store: Arc::new(KeyMap::default()),
        browser: opened.clone(),
        links: Arc::new(Quiet),
        clock: Arc::new(SystemClock),
        events: Arc::new(Quiet),
    }
}

impl Browser for Opened {
    fn open(&self, url: &Url) -> Result<Option<String>, BrowserError> {
        self.0.lock().unwrap().push(url.clone());
        Ok(None)
    }
}

impl EventSink for Quiet {
    fn emit(&self, _: Event) {}
}

impl LinkHandler for Quiet {
    fn check(&self) -> LinkHandling {
        LinkHandling::Here(None)
    }
}

impl KeyStore for KeyMap {
    fn name(&self) -> &'static str {
        "Test key store"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        Ok(())
    }

    fn read(&self, entry: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        Ok(self.0.lock().unwrap().get(entry).cloned().map(Secret::new))
    }

    fn write(&self, entry: &str, value: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().insert(entry.into(), value.expose().clone());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().remove(entry);
        Ok(())
    }
}
