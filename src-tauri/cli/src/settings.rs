//! What a person set for the command line alone: beside the vault, since it is no secret and has to be read fast.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use trilo_core::identifier::AccountId;
use trilo_core::machine;

use crate::failure::Failure;

/// The command line's own settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommandLineSettings {
    /// The account that is meant when none is named.
    pub account: Option<AccountId>,
    /// Whether a token may be written to a terminal, and stay in its scrollback.
    pub tokens_on_terminal: TokensOnTerminal,
}

/// Whether a token may be written to a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokensOnTerminal {
    /// It may.
    #[default]
    Allow,
    /// It may not.
    Refuse,
}

const FILE: &str = "command-line.json";

impl CommandLineSettings {
    /// Reads them; the defaults until some are kept.
    pub fn read() -> Result<Self, Failure> {
        match fs::read(path()) {
            Ok(text) => serde_json::from_slice(&text).map_err(|error| unusable(&error.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(unusable(&error)),
        }
    }

    /// Keeps them, in place of the earlier ones in one step.
    pub fn keep(&self) -> Result<(), Failure> {
        self.write().map_err(|error| unusable(&error))
    }

    fn write(&self) -> io::Result<()> {
        let folder = machine::data_folder();
        fs::create_dir_all(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.persist(path())?;
        Ok(())
    }
}

fn path() -> PathBuf {
    machine::data_folder().join(FILE)
}

fn unusable(error: &io::Error) -> Failure {
    Failure::Unusable { what: path().display().to_string(), why: error.to_string() }
}
