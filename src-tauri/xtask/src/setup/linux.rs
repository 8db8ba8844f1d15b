//! Linux apart from Debian: what is missing is named, with the command that installs it.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use super::Need;
use crate::process::{find, succeeds};

/// Distributions that share a package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Debian,
    Fedora,
    Arch,
    Other,
}

impl Family {
    /// The family that `/etc/os-release` names.
    pub fn of_this_system() -> Self {
        Self::read(&fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    fn read(os_release: &str) -> Self {
        let named = os_release
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
            .flat_map(|value| value.trim_matches('"').split_whitespace());
        for name in named {
            match name {
                "debian" | "ubuntu" => return Self::Debian,
                "fedora" | "rhel" => return Self::Fedora,
                "arch" => return Self::Arch,
                _ => {}
            }
        }
        Self::Other
    }

    fn how_to_install(self, need: Need) -> &'static str {
        match (self, need) {
            (Self::Debian, _) => "cargo xtask setup",
            (Self::Fedora, Need::Build) => {
                "sudo dnf install @development-tools file gtk3-devel librsvg2-devel libxdo-devel openssl-devel webkit2gtk4.1-devel"
            }
            (Self::Fedora, Need::Test) => {
                "sudo dnf install chromium dbus-daemon desktop-file-utils gnome-keyring ImageMagick libsecret tmux webkit2gtk4.1 xdg-utils xorg-x11-server-Xvfb"
            }
            (Self::Fedora, Need::Bundle) => "sudo dnf install rpm-build",
            (Self::Fedora, Need::Bench) => "sudo dnf install hyperfine",
            (Self::Arch, Need::Build) => {
                "sudo pacman -S --needed base-devel file gtk3 librsvg openssl webkit2gtk-4.1 xdotool"
            }
            (Self::Arch, Need::Test) => {
                "sudo pacman -S --needed chromium desktop-file-utils gnome-keyring imagemagick libsecret tmux webkit2gtk-4.1 xdg-utils xorg-server-xvfb"
            }
            (Self::Arch, Need::Bundle) => "sudo pacman -S --needed rpm-tools",
            (Self::Arch, Need::Bench) => "sudo pacman -S --needed hyperfine",
            (Self::Other, Need::Build) => {
                "install a C compiler, pkg-config and the development files of WebKitGTK 4.1, GTK 3 and librsvg"
            }
            (Self::Other, Need::Test) => {
                "install chromium, Xvfb, dbus-daemon, gnome-keyring, secret-tool, tmux, WebKitWebDriver, gio, ImageMagick and xdg-utils"
            }
            (Self::Other, Need::Bundle) => "install rpmbuild",
            (Self::Other, Need::Bench) => "install hyperfine",
        }
    }
}

/// Fails with the command to type when something is missing.
pub fn check(family: Family, needs: &[Need]) -> Result<()> {
    for need in needs {
        let missing = missing(*need);
        if !missing.is_empty() {
            bail!("missing: {}\nTo install: {}", missing.join(", "), family.how_to_install(*need));
        }
    }
    Ok(())
}

fn missing(need: Need) -> Vec<&'static str> {
    let programs = |names: &'static [&'static str]| -> Vec<_> {
        names.iter().copied().filter(|name| find(name).is_none()).collect()
    };
    match need {
        Need::Build => {
            let mut missing = programs(&["cc", "pkg-config"]);
            let libraries = ["webkit2gtk-4.1", "gtk+-3.0", "librsvg-2.0"];
            let has = |library: &str| succeeds(Command::new("pkg-config").args(["--exists", library]));
            missing.extend(libraries.into_iter().filter(|library| !has(library)));
            missing
        }
        Need::Test => programs(&[
            "Xvfb",
            "WebKitWebDriver",
            "dbus-daemon",
            "gio",
            "gnome-keyring-daemon",
            "import",
            "secret-tool",
            "setpriv",
            "tmux",
            "update-desktop-database",
            "xdg-mime",
        ]),
        Need::Bundle => programs(&["rpmbuild"]),
        Need::Bench => programs(&["hyperfine"]),
    }
}

#[cfg(test)]
mod tests {
    use super::Family;

    #[test]
    fn a_descendant_counts_to_its_family() {
        assert_eq!(Family::read("NAME=\"Debian GNU/Linux\"\nID=debian\n"), Family::Debian);
        assert_eq!(Family::read("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), Family::Debian);
        assert_eq!(Family::read("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), Family::Fedora);
        assert_eq!(Family::read("ID=manjaro\nID_LIKE=arch\n"), Family::Arch);
        assert_eq!(Family::read("ID=nixos\n"), Family::Other);
    }
}
