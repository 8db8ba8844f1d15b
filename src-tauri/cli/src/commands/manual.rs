//! `trilo completions` and `trilo manual`: what a shell and `man` know of the command line.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Writes a completion script.
#[derive(Debug, Args)]
pub struct Completions {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Writes it to standard output.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "trilo", &mut script);
        Output::write(&script)?;
        Ok(Exit::Done)
    }
}

/// Writes the manual pages.
#[derive(Debug, Args)]
pub struct Manual {
    /// The folder that they go into, such as ~/.local/share/man/man1
    folder: PathBuf,
}

impl Manual {
    /// Writes one page for each command.
    pub fn run(&self, output: Output) -> Result<Exit, Failure> {
        let folder = self.folder.display().to_string();
        let unusable = |error: io::Error| Failure::Unusable { what: folder.clone(), why: error.to_string() };
        fs::create_dir_all(&self.folder).map_err(unusable)?;
        clap_mangen::generate_to(Arguments::command(), &self.folder).map_err(unusable)?;
        output.answer(&folder, &folder)?;
        Ok(Exit::Done)
    }
}
