//! macOS and Windows, where the system brings the web view: only a compiler is needed.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::succeeds;

/// Fails with what to do when there is no compiler.
pub fn check() -> Result<()> {
    if cfg!(target_os = "macos") && !succeeds(Command::new("xcode-select").arg("--print-path")) {
        bail!("Apple's command line tools are missing: run `xcode-select --install`");
    }
    // On Windows, Rust itself was linked by the build tools that the app needs, and WebView2 is part of the system.
    Ok(())
}
