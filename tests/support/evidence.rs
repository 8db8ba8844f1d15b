use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::programs::root;

/// A folder for pictures and texts, below `.trilo` in the top folder.
#[must_use]
pub fn folder(name: &str) -> PathBuf {
    let folder = root().join(".trilo").join(name);
    fs::create_dir_all(&folder).expect("the folder for evidence can be made");
    folder
}

/// Keeps a picture of the whole display.
pub(crate) fn save_display(test: &str) {
    let file = folder("e2e").join(format!("{test}.png"));
    if picture(&file, None) {
        say(&format!("what the display showed: {}", file.display()));
    } else {
        say("the display could not be pictured");
    }
}

/// Writes a picture of the display, or of its upper left part of that width and height, where the window is.
pub(crate) fn picture(file: &Path, part: Option<[u32; 2]>) -> bool {
    let mut command = Command::new("import");
    command.args(["-window", "root"]);
    if let Some([width, height]) = part {
        command.args(["-crop", &format!("{width}x{height}+0+0"), "+repage"]);
    }
    command.arg(file).status().is_ok_and(|status| status.success())
}

/// Keeps the words of a page that was not as expected.
pub(crate) fn save_words(test: &str, words: &str) -> PathBuf {
    let file = folder("e2e").join(format!("{test}.txt"));
    fs::write(&file, words).unwrap_or_else(|error| panic!("{} cannot be written: {error}", file.display()));
    file
}

#[allow(clippy::print_stderr, reason = "the runner shows a failed test's output")]
fn say(line: &str) {
    eprintln!("{line}");
}
