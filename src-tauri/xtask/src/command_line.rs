use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{output, succeed};
use crate::steps::Steps;
use crate::workspace;

/// The shells whose completion scripts the packages install.
const SHELLS: [&str; 3] = ["bash", "fish", "zsh"];

/// Builds `trilo`, and puts it with completions and manual pages where the configuration of the packages takes them from.
///
/// Tauri calls this before it makes the packages, whoever called Tauri.
pub fn package(steps: &mut Steps) -> Result<()> {
    let place = workspace::root().join(".trilo").join("package");
    let manual = place.join("man1");
    steps.step("Build the command line", || {
        succeed(workspace::cargo().args(["build", "--release", "--locked", "--package", "trilo-cli"]))
    })?;
    steps.step("Write its completions and manual pages", || {
        fs::create_dir_all(&manual).with_context(|| format!("{} cannot be made", manual.display()))?;
        let program = workspace::program("trilo", true);
        fs::copy(&program, place.join("trilo")).with_context(|| format!("{} is missing", program.display()))?;
        for shell in SHELLS {
            let script = output(Command::new(&program).args(["completions", shell]));
            let script = script.filter(|script| !script.is_empty()).context("trilo writes no completions")?;
            fs::write(place.join(format!("trilo.{shell}")), script)?;
        }
        succeed(Command::new(&program).arg("manual").arg(&manual))
    })
}
