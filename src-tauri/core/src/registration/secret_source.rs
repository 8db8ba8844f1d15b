//! Where a client secret comes from, when it is needed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

use super::draft::{MAX_CREDENTIAL, text};
use super::{Field, FieldProblem, InvalidRegistration};
use crate::files;
use crate::passphrase::{self, PassphraseFileProblem};
use crate::secret::Secret;

/// Where the client secret of a registration comes from.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum SecretSource {
    /// It is sealed in the vault.
    #[default]
    Sealed,
    /// An environment variable of Trilo's process.
    Environment {
        /// The variable's name.
        variable: String,
    },
    /// The first line of a file that only its owner may read.
    File {
        /// The whole path.
        path: PathBuf,
    },
    /// The first line that a command writes, such as a password manager's.
    Command {
        /// The command line, in a shell's quoting; no shell runs it.
        command: String,
    },
}

impl fmt::Debug for SecretSource {
    /// Without a command's arguments, which may be secrets themselves.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sealed => formatter.write_str("Sealed"),
            Self::Environment { variable } => write!(formatter, "Environment({variable})"),
            Self::File { path } => write!(formatter, "File({})", path.display()),
            Self::Command { command } => write!(formatter, "Command({} …)", program_of(command)),
        }
    }
}

/// A source gave no client secret.
///
/// Nothing of what the source holds or wrote is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the client secret cannot be had from {subject}: {problem}")]
pub struct SecretSourceFailed {
    /// The kind of source, as on the wire.
    pub kind: &'static str,
    /// The variable, the file, or the command's program without its arguments.
    pub subject: String,
    /// Why.
    pub problem: SecretSourceProblem,
}

/// Why a source gives no client secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSourceProblem {
    /// The variable, the file or the program does not exist.
    NotFound,
    /// It cannot be read or started.
    Unusable,
    /// Others may read the file.
    NotPrivate,
    /// There is nothing in it.
    Empty,
    /// What it holds cannot be a client secret.
    NoSecret,
    /// The command ended with an error.
    Failed,
    /// The command did not end in time.
    TimedOut,
    /// It came with a backup, and no person has confirmed it on this computer.
    Unconfirmed,
}

/// How long a command may take: a password manager may ask the person first.
const DEADLINE: Duration = Duration::from_secs(30);
/// The longest first line of a command that is read, in bytes.
const LONGEST: usize = 4096;

impl SecretSourceProblem {
    /// The name on the wire.
    #[must_use]
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::NotFound => "notFound",
            Self::Unusable => "unusable",
            Self::NotPrivate => "notPrivate",
            Self::Empty => "empty",
            Self::NoSecret => "noSecret",
            Self::Failed => "failed",
            Self::TimedOut => "timedOut",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

impl fmt::Display for SecretSourceProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.wire_name())
    }
}

impl SecretSource {
    /// The kind of source, as on the wire.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Environment { .. } => "environment",
            Self::File { .. } => "file",
            Self::Command { .. } => "command",
        }
    }

    /// Whether the vault keeps the secret.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed)
    }

    /// Whether the secret can be asked for, as far as that is known without running anything; `None` for a sealed one.
    #[must_use]
    pub fn is_at_hand(&self) -> Option<bool> {
        match self {
            Self::Sealed => None,
            Self::Environment { variable } => Some(std::env::var_os(variable).is_some_and(|value| !value.is_empty())),
            Self::File { path } => Some(path.is_file()),
            Self::Command { .. } => Some(true),
        }
    }

    pub(super) fn checked(self) -> Result<Self, InvalidRegistration> {
        let invalid = |problem| InvalidRegistration { field: Field::SecretSource, problem };
        match self {
            Self::Sealed => Ok(Self::Sealed),
            Self::Environment { variable } => {
                let variable = text(Field::SecretSource, &variable, MAX_CREDENTIAL)?;
                let is_name = variable.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'=');
                if is_name { Ok(Self::Environment { variable }) } else { Err(invalid(FieldProblem::Malformed)) }
            }
            Self::File { path } => {
                let path = PathBuf::from(text(Field::SecretSource, &path.to_string_lossy(), LONGEST)?);
                if path.is_absolute() { Ok(Self::File { path }) } else { Err(invalid(FieldProblem::Malformed)) }
            }
            Self::Command { command } => {
                let command = text(Field::SecretSource, &command, LONGEST)?;
                match shell_words::split(&command) {
                    Ok(words) if words.first().is_some_and(|program| !program.is_empty()) => {
                        Ok(Self::Command { command })
                    }
                    Ok(_) | Err(_) => Err(invalid(FieldProblem::Malformed)),
                }
            }
        }
    }

    /// Asks the source; `None` when the vault is the source. Takes up to half a minute for a command.
    pub async fn ask(&self) -> Result<Option<Secret<String>>, SecretSourceFailed> {
        let asked = match self {
            Self::Sealed => return Ok(None),
            Self::Environment { variable } => from_environment(variable),
            Self::File { path } => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || from_file(&path)).await;
                read.unwrap_or(Err(SecretSourceProblem::Unusable))
            }
            Self::Command { command } => from_command(command, DEADLINE).await,
        };
        asked.map(Some).map_err(|problem| self.failed(problem))
    }

    /// The failure of this source for a reason.
    #[must_use]
    pub fn failed(&self, problem: SecretSourceProblem) -> SecretSourceFailed {
        let subject = match self {
            Self::Sealed => String::new(),
            Self::Environment { variable } => variable.clone(),
            Self::File { path } => path.display().to_string(),
            // Arguments may be secrets themselves.
            Self::Command { command } => program_of(command),
        };
        SecretSourceFailed { kind: self.kind(), subject, problem }
    }
}

