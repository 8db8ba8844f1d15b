//! What a process in the session finds in its environment.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Beginnings of variables that speak of the desktop outside, or would change how the app looks and behaves.
const OUTSIDE: [&str; 17] = [
    "AT_SPI",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "DBUS_",
    "DESKTOP_",
    "DISPLAY",
    "GDK_",
    "GNOME_",
    "GTK_",
    "QT_",
    "SESSION_MANAGER",
    "SSH_",
    "TRILO_",
    "WAYLAND_",
    "WEBKIT_",
    "XAUTHORITY",
    "XDG_",
];

/// The folders of a session and the variables that lead to them.
pub struct Surroundings {
    home: PathBuf,
    runtime: PathBuf,
    /// Display, bus and key store, once they run.
    services: Vec<(&'static str, String)>,
}

impl Surroundings {
    /// Folders below `folder`, which have yet to be made.
    pub fn below(folder: &Path) -> Self {
        Self { home: folder.join("home"), runtime: folder.join("run"), services: Vec::new() }
    }

    /// The folders, none of which anybody else may look into.
    pub fn folders(&self) -> [PathBuf; 6] {
        let [data, config, cache, state] = self.home_folders();
        [self.home.clone(), self.runtime.clone(), data, config, cache, state]
    }

    /// Folder for sockets.
    pub fn runtime(&self) -> &Path {
        &self.runtime
    }

    /// Adds the variable of a service that runs now.
    pub fn add_service(&mut self, variable: &'static str, value: String) {
        self.services.push((variable, value));
    }

    /// Gives a command this environment.
    pub fn apply(&self, command: &mut Command) {
        for (name, _) in env::vars_os() {
            if OUTSIDE.iter().any(|outside| name.to_string_lossy().starts_with(outside)) {
                command.env_remove(name);
            }
        }
        let [data, config, cache, state] = self.home_folders();
        command
            .envs(tool_folders())
            .env("HOME", &self.home)
            .env("XDG_RUNTIME_DIR", &self.runtime)
            .env("XDG_DATA_HOME", data)
            .env("XDG_CONFIG_HOME", config)
            .env("XDG_CACHE_HOME", cache)
            .env("XDG_STATE_HOME", state)
            .envs(self.services.iter().map(|(name, value)| (name, value)))
            .envs(DISPLAY_WITHOUT_HARDWARE)
            .env("NO_PROXY", "127.0.0.1,::1,localhost");
    }

    fn home_folders(&self) -> [PathBuf; 4] {
        [".local/share", ".config", ".cache", ".local/state"].map(|folder| self.home.join(folder))
    }
}

/// X11 without a graphics card, settings that nobody keeps, and no bus for assistive technology.
const DISPLAY_WITHOUT_HARDWARE: [(&str, &str); 5] = [
    ("GDK_BACKEND", "x11"),
    ("GSETTINGS_BACKEND", "memory"),
    ("LIBGL_ALWAYS_SOFTWARE", "1"),
    ("NO_AT_BRIDGE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
];

/// Cargo and rustup keep their folders in the home outside.
fn tool_folders() -> impl Iterator<Item = (&'static str, OsString)> {
    let home = env::home_dir();
    [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")].into_iter().filter_map(move |(name, folder)| {
        let value = env::var_os(name).or_else(|| Some(home.as_ref()?.join(folder).into_os_string()))?;
        Some((name, value))
    })
}
