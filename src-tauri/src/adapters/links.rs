//! Who opens links with Trilo's scheme.

use std::io;
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;
use trilo_core::machine::handler_of;
use trilo_core::ports::{LinkHandler, LinkHandling};
use trilo_core::registration::CallbackUrl;
use url::Url;

/// Asks the system, through Tauri's deep-link plugin. Asking runs programs, so the answer is kept until the next
/// registration.
pub struct SystemLinks<R: Runtime> {
    app: AppHandle<R>,
    known: Mutex<Option<LinkHandling>>,
}

impl<R: Runtime> SystemLinks<R> {
    /// Knows nothing yet.
    pub const fn new(app: AppHandle<R>) -> Self {
        Self { app, known: Mutex::new(None) }
    }

    /// Tells the system that Trilo's links are opened with this program, at its present place. Best effort: the check
    /// tells whether it worked. On macOS the bundle says so itself.
    pub fn register(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !cfg!(target_os = "macos") {
            let _ = self.app.deep_link().register_all();
        }
        *known = Some(self.ask());
    }

    fn ask(&self) -> LinkHandling {
        let handler = handler_of(CallbackUrl::SCHEME);
        match self.app.deep_link().is_registered(CallbackUrl::SCHEME) {
            Ok(true) => LinkHandling::Here(handler),
            Ok(false) | Err(_) => handler.map_or(LinkHandling::Nobody, LinkHandling::Elsewhere),
        }
    }
}

impl<R: Runtime> LinkHandler for SystemLinks<R> {
    fn check(&self) -> LinkHandling {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert_with(|| self.ask()).clone()
    }

    fn open(&self, link: &Url) -> io::Result<()> {
        open_link(link)
    }
}

/// Opens a link with `gio`, which knows handlers of schemes on every desktop; `xdg-open` does so on some.
#[cfg(target_os = "linux")]
fn open_link(link: &Url) -> io::Result<()> {
    let mut launcher = Command::new("gio");
    launcher.args(["open", link.as_str()]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match launcher.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) | Err(_) => open::that_detached(link.as_str()),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_link(link: &Url) -> io::Result<()> {
    open::that_detached(link.as_str())
}
