//! `cargo xtask`: everything that is done with this repository, each task one command.
//!
//! Needs nothing but Rust to build, so that `setup` can bring in the rest.

// A command line tool speaks through its output.
#![allow(clippy::print_stdout)]

mod bundle;
mod check;
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
    /// Run a command in a private desktop session: own home, display, bus and key store (Linux)
    Session {
        /// The command and its arguments
        #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
}

fn main() -> Result<()> {
    let mut steps = Steps::new();
    match Arguments::parse().task {
        Task::Setup => setup::everything(&mut steps),
        Task::Run(arguments) => run::run(&mut steps, &arguments),
        Task::Check => check::check(&mut steps),
        Task::Test => test::test(&mut steps),
        Task::Bundle => bundle::bundle(&mut steps),
        Task::Session { command } => session::run_command(&command),
    }
}
