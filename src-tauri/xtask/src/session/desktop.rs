use std::fs::{self, DirBuilder};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::descendants;
use super::surroundings::Surroundings;
use crate::process::{find, line_of, output};

/// Everything a session needs, and where it comes from.
const PROGRAMS: [&str; 5] = ["Xvfb", "dbus-daemon", "gnome-keyring-daemon", "gdbus", "setpriv"];

/// How long a service may take to be ready.
const READY: Duration = Duration::from_secs(15);

/// Opens the key store, and is what the variable `TRILO_PRIVATE_SESSION` holds. It protects nothing: the key store
/// holds what a test puts in, and is gone with the session.
const PASSWORD: &str = "1";

/// A running session; dropping it ends everything that was started in it and removes its folder.
pub struct Session {
    surroundings: Surroundings,
    folder: TempDir,
}

impl Session {
    /// Starts display, bus and an unlocked key store, in folders of their own.
    pub fn start() -> Result<Self> {
        let missing: Vec<_> = PROGRAMS.into_iter().filter(|program| find(program).is_none()).collect();
        if !missing.is_empty() {
            bail!("{} missing: `cargo xtask setup` installs what a session needs", missing.join(", "));
        }
        descendants::adopt_orphans().context("the system does not let us keep track of the session's processes")?;
        descendants::take_interruptions().context("the system does not let us take Ctrl-C")?;
        let folder = TempDir::with_prefix("trilo-session-").context("no temporary folder could be made")?;
        let surroundings = Surroundings::below(folder.path());
        for folder in surroundings.folders() {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        }
        // From here on, dropping the value on a failure ends what was started.
        let mut session = Self { surroundings, folder };
        session.start_display()?;
        session.start_bus()?;
        session.start_key_store()?;
        Ok(session)
    }

    /// Runs a command in the session; anything but success is an error.
    pub fn succeed(&self, command: &mut Command) -> Result<()> {
        let line = line_of(command);
        self.surroundings.apply(command);
        let status = tied(command).status().with_context(|| format!("`{line}` could not be started"))?;
        if !status.success() {
            bail!("`{line}` ended with {status}; its output above says why");
        }
        Ok(())
    }

    fn start_display(&mut self) -> Result<()> {
        let arguments = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"];
        let mut display = self.spawn("Xvfb", &arguments, Stdio::null(), Stdio::piped())?;
        let number = self.first_line(&mut display, "Xvfb")?;
        self.surroundings.add_service("DISPLAY", format!(":{number}"));
        Ok(())
    }

    fn start_bus(&mut self) -> Result<()> {
        let address = format!("--address=unix:path={}", self.surroundings.runtime().join("bus").display());
        let arguments = ["--session", "--nofork", "--nopidfile", "--print-address=1", &address];
        let mut bus = self.spawn("dbus-daemon", &arguments, Stdio::null(), Stdio::piped())?;
        let address = self.first_line(&mut bus, "dbus-daemon")?;
        self.surroundings.add_service("DBUS_SESSION_BUS_ADDRESS", address);
        Ok(())
    }

    fn start_key_store(&mut self) -> Result<()> {
        let arguments = ["--foreground", "--unlock", "--components=secrets"];
        let mut daemon = self.spawn("gnome-keyring-daemon", &arguments, Stdio::piped(), Stdio::null())?;
        daemon.stdin.take().context("the key store takes no password")?.write_all(PASSWORD.as_bytes())?;
        let deadline = Instant::now() + READY;
        while !self.key_store_is_ready() {
            if daemon.try_wait()?.is_some() || Instant::now() > deadline {
                bail!("gnome-keyring-daemon does not answer:\n{}", self.log_of("gnome-keyring-daemon"));
            }
            sleep(Duration::from_millis(20));
        }
        // Tells tests that they are in a session, and how to unlock the key store after they locked it.
        self.surroundings.add_service("TRILO_PRIVATE_SESSION", PASSWORD.to_owned());
        Ok(())
    }

    /// Asks for the default collection, but only once there is an owner: asking earlier would start a second daemon.
    fn key_store_is_ready(&self) -> bool {
        self.call_bus(["org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "org.freedesktop.secrets"])
            .contains("true")
            && self
                .call_bus([
                    "org.freedesktop.secrets",
                    "/org/freedesktop/secrets",
                    "org.freedesktop.Secret.Service.ReadAlias",
                    "default",
                ])
                .contains("/collection/")
    }

    fn call_bus(&self, [service, object, method, argument]: [&str; 4]) -> String {
        let mut command = Command::new("gdbus");
        command.args(["call", "--session", "--timeout", "5", "--dest", service, "--object-path", object]);
        command.args(["--method", method, argument]);
        self.surroundings.apply(&mut command);
        output(&mut command).unwrap_or_default()
    }

    fn spawn(&self, program: &str, arguments: &[&str], stdin: Stdio, stdout: Stdio) -> Result<Child> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.folder.path());
        self.surroundings.apply(&mut command);
        let log = fs::File::create(self.folder.path().join(program).with_extension("log"))?;
        let started = tied(&command).stdin(stdin).stdout(stdout).stderr(log).spawn();
        started.with_context(|| format!("{program} could not be started"))
    }

    /// What a service prints when it is ready. The rest is read too, or a chatty service would get stuck.
    fn first_line(&self, service: &mut Child, program: &str) -> Result<String> {
        let mut output = BufReader::new(service.stdout.take().context("the service's output is not ours")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{program} did not start:\n{}", self.log_of(program));
        }
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(line.trim().to_owned())
    }

    fn log_of(&self, program: &str) -> String {
        let log: &Path = &self.folder.path().join(program).with_extension("log");
        fs::read_to_string(log).unwrap_or_default()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        descendants::end();
    }
}

/// The same command, which the system ends when we end, even by force.
fn tied(command: &Command) -> Command {
    let mut tied = Command::new("setpriv");
    tied.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(name, value),
            None => tied.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}
