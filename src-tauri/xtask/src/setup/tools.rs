//! What no package manager of ours installs: Node.js (cargo is here, or nothing of this would run).

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// The oldest Node.js that the web UI's build runs on.
const NODE: (u32, u32) = (20, 19);

const HOW: &str = "install Node.js 20.19 or newer, for example from nodejs.org or with a version manager";

/// Checks that Node.js and npm are there, and new enough.
pub fn check() -> Result<()> {
    let Some(version) = process::output(Command::new("node").arg("--version")) else {
        bail!("Node.js, which builds the web UI, is missing: {HOW}");
    };
    if !is_enough(&version) {
        bail!("Node.js {} is too old to build the web UI: {HOW}", version.trim());
    }
    if !process::succeeds(Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).arg("--version")) {
        bail!("npm is missing, although Node.js is there: install the npm that belongs to it");
    }
    Ok(())
}

fn is_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= NODE,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_enough;

    #[test]
    fn an_old_node_is_not_enough() {
        assert!(is_enough("v20.19.0\n"));
        assert!(is_enough("v24.1.0"));
        assert!(!is_enough("v20.18.3"));
        assert!(!is_enough("v18.19.0"));
        assert!(!is_enough("nothing"));
    }
}
