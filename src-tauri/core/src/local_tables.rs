//! Newer tables of the catalogue, which a person loads at run time; nobody signs them.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use trilo_catalogue::tables::{BadRow, Table};

use crate::catalogue::Catalogue;
use crate::files::{self, Unread};

/// The largest table that is read, in bytes; the ones that come with Trilo have a twentieth of it.
const LARGEST: u64 = 8 * 1024 * 1024;

/// The catalogue with what was loaded into a data folder on top.
#[derive(Debug, Clone)]
pub struct LocalTables {
    /// The whole catalogue; what was loaded is marked as local.
    pub catalogue: Arc<Catalogue>,
    /// How many scopes were loaded.
    pub scopes: usize,
    /// How many operations were loaded.
    pub operations: usize,
    /// Rows that cannot be read and are left out.
    pub bad_rows: Vec<BadRow>,
}

/// Why tables are not loaded; those that were there stay.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be loaded: {problem}", path.display())]
pub struct TableRefused {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: TableProblem,
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
pub enum TableProblem {
    /// There is no such file.
    #[error("there is no such file")]
    NotFound,
    /// The system does not let it be read, or the data folder written.
    #[error(transparent)]
    Unusable(io::Error),
    /// It has more than 8 MiB.
    #[error("it is too large")]
    TooLarge,
    /// Its head line is that of no table of the catalogue.
    #[error("its head line is that of no table of the catalogue")]
    NoTable,
    /// Two files are the same table.
    #[error("another file is the same table")]
    Twice,
    /// Not one of its rows can be read.
    #[error("none of its rows can be read")]
    NoRow,
}

impl TableProblem {
    /// The problem as surfaces know it.
    #[must_use]
    pub const fn wire_name(&self) -> &'static str {
        match self {
            Self::NotFound => "notFound",
            Self::Unusable(_) => "unusable",
            Self::TooLarge => "tooLarge",
            Self::NoTable => "noTable",
            Self::Twice => "twice",
            Self::NoRow => "noRow",
        }
    }
}

impl LocalTables {
    /// What was loaded into a data folder; nothing when nothing was, or when it can no longer be read.
    #[must_use]
    pub fn of(data_folder: &Path) -> Option<Self> {
        let text = |table| read(&file_of(data_folder, table)).ok();
        let (scopes, operations) = (text(Table::Scopes), text(Table::Operations));
        if scopes.is_none() && operations.is_none() {
            return None;
        }
        Some(Self::over_built_in(&scopes.unwrap_or_default(), &operations.unwrap_or_default()))
    }

    /// Copies tables into a data folder, each in the place of the one that was loaded before.
    ///
    /// # Errors
    /// When a file is no table, or has no row that can be read; then nothing is changed.
    pub fn load(data_folder: &Path, paths: &[PathBuf]) -> Result<Self, TableRefused> {
        let mut found: Vec<(Table, String)> = Vec::new();
        for path in paths {
            let refused = |problem| TableRefused { path: path.clone(), problem };
            let text = read(path).map_err(refused)?;
            let table = Table::of(&text).ok_or_else(|| refused(TableProblem::NoTable))?;
            if found.iter().any(|(known, _)| *known == table) {
                return Err(refused(TableProblem::Twice));
            }
            let alone = match table {
                Table::Scopes => Self::over_built_in(&text, ""),
                Table::Operations => Self::over_built_in("", &text),
            };
            if alone.scopes + alone.operations == 0 {
                return Err(refused(TableProblem::NoRow));
            }
            found.push((table, text));
        }
        for (table, text) in &found {
            let path = file_of(data_folder, *table);
            write(&path, text).map_err(|error| TableRefused { path, problem: TableProblem::Unusable(error) })?;
        }
        Ok(Self::of(data_folder).unwrap_or_else(|| Self::over_built_in("", "")))
    }

