//! `trilo scopes tables`: newer tables of the catalogue than the ones that come with Trilo.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;
use trilo_catalogue::{BadRow, Catalogue};
use trilo_core::local_tables::LocalTables;
use trilo_core::{Error, machine};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Newer tables of the catalogue.
#[derive(Debug, Subcommand)]
pub enum Tables {
    /// Tell how much the catalogue knows, and what of it was loaded
    Status,
    /// Load tables as `cargo xtask catalogue` writes them; nobody signs them, so they are marked as local
    Load {
        /// A table of scopes, one of operations, or both
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Go back to the catalogue that came with Trilo
    Remove,
}

#[derive(Serialize)]
struct Shape<'a> {
    scopes: usize,
    operations: usize,
    local_scopes: usize,
    local_operations: usize,
    bad_rows: &'a [BadRow],
}

impl Tables {
    /// Does it, and tells what is known now.
    pub fn run(self, output: Output, local: Option<&LocalTables>) -> Result<Exit, Failure> {
        let folder = machine::data_folder();
        match self {
            Self::Status => status(output, local),
            Self::Load { files } => {
                let loaded = LocalTables::load(&folder, &files).map_err(Error::from)?;
                status(output, Some(&loaded))
            }
            Self::Remove => {
                LocalTables::remove(&folder).map_err(Error::from)?;
                status(output, None)
            }
        }
    }
}

fn status(output: Output, local: Option<&LocalTables>) -> Result<Exit, Failure> {
    let catalogue = local.map_or(Catalogue::built_in(), |local| &local.catalogue);
    let shape = Shape {
        scopes: catalogue.scopes().iter().filter(|scope| scope.is_known()).count(),
        operations: catalogue.operations().len(),
        local_scopes: local.map_or(0, |local| local.scopes),
        local_operations: local.map_or(0, |local| local.operations),
        bad_rows: local.map(|local| local.bad_rows.as_slice()).unwrap_or_default(),
    };
    let mut text = format!("{} scopes and {} operations are known.\n", shape.scopes, shape.operations);
    match local {
        None => text.push_str("All of them came with Trilo.\n"),
        Some(_) => text.push_str(&format!(
            "{} scopes and {} operations of them are local: loaded from files that nobody signed.\n",
            shape.local_scopes, shape.local_operations
        )),
    }
    for row in shape.bad_rows {
        text.push_str(&format!("Left out, line {} of {:?}: {:?} “{}”\n", row.line, row.table, row.problem, row.cell));
    }
    output.answer(&shape, &text)?;
    Ok(Exit::Done)
}
