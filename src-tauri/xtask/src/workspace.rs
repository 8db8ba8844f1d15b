use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The top folder of the repository.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The package is two folders down, so there always are two parents.
    package.ancestors().nth(2).unwrap_or(package)
}

/// The folder of the web UI.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Where cargo puts a program of ours.
pub fn program(name: &str, release: bool) -> PathBuf {
    artifacts(release).join(name).with_extension(env::consts::EXE_EXTENSION)
}

/// The folder of everything that is compiled.
pub fn artifacts(release: bool) -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder));
    target.join(if release { "release" } else { "debug" })
}

/// The cargo that runs us, in the top folder.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What `cargo run` set for this package must not reach the build scripts of others.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command.current_dir(root());
    command
}

/// An npm script of the web UI.
pub fn npm(arguments: &[&str]) -> Command {
    npm_in(&ui(), arguments)
}

/// An npm script of a folder.
pub fn npm_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(arguments).current_dir(folder);
    command
}
