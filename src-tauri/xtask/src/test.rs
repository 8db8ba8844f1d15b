use anyhow::Result;

use crate::check::checks;
use crate::process::succeed;
use crate::session::Session;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::{compile, workspace};

/// Runs every check and every test. Those with the real window run in a private session, which only Linux offers.
pub fn test(steps: &mut Steps) -> Result<()> {
    setup::provide(steps, &[Need::Build, Need::Test])?;
    crate::ui::build(steps)?;
    checks(steps)?;
    steps.step("Test the web UI", || succeed(&mut workspace::npm(&["run", "--silent", "test"])))?;
    compile::everything(steps)?;
    if cfg!(target_os = "linux") {
        let session = steps.step("Start a private session: display, bus and key store", Session::start)?;
        steps.step("Test the workspace and the app in its window", || {
            session.succeed(workspace::cargo().args(["test", "--workspace", "--locked"]))
        })?;
    } else {
        steps.step("Test the workspace (the tests with the window need Linux)", || {
            let without_window = ["--exclude", "acceptance"];
            succeed(workspace::cargo().args(["test", "--workspace", "--locked"]).args(without_window))
        })?;
    }
    steps.summarize();
    Ok(())
}
