use anyhow::Result;

use crate::process::{find, succeed};
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::{ui, workspace};

/// Checks everything that needs no running program.
pub fn check(steps: &mut Steps) -> Result<()> {
    setup::provide(steps, &[Need::Build])?;
    // The app embeds the built web UI, so that even a check of it needs one.
    ui::build(steps)?;
    checks(steps)?;
    steps.step("Check the dependency rules", || {
        succeed(workspace::cargo().args(["test", "--workspace", "--test", "architecture", "--locked"]))
    })?;
    steps.summarize();
    Ok(())
}

/// The checks apart from the dependency rules, which are a test of the workspace as well.
pub fn checks(steps: &mut Steps) -> Result<()> {
    steps.step("Check the format of Rust", || succeed(workspace::cargo().args(["fmt", "--all", "--check"])))?;
    steps.step("Check the web UI's types", || succeed(&mut workspace::npm(&["run", "--silent", "check"])))?;
    steps.step("Check the web UI's lints and format", || succeed(&mut workspace::npm(&["run", "--silent", "lint"])))?;
    steps.step("Check the lints of Rust", || {
        let everything = ["clippy", "--workspace", "--all-targets", "--features", "acceptance/e2e", "--locked"];
        succeed(workspace::cargo().args(everything).args(["--", "-D", "warnings"]))
    })?;
    licenses(steps)
}

/// Advisories are left out: they change by the day, and need the network.
fn licenses(steps: &mut Steps) -> Result<()> {
    if find("cargo-deny").is_none() {
        println!("\n==> Licences and sources are not checked: `cargo install cargo-deny` brings the tool for it");
        return Ok(());
    }
    steps.step("Check licences, bans and sources of dependencies", || {
        succeed(workspace::cargo().args(["deny", "--offline", "check", "licenses", "bans", "sources"]))
    })
}
