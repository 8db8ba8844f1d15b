//! What has to be installed, and how it gets there.

mod debian;
mod elsewhere;
mod linux;
mod tools;

use anyhow::Result;

use crate::steps::Steps;
use crate::ui;

/// What something is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// To compile the app.
    Build,
    /// To test it with its window, without a display.
    Test,
    /// To build its packages.
    Bundle,
    /// To measure its speed.
    Bench,
}

/// Sees to it that whatever any task needs is there.
pub fn everything(steps: &mut Steps) -> Result<()> {
    provide(steps, &[Need::Build, Need::Test, Need::Bundle, Need::Bench])?;
    println!("\nEverything is there. `cargo xtask run` starts the app, `cargo xtask test` tests it.");
    Ok(())
}

/// Sees to it that everything is there; what is there already costs no time.
pub fn provide(steps: &mut Steps, needs: &[Need]) -> Result<()> {
    tools::check()?;
    if cfg!(target_os = "linux") {
        match linux::Family::of_this_system() {
            linux::Family::Debian => debian::install(steps, needs)?,
            family @ (linux::Family::Fedora | linux::Family::Arch | linux::Family::Other) => {
                linux::check(family, needs)?;
            }
        }
    } else {
        elsewhere::check()?;
    }
    ui::install(steps)
}
