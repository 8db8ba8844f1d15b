//! `trilo`: the accounts of Trilo's window for shells, scripts and machines without a display.

#![allow(clippy::doc_markdown, reason = "the comments of arguments are help texts, which show no markup")]
#![allow(clippy::format_push_string, reason = "answers are short, and writing to a text has no error to pass on")]
#![allow(clippy::format_collect, reason = "the same")]

mod arguments;
mod choice;
mod commands;
mod composition;
mod exit;
mod failure;
mod obtain;
mod output;
mod settings;
mod shapes;
mod words;

use std::process::ExitCode;

use clap::Parser;
use tokio::runtime;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output::new(arguments.json);
    match run(arguments, output) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.tell(&failure);
            failure.exit().into()
        }
    }
}

fn run(arguments: Arguments, output: Output) -> Result<Exit, Failure> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Runtime)?;
    let exit = runtime.block_on(commands::run(arguments.command, output));
    // A reader of standard input would keep the process alive until its next line.
    runtime.shutdown_background();
    exit
}
