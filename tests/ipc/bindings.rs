//! The generated TypeScript is the one in the repository.

use std::path::{Path, PathBuf};

/// Set to write the file instead of comparing it.
const UPDATE: &str = "TRILO_UPDATE_BINDINGS";

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/bindings.ts")
}

#[test]
fn the_committed_typescript_is_what_the_commands_say() {
    if std::env::var_os(UPDATE).is_some() {
        trilo_desktop::ipc::export_bindings(&committed()).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let generated = folder.path().join("bindings.ts");
    trilo_desktop::ipc::export_bindings(&generated).unwrap();
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    assert!(
        read(&generated) == read(&committed()),
        "ui/src/backend/bindings.ts is stale; run: {UPDATE}=1 cargo test -p acceptance --test ipc committed"
    );
}
