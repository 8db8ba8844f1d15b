//! Who opens links with Trilo's scheme.

use tauri::{AppHandle, Runtime};
use tauri_plugin_deep_link::DeepLinkExt;
use trilo_core::ports::{LinkHandler, LinkHandling};
use trilo_core::registration::CallbackUrl;

/// Asks the system, through Tauri's deep-link plugin.
pub struct SystemLinks<R: Runtime>(pub AppHandle<R>);

impl<R: Runtime> LinkHandler for SystemLinks<R> {
    fn check(&self) -> LinkHandling {
        let handler = handler_of(CallbackUrl::SCHEME);
        match self.0.deep_link().is_registered(CallbackUrl::SCHEME) {
            Ok(true) => LinkHandling::Here(handler),
            Ok(false) | Err(_) => handler.map_or(LinkHandling::Nobody, LinkHandling::Elsewhere),
        }
    }
}

/// Tells the system that Trilo's links are opened with this program, at its present place.
pub fn register<R: Runtime>(app: &AppHandle<R>) -> Result<(), tauri_plugin_deep_link::Error> {
    // On macOS the bundle says so itself.
    if cfg!(target_os = "macos") {
        return Ok(());
    }
    app.deep_link().register_all()
}

/// The desktop entry that opens a scheme's links, as `xdg-mime` tells.
#[cfg(target_os = "linux")]
pub fn handler_of(scheme: &str) -> Option<String> {
    let query = ["query", "default", &format!("x-scheme-handler/{scheme}")].map(ToOwned::to_owned);
    let output = std::process::Command::new("xdg-mime").args(query).output().ok()?;
    let entry = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!entry.is_empty()).then_some(entry)
}

/// The program that opens a scheme's links; not known here.
#[cfg(not(target_os = "linux"))]
pub const fn handler_of(_scheme: &str) -> Option<String> {
    None
}
