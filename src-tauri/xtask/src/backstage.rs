//! Backstage's own client in a real browser, against the provider.

use anyhow::Result;

use crate::process::succeed;
use crate::steps::Steps;
use crate::{ui, workspace};

/// Runs the tests of the frontend; the workspace is compiled, with the provider's stage among its examples.
pub fn test(steps: &mut Steps) -> Result<()> {
    let folder = workspace::root().join("tests/backstage");
    ui::install_in(steps, &folder, "Install the Backstage frontend's packages")?;
    let stage = workspace::artifacts(false).join("examples/stage");
    steps.step("Test a Backstage frontend in a browser", || {
        succeed(workspace::npm_in(&folder, &["run", "--silent", "test"]).env("TRILO_STAGE", &stage))
    })
}
