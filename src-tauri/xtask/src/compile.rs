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

/// Compiles programs of the workspace, as they are when all of it is compiled: with the same features.
pub fn programs(steps: &mut Steps, names: &[&str], release: bool) -> Result<()> {
    ui::build(steps)?;
    steps.step(&format!("Compile {}", names.join(", ")), || {
        let mut cargo = workspace::cargo();
        cargo.args(["build", "--workspace", "--locked"]);
        for name in names {
            cargo.args(["--bin", name]);
        }
        if release {
            cargo.arg("--release");
        }
        succeed(&mut cargo)
    })
}
