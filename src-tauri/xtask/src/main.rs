//! `cargo xtask`: everything that is done with this repository, each task one command.
//!
//! Needs nothing but Rust to build, so that `setup` can bring in the rest.

// A command line tool speaks through its output.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod backstage;
mod bench;
mod bundle;
mod catalogue;
mod check;
mod command_line;
mod compile;
mod process;
mod run;
mod session;
mod setup;
mod steps;
mod test;
mod ui;
mod workspace;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use self::steps::Steps;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Set up, run, check, test and bundle Trilo")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing to build, test and bundle; quick when nothing is
    Setup,
    /// Build the app and start it; without a display, run the demonstration
    Run(run::Arguments),
    /// Check format, lints, types and dependency rules
    Check,
    /// Run every check and test, those with the real window included
    Test,
    /// Build the installable packages
    Bundle,
    /// Build `trilo` for the packages, which Tauri does by itself
    PackageCommandLine,
    /// Measure the speed of core and catalogue, and of `trilo token` beside its likes
    Bench {
        /// Options of the measurement, such as part of a name to measure only that
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<OsString>,
    },
    /// Rebuild the tables of scopes and operations from Atlassian's `OpenAPI` documents, and print what changed
    Catalogue {
        /// The documents, as JSON
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Run a command in a private desktop session: own home, display, bus and key store (Linux)
    Session {
        /// The command and its arguments
        #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    let mut steps = Steps::new();
    match task {
        Task::Setup => setup::everything(&mut steps),
        Task::Run(arguments) => run::run(&mut steps, &arguments),
        Task::Check => check::check(&mut steps),
        Task::Test => test::test(&mut steps),
        Task::Bundle => bundle::bundle(&mut steps),
        Task::PackageCommandLine => command_line::package(&mut steps),
        Task::Bench { options } => bench::bench(&mut steps, &options),
        Task::Catalogue { files } => catalogue::catalogue(&mut steps, &files),
        Task::Session { command } => session::run_command(&command),
    }
}