    /// Removes what was loaded into a data folder.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn remove(data_folder: &Path) -> Result<(), TableRefused> {
        for path in [Table::Scopes, Table::Operations].map(|table| file_of(data_folder, table)) {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(TableRefused { path, problem: TableProblem::Unusable(error) });
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn over_built_in(scopes: &str, operations: &str) -> Self {
        let (catalogue, bad_rows) = Catalogue::with_local(scopes, operations);
        // A scope that an operation alone names stands in no table.
        let local = catalogue.scopes().iter().filter(|scope| scope.local && scope.is_known());
        Self {
            scopes: local.count(),
            operations: catalogue.operations().iter().filter(|operation| operation.local).count(),
            bad_rows,
            catalogue: Arc::new(catalogue),
        }
    }
}

/// What tells whether the tables of a data folder are still those that were read.
pub(crate) type Stamp = [Option<(SystemTime, u64)>; 2];

/// When the tables of a data folder were written, and how long they are.
pub(crate) fn stamp(data_folder: &Path) -> Stamp {
    [Table::Scopes, Table::Operations].map(|table| {
        let metadata = fs::metadata(file_of(data_folder, table)).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    })
}

fn file_of(data_folder: &Path, table: Table) -> PathBuf {
    data_folder.join("catalogue").join(match table {
        Table::Scopes => "scopes.tsv",
        Table::Operations => "operations.tsv",
    })
}

fn read(path: &Path) -> Result<String, TableProblem> {
    let bytes = files::read(path, LARGEST).map_err(|unread| match unread {
        Unread::Failed(error) if error.kind() == ErrorKind::NotFound => TableProblem::NotFound,
        Unread::Failed(error) => TableProblem::Unusable(error),
        Unread::TooLarge => TableProblem::TooLarge,
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|_| TableProblem::NoTable)?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Writes a table in whole or not at all.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(text.as_bytes())?;
    fresh.as_file().sync_all()?;
    fresh.persist(path)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const NEWER: &str = "scope\tkind\tconsole_api\taccess\toperations\tevidence\n\
                         read:tulip:jira\tgranular\tJira API\tread\t0\tdocumented\n\
                         not a scope\tgranular\tJira API\tread\t0\tdocumented\n";

    fn file(folder: &Path, text: &str) -> PathBuf {
        let path = folder.join(format!("{}.tsv", text.len()));
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn a_loaded_table_adds_to_the_catalogue_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        assert!(LocalTables::of(&data).is_none());
        let loaded = LocalTables::load(&data, &[file(folder.path(), NEWER)]).unwrap();
        assert_eq!((loaded.scopes, loaded.operations, loaded.bad_rows.len()), (1, 0, 1));
        let again = LocalTables::of(&data).unwrap();
        assert!(again.catalogue.scope("read:tulip:jira").unwrap().local);
        assert!(!again.catalogue.scope("read:jira-work").unwrap().local, "the built-in ones are still there");
        let before = stamp(&data);
        LocalTables::remove(&data).unwrap();
        assert!(LocalTables::of(&data).is_none());
        assert_ne!(stamp(&data), before, "other processes notice");
    }

    #[test]
    fn what_is_no_table_is_refused_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let good = file(folder.path(), NEWER);
        LocalTables::load(&data, std::slice::from_ref(&good)).unwrap();
        let head = Table::Operations.head();
        let cases = [
            (file(folder.path(), "scope,kind\n"), "noTable"),
            (file(folder.path(), head), "noRow"),
            (folder.path().join("nowhere.tsv"), "notFound"),
            (folder.path().to_owned(), "unusable"),
        ];
        for (path, problem) in cases {
            let refused = LocalTables::load(&data, std::slice::from_ref(&path)).unwrap_err();
            assert_eq!((refused.path, refused.problem.wire_name()), (path, problem));
        }
        let twice = LocalTables::load(&data, &[good.clone(), good]).unwrap_err();
        assert_eq!(twice.problem.wire_name(), "twice");
        assert_eq!(LocalTables::of(&data).unwrap().scopes, 1, "what was loaded before stays");
    }
}
