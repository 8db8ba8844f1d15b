use std::ffi::OsString;

use anyhow::Result;

use crate::process::succeed;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::workspace;

/// Measures the core's benchmarks. Criterion prints how each compares with the run before, as a ratio.
pub fn bench(steps: &mut Steps, options: &[OsString]) -> Result<()> {
    setup::provide(steps, &[Need::Build])?;
    steps.step("Measure the core", || {
        let core = ["bench", "--package", "trilo-core", "--benches", "--locked", "--"];
        succeed(workspace::cargo().args(core).args(options))
    })
}
