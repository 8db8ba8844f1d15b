use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process::succeed;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::workspace;

/// Rebuilds the catalogue's tables from `OpenAPI` documents. A program of the catalogue's own does the work, so that
/// this one builds before anything else does.
pub fn catalogue(steps: &mut Steps, files: &[PathBuf]) -> Result<()> {
    setup::provide(steps, &[Need::Build])?;
    let whole = |file: &PathBuf| std::path::absolute(file).with_context(|| format!("{} is no path", file.display()));
    let files = files.iter().map(whole).collect::<Result<Vec<_>>>()?;
    steps.step("Rebuild the catalogue's tables", || {
        let program = ["run", "--package", "trilo-catalogue", "--bin", "catalogue-tables", "--locked", "--"];
        succeed(workspace::cargo().args(program).args(&files))
    })?;
    println!("    `git diff src-tauri/catalogue` shows the rows; `cargo test --package trilo-catalogue` checks them");
    Ok(())
}
