//! The person's own browser.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use url::Url;

use crate::ports::{Browser, BrowserError};

/// The system's browser, or the command in [`SystemBrowser::VARIABLE`].
#[derive(Debug)]
pub struct SystemBrowser {
    /// Program and arguments, to which the URL is added.
    command: Option<Vec<String>>,
}

impl SystemBrowser {
    /// The variable that names another browser, as a command line to which the URL is added.
    pub const VARIABLE: &'static str = "TRILO_BROWSER";

    /// Reads the override.
    #[must_use]
    pub fn from_environment() -> Self {
        let line = std::env::var(Self::VARIABLE).ok().filter(|line| !line.trim().is_empty());
        // A line that cannot be split is kept as a whole: starting it fails, and the error names it.
        Self { command: line.map(|line| shell_words::split(&line).unwrap_or_else(|_| vec![line])) }
    }

    /// Opens a page; gives the browser's name where it is known.
    pub fn show(&self, url: &Url) -> Result<Option<String>, BrowserError> {
        let Some(words) = &self.command else {
            open::that_detached(url.as_str()).map_err(|source| BrowserError { command: None, source })?;
            return Ok(default_browser());
        };
        let name = program_name(&words[0]);
        run(words, url).map_err(|source| BrowserError { command: Some(name.clone()), source })?;
        Ok(Some(name))
    }
}

impl Browser for SystemBrowser {
    fn open(&self, url: &Url) -> Result<Option<String>, BrowserError> {
        self.show(url)
    }
}

fn run(words: &[String], url: &Url) -> io::Result<()> {
    let mut child = Command::new(&words[0])
        .args(&words[1..])
        .arg(url.as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Waits elsewhere, so that the process does not stay behind as a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}

fn program_name(program: &str) -> String {
    Path::new(program).file_name().map_or_else(|| program.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The name of the system's default browser, where the system tells.
#[cfg(target_os = "linux")]
fn default_browser() -> Option<String> {
    super::handler_of("https").map(|entry| entry.trim_end_matches(".desktop").to_owned())
}

/// The name of the system's default browser, where the system tells.
#[cfg(not(target_os = "linux"))]
const fn default_browser() -> Option<String> {
    None
}
