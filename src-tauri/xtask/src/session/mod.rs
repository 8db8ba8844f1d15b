//! A private desktop session: own home, display, bus and key store, so that the app can be driven in its real window
//! on a machine without a desktop, and without touching the desktop of a machine that has one.

#[cfg(target_os = "linux")]
mod descendants;
#[cfg(target_os = "linux")]
mod desktop;
#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod surroundings;

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

#[cfg(target_os = "linux")]
pub use self::desktop::Session;
#[cfg(not(target_os = "linux"))]
pub use self::elsewhere::Session;

/// Runs a command of the person's choice in a session that ends with it.
pub fn run_command(words: &[OsString]) -> Result<()> {
    let Some((program, arguments)) = words.split_first() else {
        return Ok(());
    };
    let session = Session::start()?;
    session.succeed(Command::new(program).args(arguments))
}
