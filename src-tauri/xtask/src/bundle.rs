use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::succeed;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::workspace;

/// Kinds of packages that each system can build without downloads.
const KINDS: &str = if cfg!(target_os = "linux") {
    "deb,rpm"
} else if cfg!(target_os = "macos") {
    "app,dmg"
} else {
    "nsis"
};

/// Builds the installable packages of this system and prints where they are.
pub fn bundle(steps: &mut Steps) -> Result<()> {
    setup::provide(steps, &[Need::Build, Need::Bundle])?;
    steps.step("Build the app and its packages", || {
        let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
        let tauri = ["--prefix", "ui", "--no", "--", "tauri", "build", "--bundles", KINDS];
        succeed(Command::new(npx).args(tauri).current_dir(workspace::root()))
    })?;
    print_packages()
}

fn print_packages() -> Result<()> {
    let folder = workspace::program("bundle", true).with_extension("");
    let mut found = false;
    for kind in KINDS.split(',') {
        let packages = fs::read_dir(folder.join(kind))
            .with_context(|| format!("there is no {kind} package in {}", folder.display()))?;
        for package in packages {
            let package = package?.path();
            if package.extension().is_some_and(|extension| KINDS.contains(&*extension.to_string_lossy())) {
                println!("{}", package.display());
                found = true;
            }
        }
    }
    if !found {
        bail!("the build said nothing, but there is no package in {}", folder.display());
    }
    Ok(())
}
