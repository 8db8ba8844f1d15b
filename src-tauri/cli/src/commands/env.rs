//! `trilo env`: a token in a .env file, for programs that read nothing else.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use trilo_core::secret::Secret;
use trilo_core::token::TokenFormat;

use super::token::Demands;
use crate::choice::AccountChoice;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::obtain::obtain;
use crate::output::Output;

/// What there is to do with .env files.
#[derive(Debug, Subcommand)]
pub enum Env {
    /// Put a token that is good for now in a key's place, and leave the other lines as they are
    Write {
        /// The file; one that is not there is made, for you alone
        file: PathBuf,
        /// The key
        #[arg(default_value = TokenFormat::VARIABLE, value_parser = key)]
        key: String,
        #[command(flatten)]
        choice: AccountChoice,
        #[command(flatten)]
        demands: Demands,
    },
}

impl Env {
    /// Writes the file in one step: who reads it meanwhile sees the old or the new one, whole.
    pub async fn run(self, output: Output) -> Result<Exit, Failure> {
        let Self::Write { file, key, choice, demands } = self;
        let good = obtain(&demands.of(&choice)?, output).await?;
        crate::composition::note_overrides(output, &good.facts.cloud);
        let path = file.display().to_string();
        let written = write(&file, &key, &good.token);
        let is_for_all = written.map_err(|error| Failure::Unusable { what: path.clone(), why: error.to_string() })?;
        if is_for_all {
            output.note(&format!("warning: others can read {path}: `chmod 600` takes it from them."));
        }
        let expires_at = good.facts.expires_at.map(|end| end.to_string());
        let until = expires_at.as_deref().map(|end| format!(", good until {end}")).unwrap_or_default();
        let shape = serde_json::json!({ "file": path, "key": key, "expires_at": expires_at });
        output.answer(&shape, &format!("{key} in {path}{until}"))?;
        Ok(Exit::Done)
    }
}

fn key(text: &str) -> Result<String, &'static str> {
    let fits =
        |(at, byte): (usize, u8)| byte == b'_' || byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit());
    let is_key = !text.is_empty() && text.bytes().enumerate().all(fits);
    if is_key { Ok(text.to_owned()) } else { Err("a key has letters, digits and _ only") }
}

/// Tells whether others can read the file.
fn write(file: &Path, key: &str, value: &Secret<String>) -> io::Result<bool> {
    // The file behind a link is replaced, not the link.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let (text, permissions) = match fs::read_to_string(&target) {
        Ok(text) => (Secret::new(text), Some(fs::metadata(&target)?.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Secret::new(String::new()), None),
        Err(error) => return Err(error),
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut written = tempfile::NamedTempFile::new_in(folder)?;
    written.write_all(replaced(text.expose(), key, value.expose()).expose().as_bytes())?;
    let is_for_all = permissions.as_ref().is_some_and(is_for_others);
    if let Some(permissions) = permissions {
        fs::set_permissions(written.path(), permissions)?;
    }
    written.as_file().sync_all()?;
    written.persist(&target)?;
    Ok(is_for_all)
}

#[cfg(unix)]
fn is_for_others(permissions: &fs::Permissions) -> bool {
    std::os::unix::fs::PermissionsExt::mode(permissions) & 0o077 != 0
}

/// Leaves it to the system, which gives a person's files to nobody else.
#[cfg(not(unix))]
fn is_for_others(_: &fs::Permissions) -> bool {
    false
}

/// The text with the key's value in place of every earlier one, or at the end where there was none.
fn replaced(text: &str, key: &str, value: &str) -> Secret<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut written = String::with_capacity(text.len() + key.len() + value.len() + 2);
    let mut lines = text.lines();
    let mut is_there = false;
    while let Some(line) = lines.next() {
        let Some((prefix, old)) = assigned(line, key) else {
            written.push_str(line);
            written.push_str(end);
            continue;
        };
        is_there = true;
        written.push_str(&format!("{prefix}{value}{end}"));
        if let Some(quote) = opened(old) {
            // A value in quotes goes on to the line that closes them, if there is one.
            let mut ahead = lines.clone();
            if ahead.any(|line| line.contains(quote)) {
                lines = ahead;
            }
        }
    }
    if !is_there {
        written.push_str(&format!("{key}={value}{end}"));
    }
    Secret::new(written)
}

/// What stands before the value of a key and the value, if a line sets it.
fn assigned<'a>(line: &'a str, key: &str) -> Option<(&'a str, &'a str)> {
    let (name, value) = line.split_once('=')?;
    let bare = name.trim();
    let bare = bare.strip_prefix("export ").unwrap_or(bare).trim();
    (bare == key).then_some((&line[..=name.len()], value.trim()))
}

/// The quote that a value opens and does not close.
fn opened(value: &str) -> Option<char> {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    (!value[1..].contains(quote)).then_some(quote)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn after(text: &str) -> String {
        replaced(text, "TOKEN", "new").expose().clone()
    }

    #[test]
    fn one_key_is_replaced_and_every_other_line_stays() {
        assert_eq!(after(""), "TOKEN=new\n");
        assert_eq!(after("# x\nA=1\nTOKEN=old\nB = 'two'"), "# x\nA=1\nTOKEN=new\nB = 'two'\n");
        assert_eq!(after("export TOKEN=\"old\"\nTOKEN_2=x\n"), "export TOKEN=new\nTOKEN_2=x\n");
        assert_eq!(after("A=1\r\nTOKEN=x\r\n"), "A=1\r\nTOKEN=new\r\n");
        assert_eq!(after("TOKEN=\"one\ntwo\"\nB=2\n"), "TOKEN=new\nB=2\n");
        assert_eq!(
            after("TOKEN=\"one\nA=1\nB=2\n"),
            "TOKEN=new\nA=1\nB=2\n",
            "a quote that nothing closes takes no line"
        );
        assert_eq!(after("#TOKEN=commented\n"), "#TOKEN=commented\nTOKEN=new\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_private_and_an_old_one_keeps_its_rights_and_its_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("real.env"), folder.path().join(".env"));
        let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert!(!write(&file, "A", &Secret::new("1".into())).unwrap());
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(write(&link, "A", &Secret::new("2".into())).unwrap(), "others may read it, which is told");
        assert_eq!((mode(), fs::read_to_string(&file).unwrap().as_str()), (0o640, "A=2\n"));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
    }

    #[test]
    fn a_key_is_a_name_of_a_variable() {
        assert!(key("ATLASSIAN_ACCESS_TOKEN").is_ok());
        assert!(key("2X").is_err() && key("A=B").is_err() && key("").is_err() && key("A\nB").is_err());
    }
}
