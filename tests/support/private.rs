use std::env;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::sleep;

use crate::page::PATIENCE;
use crate::person::{Browser, Visit};
use crate::processes;
use crate::programs::built;

/// Set by the private session.
const IN_SESSION: &str = "TRILO_PRIVATE_SESSION";

/// The app is there once per bus, so that tests with it go one after the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// One test's own data folder, browser and log. Dropping it ends every app that still runs on it.
pub struct PrivateEnvironment {
    name: String,
    folder: TempDir,
    passphrase_file: Option<PathBuf>,
    _turn: MutexGuard<'static, ()>,
}

impl PrivateEnvironment {
    /// A fresh environment for the test of this name, whose browser leaves every page as it is.
    ///
    /// # Panics
    ///
    /// Outside of a private session: the app of the person at this computer is not to be touched.
    pub async fn new(name: &str) -> Self {
        assert!(
            env::var_os(IN_SESSION).is_some(),
            "tests with the window need a private session: run `cargo xtask test`, or \
             `cargo xtask session -- cargo test --package acceptance --features e2e --test e2e`"
        );
        let turn = ONE_AT_A_TIME.lock().await;
        let folder = TempDir::with_prefix("trilo-test-").expect("a temporary folder");
        let environment = Self { name: name.to_owned(), folder, passphrase_file: None, _turn: turn };
        fs::create_dir(environment.data_folder()).expect("a data folder");
        environment.browser_does(&Visit::Nothing);
        environment
    }

    /// The test's name, under which evidence is kept.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The app's data folder.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Every file in the app's data folder, at any depth.
    #[must_use]
    pub fn data_files(&self) -> Vec<PathBuf> {
        files_below(&self.data_folder())
    }

    /// Waits until nothing has been written to the data folder for a second.
    pub async fn until_quiet(&self) {
        let mut quiet_since = Instant::now();
        let deadline = quiet_since + PATIENCE;
        let mut seen = self.state_of_data();
        while quiet_since.elapsed() < Duration::from_secs(1) {
            assert!(Instant::now() < deadline, "the app goes on writing to its data folder");
            sleep(Duration::from_millis(50)).await;
            let now = self.state_of_data();
            if now != seen {
                (seen, quiet_since) = (now, Instant::now());
            }
        }
    }

    fn state_of_data(&self) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
        let files = self.data_files().into_iter();
        let described = files.filter_map(|file| {
            let metadata = fs::metadata(&file).ok()?;
            Some((file, metadata.len(), metadata.modified().ok()))
        });
        described.collect()
    }

    /// What the app wrote to its standard output and standard error, in all its starts.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// What the person does from now on when the app opens the browser.
    pub fn browser_does(&self, visit: &Visit) {
        self.browser().does(visit);
    }

    /// Puts a passphrase into a file that only its owner may read, and tells the app of it from its next start on.
    ///
    /// # Panics
    ///
    /// When the file cannot be written.
    pub fn put_passphrase_file(&mut self, words: &str) {
        let file = self.folder.path().join("passphrase");
        fs::write(&file, format!("{words}\n")).expect("the file is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("the file becomes private");
        self.passphrase_file = Some(file);
    }

    /// The browser that the app opens.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::in_folder(self.folder.path())
    }

    /// The variables that tell the app about this environment; a browser hands them on to an app that it starts.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        let own = [("TRILO_DATA_DIR", self.data_folder()), ("TRILO_BROWSER", self.browser().program())];
        let passphrase = self.passphrase_file.clone().map(|file| ("TRILO_PASSPHRASE_FILE", file));
        own.into_iter().chain(passphrase).collect()
    }

    /// `trilo` on the command line, in this environment.
    #[must_use]
    pub fn command_line(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(built("trilo"));
        command.args(arguments).envs(self.variables()).stdin(Stdio::null());
        command
    }

    /// Opens something with the app as a file manager does, whether one runs or not.
    ///
    /// # Panics
    ///
    /// When the app cannot be started.
    pub fn open_with_app(&self, argument: &str) {
        let log = OpenOptions::new().create(true).append(true).open(self.log_file()).expect("a log file");
        let mut command = Command::new(built("trilo-desktop"));
        command.arg(argument).envs(self.variables()).current_dir(self.folder()).stdin(Stdio::null());
        let mut app = command
            .stdout(log.try_clone().expect("the log twice"))
            .stderr(log)
            .spawn()
            .expect("the app can be started");
        // It lives on as long as its window does; a second start ends at once.
        std::thread::spawn(move || app.wait());
    }

    /// Opens a link as the system does.
    ///
    /// # Panics
    ///
    /// When nobody takes the link.
    pub fn open_link(&self, link: &str) {
        let opened = Command::new("gio").args(["open", link]).envs(self.variables()).status();
        assert!(opened.is_ok_and(|status| status.success()), "the system hands the link to the app");
    }

    /// The ids of the app's processes that run on this data folder.
    #[must_use]
    pub fn running_apps(&self) -> Vec<u32> {
        processes::running(&built("trilo-desktop"), "TRILO_DATA_DIR", &self.data_folder())
    }

    /// Ends every app that runs on this data folder, by force.
    pub fn end_apps(&self) {
        self.running_apps().into_iter().for_each(processes::end);
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.folder.path().join("app.log")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

impl Drop for PrivateEnvironment {
    fn drop(&mut self) {
        self.end_apps();
    }
}
