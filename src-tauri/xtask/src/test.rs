use anyhow::Result;

use crate::check::checks;
use crate::process::succeed;
use crate::session::Session;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::{compile, workspace};

/// Tests without a window.
const WORKSPACE: [&str; 3] = ["test", "--workspace", "--locked"];

/// Tests of the whole app, one after the other: there is one bus, and one app on it. The packages stay the same as
/// above, or dependencies would be compiled once more with fewer features.
const WINDOW: [&str; 7] = ["test", "--workspace", "--locked", "--features", "acceptance/e2e", "--test", "e2e"];

/// Runs every check and every test. Those with the real window need a private session, which only Linux offers; the
/// others run in it too, since the vault's want a key store.
pub fn test(steps: &mut Steps) -> Result<()> {
    setup::provide(steps, &[Need::Build, Need::Test])?;
    crate::ui::build(steps)?;
    checks(steps)?;
    steps.step("Test the web UI", || succeed(&mut workspace::npm(&["run", "--silent", "test"])))?;
    compile::everything(steps)?;
    if cfg!(target_os = "linux") {
        let session = steps.step("Start a private session: display, bus and key store", Session::start)?;
        steps.step("Test the workspace", || session.succeed(workspace::cargo().args(WORKSPACE)))?;
        crate::backstage::test(steps)?;
        steps.step("Test the built app in its window", || {
            session.succeed(workspace::cargo().args(WINDOW).args(["--", "--test-threads=1"]))
        })?;
    } else {
        steps.step("Test the workspace", || succeed(workspace::cargo().args(WORKSPACE)))?;
        println!("\n==> The app is not tested in its window: WebKitGTK's driver exists for Linux only");
    }
    steps.summarize();
    Ok(())
}
