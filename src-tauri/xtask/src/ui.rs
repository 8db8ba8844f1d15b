//! The web UI's packages and its build, each done only when something changed.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::process::succeed;
use crate::steps::Steps;
use crate::workspace;

/// Folders of the web UI that its build does not read.
const NOT_BUILT_FROM: [&str; 3] = ["dist", "node_modules", "tests"];

/// Installs the npm packages of the web UI.
pub fn install(steps: &mut Steps) -> Result<()> {
    install_in(steps, &workspace::ui(), "Install the web UI's packages")
}

/// Installs the npm packages of a folder's lock file, unless the last installation was of the same.
pub fn install_in(steps: &mut Steps, folder: &Path, name: &str) -> Result<()> {
    let lock = folder.join("package-lock.json");
    // npm writes this one at the end of an installation.
    let installed = folder.join("node_modules/.package-lock.json");
    if modified(&installed).is_some_and(|installed| modified(&lock).is_some_and(|lock| lock <= installed)) {
        return Ok(());
    }
    steps.step(name, || succeed(&mut workspace::npm_in(folder, &["ci", "--no-audit", "--no-fund"])))
}

/// Builds the web UI into `ui/dist`, unless nothing changed since the last build.
pub fn build(steps: &mut Steps) -> Result<()> {
    let built = modified(&workspace::ui().join("dist/index.html"));
    let newest = newest_source(&workspace::ui())?;
    if built.is_some_and(|built| newest <= built) {
        return Ok(());
    }
    steps.step("Build the web UI", || succeed(&mut workspace::npm(&["run", "--silent", "build"])))
}

/// When the youngest file that the build reads was changed.
fn newest_source(folder: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if NOT_BUILT_FROM.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let changed = if path.is_dir() { Some(newest_source(&path)?) } else { modified(&path) };
        newest = newest.max(changed.unwrap_or(newest));
    }
    Ok(newest)
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}