fn program_of(command: &str) -> String {
    shell_words::split(command).ok().and_then(|words| words.into_iter().next()).unwrap_or_default()
}

fn from_environment(variable: &str) -> Result<Secret<String>, SecretSourceProblem> {
    match std::env::var(variable) {
        Ok(value) => secret_in(&Zeroizing::new(value)),
        Err(std::env::VarError::NotPresent) => Err(SecretSourceProblem::NotFound),
        Err(std::env::VarError::NotUnicode(_)) => Err(SecretSourceProblem::NoSecret),
    }
}

fn from_file(path: &Path) -> Result<Secret<String>, SecretSourceProblem> {
    match files::regular(path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(SecretSourceProblem::NotFound),
        Err(_) => return Err(SecretSourceProblem::Unusable),
    }
    match passphrase::read_file(path) {
        Ok(contents) => secret_in(contents.expose()),
        Err(failure) => Err(match failure.problem {
            PassphraseFileProblem::Unreadable(_) => SecretSourceProblem::Unusable,
            PassphraseFileProblem::NotPrivate => SecretSourceProblem::NotPrivate,
            PassphraseFileProblem::Empty => SecretSourceProblem::Empty,
            PassphraseFileProblem::NoPassphrase => SecretSourceProblem::NoSecret,
        }),
    }
}

async fn from_command(line: &str, deadline: Duration) -> Result<Secret<String>, SecretSourceProblem> {
    let words = shell_words::split(line).map_err(|_| SecretSourceProblem::Unusable)?;
    let (program, arguments) = words.split_first().ok_or(SecretSourceProblem::Unusable)?;
    let mut command = Command::new(program);
    // What it says of errors may quote secrets, so nobody reads it.
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    #[cfg(windows)]
    command.creation_flags(CREATE_NO_WINDOW);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SecretSourceProblem::NotFound,
        _ => SecretSourceProblem::Unusable,
    })?;
    let mut group = Group(child.id());
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    let ended = tokio::time::timeout(deadline, run(&mut child, &mut line)).await;
    let status = ended.map_err(|_| SecretSourceProblem::TimedOut)??;
    // It has ended by itself; what it left running in the background, such as an agent, may stay.
    group.0 = None;
    if !status.success() {
        return Err(SecretSourceProblem::Failed);
    }
    secret_in(std::str::from_utf8(&line).map_err(|_| SecretSourceProblem::NoSecret)?)
}

/// Keeps a command from opening a console window.
#[cfg(windows)]
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

/// The processes of a command; dropping it ends them.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(id) = self.0.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
            // They may have ended by themselves.
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
        }
    }
}

/// Waits for a command's first line and its end; the rest of what it writes is thrown away.
async fn run(child: &mut Child, line: &mut Vec<u8>) -> Result<ExitStatus, SecretSourceProblem> {
    let unusable = |_| SecretSourceProblem::Unusable;
    let mut output = child.stdout.take().ok_or(SecretSourceProblem::Unusable)?;
    read_line(&mut output, line).await?;
    let mut nowhere = tokio::io::sink();
    tokio::select! {
        status = child.wait() => return status.map_err(unusable),
        _ = tokio::io::copy(&mut output, &mut nowhere) => {}
    }
    child.wait().await.map_err(unusable)
}

