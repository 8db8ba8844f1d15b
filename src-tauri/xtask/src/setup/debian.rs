//! Debian and its descendants: missing packages are installed.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Need;
use crate::process::{find, output, succeed, succeeds};
use crate::steps::Steps;

impl Need {
    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Build => &[
                "build-essential",
                "file",
                "libgtk-3-dev",
                "librsvg2-dev",
                "libssl-dev",
                "libwebkit2gtk-4.1-dev",
                "libxdo-dev",
                "pkg-config",
            ],
            Self::Test => &[
                "chromium",
                "dbus",
                "desktop-file-utils",
                "gnome-keyring",
                "imagemagick",
                "libglib2.0-bin",
                "libsecret-tools",
                "tmux",
                "webkit2gtk-driver",
                "xdg-utils",
                "xvfb",
            ],
            Self::Bundle => &["rpm"],
            Self::Bench => &["hyperfine"],
        }
    }
}

/// Installs the packages that are missing, by apt-get; as root, or with sudo.
pub fn install(steps: &mut Steps, needs: &[Need]) -> Result<()> {
    let wanted: Vec<_> = needs.iter().flat_map(|need| need.debian_packages()).copied().collect();
    let missing = missing(&wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    steps.step(&format!("Install packages: {}", missing.join(" ")), || {
        if !can_be_installed(&missing) {
            update()?;
        }
        // Lists that are too old name files that are gone.
        get_packages(&missing).or_else(|_| update().and_then(|()| get_packages(&missing)))
    })
}

fn missing<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    let format = "${binary:Package} ${db:Status-Status}\n";
    let known = output(Command::new("dpkg-query").args(["--show", "--showformat", format]).args(wanted))
        .context("dpkg-query, which tells what is installed, could not be started")?;
    Ok(wanted.iter().copied().filter(|package| !is_installed(package, &known)).collect())
}

/// Packages of one architecture among several are listed as `name:architecture`.
fn is_installed(package: &str, known: &str) -> bool {
    known.lines().any(|line| {
        let (name, status) = line.split_once(' ').unwrap_or((line, ""));
        name.split(':').next() == Some(package) && status == "installed"
    })
}

fn can_be_installed(packages: &[&str]) -> bool {
    succeeds(Command::new("apt-get").args(["install", "--simulate", "--no-install-recommends"]).args(packages))
}

fn update() -> Result<()> {
    succeed(apt_get()?.args(["update", "--quiet"]))
}

fn get_packages(packages: &[&str]) -> Result<()> {
    succeed(apt_get()?.args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages)).with_context(
        || format!("install them by hand: apt-get install --no-install-recommends {}", packages.join(" ")),
    )
}

fn apt_get() -> Result<Command> {
    let mut command = if is_root() {
        Command::new("env")
    } else if find("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("installing packages needs root, and there is no sudo: run `cargo xtask setup` as root once");
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(command)
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::is_installed;

    #[test]
    fn a_removed_package_is_not_installed() {
        let known = "xvfb installed\nrpm config-files\nlibgtk-3-dev:amd64 installed\n";
        assert!(is_installed("xvfb", known));
        assert!(is_installed("libgtk-3-dev", known));
        assert!(!is_installed("rpm", known));
        assert!(!is_installed("dbus", known));
    }
}
