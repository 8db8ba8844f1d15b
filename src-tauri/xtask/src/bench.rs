use std::ffi::OsString;

use anyhow::Result;

use crate::process::succeed;
use crate::session::Session;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::workspace;

/// Measures the benchmarks of core and catalogue, and `trilo token` beside its likes. Criterion prints how each compares
/// with the run before, and the comparison how many times as long each takes, as a ratio.
pub fn bench(steps: &mut Steps, options: &[OsString]) -> Result<()> {
    setup::provide(steps, &[Need::Build, Need::Test, Need::Bench])?;
    steps.step("Measure core and catalogue", || {
        let both = ["bench", "--package", "trilo-core", "--package", "trilo-catalogue", "--benches", "--locked", "--"];
        succeed(workspace::cargo().args(both).args(options))
    })?;
    if !cfg!(target_os = "linux") || !options.is_empty() {
        println!("\n==> The command line is not compared: that is done on Linux, when everything is measured");
        return Ok(());
    }
    let session = steps.step("Start a private session: display, bus and key store", Session::start)?;
    steps.step("Compare the command line with its likes", || {
        let compare = ["bench", "--package", "trilo-cli", "--bench", "token", "--locked"];
        session.succeed(workspace::cargo().args(compare))
    })
}
