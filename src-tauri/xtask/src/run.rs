use std::env;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::process::succeed;
use crate::session::Session;
use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::{compile, workspace};

/// How to run the app.
#[derive(Args)]
pub struct Arguments {
    /// Optimise: slow to build, fast to run
    #[arg(long)]
    release: bool,
    /// Do the main job once, by itself, in a private session, and leave screenshots in .trilo/demo
    #[arg(long)]
    demo: bool,
}

/// Builds the app and starts it; without a display, the demonstration shows what it does.
pub fn run(steps: &mut Steps, arguments: &Arguments) -> Result<()> {
    if arguments.demo || !has_display() {
        return demonstrate(steps, arguments.release);
    }
    setup::provide(steps, &[Need::Build])?;
    compile::programs(steps, &["trilo-desktop"], arguments.release)?;
    println!("\n==> Trilo runs until its window is closed");
    succeed(&mut Command::new(workspace::program("trilo-desktop", arguments.release)))
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn demonstrate(steps: &mut Steps, release: bool) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("the demonstration drives the window by WebKitGTK's driver, which only Linux has: leave out --demo");
    }
    setup::provide(steps, &[Need::Build, Need::Test])?;
    compile::programs(steps, &["trilo-desktop", "scripted-browser", "demo"], release)?;
    let session = steps.step("Start a private session: display, bus and key store", Session::start)?;
    steps.step("Do the main job in the window: sandbox, sign-in, account, token", || {
        session.succeed(Command::new(workspace::program("demo", release)).current_dir(workspace::root()))
    })
}
