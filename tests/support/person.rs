use std::fs::{self, OpenOptions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::Command;
use tokio::time::sleep;
use url::Url;

use crate::page::PATIENCE;
use crate::private::PrivateEnvironment;
use crate::programs::built;

/// The e-mail address of the sandbox's Mira Okafor, who uses every product of two sites.
pub const MIRA: &str = "mira@example.com";

/// What a person does with a page that the app opened.
#[derive(Debug, Clone, Default)]
pub enum Visit {
    /// Leaves it as it is.
    #[default]
    Nothing,
    /// Logs in as this person, accepts, and the system opens the way back.
    Accept(&'static str),
    /// Logs in as this person and cancels.
    Cancel(&'static str),
    /// Logs in as this person and accepts; the way back is printed and goes nowhere.
    AcceptElsewhere(&'static str),
}

impl Visit {
    fn arguments(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Accept(person) => Some(format!("--person {person}")),
            Self::Cancel(person) => Some(format!("--person {person} --decision cancel")),
            Self::AcceptElsewhere(person) => Some(format!("--person {person} --print-callback")),
        }
    }
}

/// The browser of a private environment: a script that notes each address, and hands it to the scripted browser.
#[derive(Debug, Clone)]
pub struct Browser {
    folder: PathBuf,
}

impl Browser {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// The script, as the app is told to open pages with.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        self.folder.join("browser")
    }

    pub(crate) fn does(&self, visit: &Visit) {
        let (opened, told) = (self.opened_file(), self.told_file());
        let note = format!("printf '%s\\n' \"$1\" >> '{}'", opened.display());
        let visit = visit.arguments().map_or_else(String::new, |arguments| {
            let program = built("scripted-browser");
            format!("exec '{}' {arguments} \"$1\" >> '{}' 2>&1", program.display(), told.display())
        });
        let script = format!("#!/bin/sh\n{note}\n{visit}\n");
        // Replaced whole: a running script goes on with the old file.
        let fresh = self.folder.join("browser.fresh");
        fs::write(&fresh, script).expect("the browser's script can be written");
        fs::set_permissions(&fresh, fs::Permissions::from_mode(0o755)).expect("the script can be made executable");
        fs::rename(&fresh, self.program()).expect("the script can be replaced");
    }

    /// The addresses that the app opened so far.
    #[must_use]
    pub fn opened(&self) -> Vec<Url> {
        let text = fs::read_to_string(self.opened_file()).unwrap_or_default();
        text.lines().map(|line| line.parse().expect("the app opens nothing but addresses")).collect()
    }

    /// Waits until the app has opened so many addresses, and gives the last one.
    pub async fn wait_for_opened(&self, count: usize) -> Url {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(url) = self.opened().into_iter().nth(count - 1) {
                return url;
            }
            assert!(Instant::now() < deadline, "the app did not open its {count}. page in the browser");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the scripted browser printed so far: landing pages, callbacks, errors.
    #[must_use]
    pub fn told(&self) -> String {
        fs::read_to_string(self.told_file()).unwrap_or_default()
    }

    /// Waits until the scripted browser has printed something, and gives all of it.
    pub async fn wait_for_told(&self, something: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let told = self.told();
            if told.contains(something) {
                return told;
            }
            assert!(Instant::now() < deadline, "the browser did not show “{something}”, but: {told}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Opens an address as the person would who copied it, whether an app runs or not, until the visit is over.
    pub async fn visit(&self, environment: &PrivateEnvironment, url: &Url, visit: &Visit) {
        // A file, not a pipe: an app that the way back starts holds it for as long as it runs.
        let told = OpenOptions::new().create(true).append(true).open(self.told_file()).expect("a file to tell in");
        let mut command = Command::new(built("scripted-browser"));
        command.args(visit.arguments().unwrap_or_default().split_whitespace()).arg(url.as_str());
        command.envs(environment.variables()).stdin(Stdio::null()).stdout(told.try_clone().expect("the file twice"));
        let status = command.stderr(told).status().await.expect("the scripted browser can be started");
        assert!(status.success(), "the browser comes back to the app, and does not say: {}", self.told());
    }

    fn opened_file(&self) -> PathBuf {
        self.folder.join("browser.opened")
    }

    fn told_file(&self) -> PathBuf {
        self.folder.join("browser.told")
    }
}
