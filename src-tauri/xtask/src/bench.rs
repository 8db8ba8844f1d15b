use std::ffi::OsString;

use anyhow::Result;

use crate::process::succeed;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::workspace;

/// Measures the benchmarks of core and catalogue. Criterion prints how each compares with the run before, as a ratio.
pub fn bench(steps: &mut Steps, options: &[OsString]) -> Result<()> {
    setup::provide(steps, &[Need::Build])?;
    steps.step("Measure core and catalogue", || {
        let both = ["bench", "--package", "trilo-core", "--package", "trilo-catalogue", "--benches", "--locked", "--"];
        succeed(workspace::cargo().args(both).args(options))
    })
}
