use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold what tools made.
const MADE: [&str; 6] = ["node_modules", "target", "dist", "gen", ".git", ".trilo"];
/// Written by `tauri-specta`, as long as the commands are many.
const GENERATED: &str = "bindings.ts";
/// By then a file has more than one idea.
const LONGEST: usize = 400;

#[test]
fn only_the_backend_folder_knows_how_the_window_reaches_rust() {
    let ui = root().join("ui/src");
    let backend = ui.join("backend");
    let offenders = sources(&ui, &["ts", "svelte"])
        .into_iter()
        .filter(|(file, text)| !file.starts_with(&backend) && text.contains("@tauri-apps/"));
    assert_eq!(paths(offenders), [] as [String; 0]);
}

#[test]
fn no_file_is_so_long_that_it_must_have_more_than_one_idea() {
    let files = sources(&root(), &["rs", "ts", "svelte", "css", "js"]).into_iter();
    let long = files.filter(|(file, text)| !file.ends_with(GENERATED) && text.lines().count() > LONGEST);
    assert_eq!(paths(long), [] as [String; 0]);
}

#[test]
fn errors_have_types_of_their_own() {
    let texts = sources(&root(), &["rs"]).into_iter().filter(|(_, text)| {
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        code.split("Result<").skip(1).any(|rest| error_type(rest).is_some_and(|error| error == "String"))
    });
    assert_eq!(paths(texts), [] as [String; 0]);
}

#[test]
fn the_project_stands_alone() {
    let outside = ["../", "/work/"].map(|place| format!("{place}shared"));
    let extensions = ["rs", "ts", "svelte", "css", "js", "json", "toml", "md", "yml", "html"];
    let leaning =
        sources(&root(), &extensions).into_iter().filter(|(_, text)| outside.iter().any(|place| text.contains(place)));
    assert_eq!(paths(leaning), [] as [String; 0]);
}

/// The second argument of a type whose text begins after its `<`.
fn error_type(rest: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut comma = None;
    for (at, character) in rest.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            ',' if depth == 0 => comma = Some(at + 1),
            '>' if depth == 0 && !rest[..at].ends_with('-') => return Some(rest[comma?..at].trim()),
            '>' if rest[..at].ends_with('-') => {}
            '>' | ')' | ']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).expect("the folder above")
}

/// Files below a folder that people wrote, with their texts.
fn sources(folder: &Path, extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !MADE.contains(&name.as_str()) {
            files.extend(sources(&path, extensions));
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
            && let Ok(text) = fs::read_to_string(&path)
        {
            files.push((path, text));
        }
    }
    files
}

fn paths(files: impl Iterator<Item = (PathBuf, String)>) -> Vec<String> {
    let root = root();
    files.map(|(file, _)| file.strip_prefix(&root).unwrap_or(&file).display().to_string()).collect()
}

#[test]
fn the_error_type_is_found_in_nested_types() {
    assert_eq!(error_type("Vec<(A, B)>, String> {"), Some("String"));
    assert_eq!(error_type("Box<dyn Fn(A) -> B>, Error> {"), Some("Error"));
    assert_eq!(error_type("String>"), None);
}
