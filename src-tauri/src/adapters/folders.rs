//! The person's own folders.

use std::path::{Path, PathBuf};

use tauri::{Manager, Runtime};

/// Where the person keeps files, as far as the system says so.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    /// The person's own folder.
    pub home: Option<PathBuf>,
    /// The folder for documents, if it is there.
    pub documents: Option<PathBuf>,
}

/// How many files of one name are told apart by a number.
const MOST_OF_A_NAME: u32 = 99;

impl Folders {
    /// The folders that the system names.
    pub(crate) fn of<R: Runtime>(app: &impl Manager<R>) -> Self {
        let documents = app.path().document_dir().ok().filter(|folder| folder.is_dir());
        Self { home: app.path().home_dir().ok(), documents }
    }

    /// A typed path with a leading `~` replaced by the person's own folder, as a command line does.
    pub(crate) fn expand(&self, path: &str) -> PathBuf {
        let path = Path::new(path.trim());
        match (path.strip_prefix("~"), &self.home) {
            (Ok(rest), Some(home)) => home.join(rest),
            (Ok(_), None) | (Err(_), _) => path.to_owned(),
        }
    }

    /// A path for a new file that does not exist yet: among the documents, or else in the person's own folder.
    pub(crate) fn free_path(&self, stem: &str, extension: &str) -> PathBuf {
        let folder = self.documents.as_ref().or(self.home.as_ref()).cloned().unwrap_or_default();
        let plain = folder.join(format!("{stem}.{extension}"));
        let numbered = (2..=MOST_OF_A_NAME).map(|number| folder.join(format!("{stem}-{number}.{extension}")));
        let mut paths = std::iter::once(plain.clone()).chain(numbered);
        paths.find(|path| path.symlink_metadata().is_err()).unwrap_or(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_mira(documents: Option<&Path>) -> Folders {
        Folders { home: Some("/home/mira".into()), documents: documents.map(Path::to_owned) }
    }

    #[test]
    fn a_tilde_in_front_stands_for_the_persons_own_folder() {
        let expanded = |path: &str| of_mira(None).expand(path);
        assert_eq!(expanded("~/backup.age"), Path::new("/home/mira/backup.age"));
        assert_eq!(expanded(" /tmp/x.age "), Path::new("/tmp/x.age"));
        assert_eq!(expanded("~noor/backup.age"), Path::new("~noor/backup.age"), "nobody else's is known");
        assert_eq!(expanded("/tmp/~/x.age"), Path::new("/tmp/~/x.age"));
        assert_eq!(Folders::default().expand("~/x.age"), Path::new("~/x.age"));
    }

    #[test]
    fn a_new_file_gets_a_number_when_its_name_is_taken() {
        let free = of_mira(Some(Path::new(env!("CARGO_MANIFEST_DIR")))).free_path("Cargo", "toml");
        assert_eq!(free, Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo-2.toml"));
        assert_eq!(of_mira(None).free_path("Cargo", "toml"), Path::new("/home/mira/Cargo.toml"));
    }
}
