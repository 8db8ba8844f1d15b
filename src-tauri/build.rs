//! Hands Tauri the places of capabilities and permissions, which lie below `src-tauri/`.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern("src-tauri/permissions/**/*");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*").app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("Tauri's build step failed: {error:#}");
    }
}
