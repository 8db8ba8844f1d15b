use std::env;
use std::path::{Path, PathBuf};

/// The top folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A program that cargo built beside this one: a test is one folder further down than a program.
pub(crate) fn built(name: &str) -> PathBuf {
    let this = env::current_exe().unwrap_or_default();
    let found = this.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not built: `cargo xtask test` builds it, as does `cargo build --workspace`")
    })
}