async fn read_line(output: &mut (impl AsyncRead + Unpin), line: &mut Vec<u8>) -> Result<(), SecretSourceProblem> {
    let mut piece = Zeroizing::new([0; 256]);
    while line.len() <= LONGEST && !line.contains(&b'\n') {
        let length = output.read(&mut *piece).await.map_err(|_| SecretSourceProblem::Unusable)?;
        if length == 0 {
            break;
        }
        // Never beyond what is reserved, because a buffer that grows leaves copies behind.
        let room = (LONGEST + 1).saturating_sub(line.len());
        line.extend_from_slice(&piece[..length.min(room)]);
    }
    if line.len() > LONGEST && !line.contains(&b'\n') {
        return Err(SecretSourceProblem::NoSecret);
    }
    Ok(())
}

fn secret_in(text: &str) -> Result<Secret<String>, SecretSourceProblem> {
    let secret = text.lines().next().unwrap_or_default().trim();
    if secret.is_empty() {
        return Err(SecretSourceProblem::Empty);
    }
    if secret.len() > MAX_CREDENTIAL || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SecretSourceProblem::NoSecret);
    }
    Ok(Secret::new(secret.to_owned()))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    async fn asked(command: &str) -> Result<String, SecretSourceProblem> {
        from_command(command, Duration::from_secs(5)).await.map(|secret| secret.expose().clone())
    }

    #[tokio::test]
    async fn a_command_gives_its_first_line_and_nothing_of_it_is_a_shells() {
        assert_eq!(asked("printf 'ATOA-one\\nsecond'").await, Ok("ATOA-one".into()));
        assert_eq!(asked("echo $HOME;").await, Ok("$HOME;".into()), "no shell reads it");
        assert_eq!(asked("sh -c 'echo ATOA; seq 100000'").await, Ok("ATOA".into()), "more than a pipe holds");
        assert_eq!(asked("sh -c 'read line || echo nothing'").await, Ok("nothing".into()), "there is no input");
    }

    #[tokio::test]
    async fn a_command_that_gives_no_secret_says_why_and_nothing_that_it_wrote() {
        assert_eq!(asked("sh -c 'echo canary; exit 3'").await, Err(SecretSourceProblem::Failed));
        assert_eq!(asked("true").await, Err(SecretSourceProblem::Empty));
        assert_eq!(asked("echo two words").await, Err(SecretSourceProblem::NoSecret));
        assert_eq!(asked("sh -c 'head -c 100000 /dev/zero'").await, Err(SecretSourceProblem::NoSecret));
        assert_eq!(asked("trilo-no-such-program").await, Err(SecretSourceProblem::NotFound));
        assert_eq!(asked("'unfinished").await, Err(SecretSourceProblem::Unusable));
        let begun = std::time::Instant::now();
        let late = from_command("sh -c 'sleep 60 & sleep 60'", Duration::from_millis(200)).await;
        assert_eq!(late.unwrap_err(), SecretSourceProblem::TimedOut);
        assert!(begun.elapsed() < Duration::from_secs(5));
        let source = SecretSource::Command { command: "sh -c 'echo canary >&2; exit 3'".into() };
        let failure = source.ask().await.unwrap_err();
        assert_eq!((failure.subject.as_str(), failure.problem), ("sh", SecretSourceProblem::Failed));
        assert!(!failure.to_string().contains("canary"));
    }

    #[tokio::test]
    async fn a_file_gives_its_first_line_when_it_is_private() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let source = SecretSource::File { path: path.clone() };
        assert_eq!(source.ask().await.unwrap_err().problem, SecretSourceProblem::NotFound);
        std::fs::write(&path, "ATOA-file\nand a note\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(source.ask().await.unwrap_err().problem, SecretSourceProblem::NotPrivate);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(source.ask().await.unwrap().unwrap().expose(), "ATOA-file");
        let folder = SecretSource::File { path: folder.path().to_owned() };
        assert_eq!(folder.ask().await.unwrap_err().problem, SecretSourceProblem::Unusable);
    }

    #[test]
    fn a_source_that_cannot_work_is_refused() {
        let problem = |source: SecretSource| source.checked().err().map(|invalid| invalid.problem);
        assert_eq!(problem(SecretSource::Command { command: "pass 'trilo".into() }), Some(FieldProblem::Malformed));
        assert_eq!(problem(SecretSource::Command { command: "''".into() }), Some(FieldProblem::Malformed));
        assert_eq!(problem(SecretSource::Command { command: "  ".into() }), Some(FieldProblem::Empty));
        assert_eq!(problem(SecretSource::Environment { variable: "A=B".into() }), Some(FieldProblem::Malformed));
        assert_eq!(problem(SecretSource::File { path: "secret".into() }), Some(FieldProblem::Malformed));
        assert_eq!(problem(SecretSource::Command { command: "pass show 'trilo app'".into() }), None);
    }
}
