//! Where Trilo keeps its files, the same for every surface.

use std::path::PathBuf;

/// The variable that overrides the data folder.
pub const DATA_FOLDER_VARIABLE: &str = "TRILO_DATA_DIR";
/// The variable that names a file with the vault's passphrase.
pub const PASSPHRASE_FILE_VARIABLE: &str = "TRILO_PASSPHRASE_FILE";

/// The name of the data folder among those of other programs: the window's identifier.
const NAME: &str = "io.trilo.desktop";

/// The folder of the vault: the one that the environment names, or else Trilo's among the person's program data.
#[must_use]
pub fn data_folder() -> PathBuf {
    set_path(DATA_FOLDER_VARIABLE).unwrap_or_else(usual_data_folder)
}

/// The folder of the vault where the environment names none.
#[must_use]
pub fn usual_data_folder() -> PathBuf {
    dirs::data_dir().map_or_else(|| PathBuf::from("trilo"), |folder| folder.join(NAME))
}

/// The file with the vault's passphrase that the environment names.
#[must_use]
pub fn passphrase_file() -> Option<PathBuf> {
    set_path(PASSPHRASE_FILE_VARIABLE)
}

fn set_path(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}
