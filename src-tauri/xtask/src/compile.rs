use anyhow::Result;

use crate::process::succeed;
use crate::steps::Steps;
use crate::{ui, workspace};

/// Compiles every target of the workspace at once, so that all tests and programs share one set of features.
pub fn everything(steps: &mut Steps) -> Result<()> {
    ui::build(steps)?;
    steps.step("Compile the workspace", || {
        succeed(workspace::cargo().args(["build", "--workspace", "--all-targets", "--locked"]))
    })
}

/// Compiles the desktop app.
pub fn app(steps: &mut Steps, release: bool) -> Result<()> {
    ui::build(steps)?;
    steps.step("Compile the app", || {
        let mut cargo = workspace::cargo();
        cargo.args(["build", "--package", "trilo-desktop", "--locked"]);
        if release {
            cargo.arg("--release");
        }
        succeed(&mut cargo)
    })
}

/// Compiles all programs of the workspace: the app, the sandbox with its scripted browser, and the demonstration.
pub fn programs(steps: &mut Steps, release: bool) -> Result<()> {
    ui::build(steps)?;
    steps.step("Compile the app, the sandbox and the demonstration", || {
        let mut cargo = workspace::cargo();
        cargo.args(["build", "--workspace", "--bins", "--exclude", "xtask", "--locked"]);
        if release {
            cargo.arg("--release");
        }
        succeed(&mut cargo)
    })
}
