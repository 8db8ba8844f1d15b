//! The catalogue, with the newer tables that a person loaded.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::Core;
use crate::catalogue::Catalogue;
use crate::error::Error;
use crate::local_tables::{self, LocalTables, Stamp};
use crate::ports::lock;

/// What was read of the data folder last, and of which files.
#[derive(Default)]
pub(super) struct Loaded(Mutex<Option<(Stamp, Option<LocalTables>)>>);

impl Core {
    /// The catalogue of scopes and operations: the built-in one, with what was loaded on top.
    #[must_use]
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.local_tables().map_or_else(|| Arc::clone(Catalogue::built_in()), |local| local.catalogue)
    }

    /// The tables that were loaded, by this process or another one.
    #[must_use]
    pub fn local_tables(&self) -> Option<LocalTables> {
        let folder = &self.0.parts.data_folder;
        let mut loaded = lock(&self.0.catalogue.0);
        let stamp = local_tables::stamp(folder);
        match &*loaded {
            Some((of, tables)) if *of == stamp => tables.clone(),
            Some(_) | None => loaded.insert((stamp, LocalTables::of(folder))).1.clone(),
        }
    }

    /// Loads newer tables of the catalogue, each in the place of the one that was loaded before.
    pub fn load_tables(&self, paths: &[PathBuf]) -> Result<LocalTables, Error> {
        Ok(LocalTables::load(&self.0.parts.data_folder, paths)?)
    }

    /// Goes back to the built-in catalogue.
    pub fn remove_tables(&self) -> Result<(), Error> {
        Ok(LocalTables::remove(&self.0.parts.data_folder)?)
    }
}
