//! Rebuilds the catalogue's tables from `OpenAPI` documents and prints what changed; `cargo xtask catalogue` starts it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks through its output")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use trilo_catalogue::openapi::{RebuildError, rebuild};
use trilo_catalogue::tables;

fn main() -> ExitCode {
    let files: Vec<_> = env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        eprintln!("Name the OpenAPI documents, as JSON files.");
        return ExitCode::FAILURE;
    }
    match follow(&files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The tables stay as they are: {error}");
            ExitCode::FAILURE
        }
    }
}

fn follow(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let read = |file: &PathBuf| fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()));
    let documents = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<_> = documents.iter().map(String::as_str).collect();
    let rebuilt = rebuild(tables::SCOPES, tables::OPERATIONS, &texts).map_err(|error| named(&error, files))?;
    for change in &rebuilt.changes {
        println!("{change}");
    }
    println!("{} changes", rebuilt.changes.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tables");
    fs::write(folder.join("scopes.tsv"), rebuilt.scopes)?;
    fs::write(folder.join("operations.tsv"), rebuilt.operations)?;
    Ok(())
}

fn named(error: &RebuildError, files: &[PathBuf]) -> String {
    match error {
        RebuildError::NotJson(document, source) => format!("{}: {source}", files[document - 1].display()),
        RebuildError::NoOperations(document) => format!("{}: {error}", files[document - 1].display()),
        RebuildError::Tables(source) => format!("{error}: {source}"),
    }
}
