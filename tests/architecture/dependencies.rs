use std::collections::{BTreeSet, HashMap, HashSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};

/// What draws windows; none of it may be needed to run the core.
const WINDOWS: [&str; 8] = ["gdk", "gtk", "tao", "tauri", "tauri-runtime", "webkit2gtk", "winit", "wry"];

#[test]
fn the_core_runs_without_a_window() {
    let metadata = metadata();
    let below = names(&metadata, &needed_by(&metadata, "trilo-core"));
    let windows: Vec<_> = WINDOWS.into_iter().filter(|name| below.contains(*name)).collect();
    assert_eq!(windows, Vec::<&str>::new(), "trilo-core is for the window, the command line and tests alike");
}

#[test]
fn the_sandbox_judges_independently_of_the_core() {
    assert_eq!(own_crates_below("trilo-sandbox"), only_the_catalogue(), "facts may be shared, judgement may not");
}

#[test]
fn the_catalogue_stands_alone() {
    assert_eq!(own_crates_below("trilo-catalogue"), BTreeSet::new());
}

#[test]
fn the_tasks_build_before_anything_else_does() {
    assert_eq!(own_crates_below("xtask"), BTreeSet::new());
}

#[test]
fn the_core_does_not_know_who_plays_atlassian() {
    let below = own_crates_below("trilo-core");
    assert_eq!(below, only_the_catalogue(), "what is for tests only stays out of the core");
}

fn only_the_catalogue() -> BTreeSet<String> {
    BTreeSet::from(["trilo-catalogue".to_owned()])
}

fn metadata() -> Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .other_options(vec!["--offline".to_owned()])
        .exec()
        .unwrap_or_else(|error| panic!("cargo tells what depends on what: {error}"))
}

/// The workspace's own crates that another of them needs.
fn own_crates_below(name: &str) -> BTreeSet<String> {
    let metadata = metadata();
    let own: HashSet<_> = metadata.workspace_members.iter().cloned().collect();
    let below = needed_by(&metadata, name).intersection(&own).cloned().collect();
    let mut names = names(&metadata, &below);
    names.remove(name);
    names
}

/// Everything that a package of the workspace needs to run, at any depth: no build or test dependencies.
fn needed_by(metadata: &Metadata, name: &str) -> HashSet<PackageId> {
    let resolve = metadata.resolve.as_ref().expect("dependencies are resolved");
    let nodes: HashMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let root = metadata.workspace_packages().into_iter().find(|package| package.name == name);
    let mut open = vec![root.unwrap_or_else(|| panic!("{name} is in the workspace")).id.clone()];
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let dependencies = nodes.get(&id).into_iter().flat_map(|node| &node.deps);
        let normal = dependencies
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        open.extend(normal.map(|dependency| dependency.pkg.clone()));
    }
    seen
}

fn names(metadata: &Metadata, ids: &HashSet<PackageId>) -> BTreeSet<String> {
    let packages: HashMap<_, &Package> = metadata.packages.iter().map(|package| (&package.id, package)).collect();
    ids.iter().filter_map(|id| packages.get(id)).map(|package| package.name.clone()).collect()
}
