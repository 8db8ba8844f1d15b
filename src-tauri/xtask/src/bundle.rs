use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::succeed;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::workspace;

/// A kind of package that a system can build without downloads.
struct Kind {
    /// As Tauri calls it.
    name: &'static str,
    /// Where Tauri puts it, below its folder for packages.
    folder: &'static str,
    extension: &'static str,
}

const KINDS: &[Kind] = if cfg!(target_os = "linux") {
    &[Kind { name: "deb", folder: "deb", extension: "deb" }, Kind { name: "rpm", folder: "rpm", extension: "rpm" }]
} else if cfg!(target_os = "macos") {
    &[Kind { name: "app", folder: "macos", extension: "app" }, Kind { name: "dmg", folder: "dmg", extension: "dmg" }]
} else {
    &[Kind { name: "nsis", folder: "nsis", extension: "exe" }]
};

/// Builds the installable packages of this system and prints where they are.
pub fn bundle(steps: &mut Steps) -> Result<()> {
    setup::provide(steps, &[Need::Build, Need::Bundle])?;
    let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
    steps.step(&format!("Build the app and its packages: {}", names.join(", ")), || {
        let npx = if cfg!(windows) { "npx.cmd" } else { "npx" };
        let tauri = ["--prefix", "ui", "--no", "--", "tauri", "build", "--bundles", &names.join(",")];
        succeed(Command::new(npx).args(tauri).current_dir(workspace::root()))
    })?;
    KINDS.iter().try_for_each(print)
}

fn print(kind: &Kind) -> Result<()> {
    let folder = workspace::artifacts(true).join("bundle").join(kind.folder);
    let entries = fs::read_dir(&folder).with_context(|| format!("{} is missing", folder.display()))?;
    let files = entries.flatten().map(|entry| entry.path());
    let packages: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|extension| extension == kind.extension)).collect();
    if packages.is_empty() {
        bail!("the build reported no failure, but there is no package in {}", folder.display());
    }
    for package in packages {
        println!("{}", package.display());
    }
    Ok(())
}
