//! The systemd units that start the agent when a command first asks it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// The units as the packages install them.
const UNITS: [(&str, &str); 2] = [
    ("trilo-agent.socket", include_str!("../../../../linux/trilo-agent.socket")),
    ("trilo-agent.service", include_str!("../../../../linux/trilo-agent.service")),
];
/// Where the packages install the command, which the units name.
const INSTALLED: &str = "/usr/bin/trilo";
const NEXT: &str = "systemctl --user daemon-reload && systemctl --user enable --now trilo-agent.socket";

/// Writes them into the person's own units, for the program that runs now.
pub(super) fn install(output: Output) -> Result<Exit, Failure> {
    let folder = folder();
    let unusable = |error: io::Error| Failure::Unusable { what: folder.display().to_string(), why: error.to_string() };
    let program = std::env::current_exe().map_err(unusable)?;
    let files = write(&folder, &program).map_err(unusable)?;
    let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    output.note(&format!("Now run: {NEXT}"));
    output.answer(&serde_json::json!({ "files": files, "next": NEXT }), &files.join("\n"))?;
    Ok(Exit::Done)
}

fn write(folder: &Path, program: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let file = |(name, text): (&str, &str)| {
        let file = folder.join(name);
        fs::write(&file, text.replace(INSTALLED, &quoted(program)))?;
        Ok(file)
    };
    UNITS.into_iter().map(file).collect()
}

/// A path for systemd, to which `%` and `$` mean something, and blanks end a word (systemd.service(5)).
fn quoted(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
    format!("\"{text}\"")
}

/// Where systemd looks for a person's own units (systemd.unit(5)).
fn folder() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let configuration = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
    configuration.unwrap_or_default().join("systemd").join("user")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_units_start_the_program_that_wrote_them_and_guard_the_socket() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path(), Path::new("/opt/my tools/100%/trilo")).unwrap();
        let texts: Vec<_> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
        assert!(texts[0].contains("SocketMode=0600") && texts[0].contains("DirectoryMode=0700"));
        assert!(texts[1].contains("ExecStart=\"/opt/my tools/100%%/trilo\" agent"));
        assert!(!texts.concat().contains(INSTALLED));
    }
}
