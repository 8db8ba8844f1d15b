//! The layers of an app-config, and what they give together.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::environment::{ConfigEnvironment, environments};
use super::served::{ServedConfig, served};
use super::substitution::Substitution;
use super::tree::{Node, Place, Value};
use super::variables::Variables;
use super::{AppConfigError, ConfigFiles, Finding, FindingKind, LARGEST, yaml};
use crate::secret::Secret;

/// The variable that names further layers of a folder, separated by commas.
pub(super) const ENVIRONMENTS: &str = "BACKSTAGE_ENV";

/// How much room beyond a file's length keeps its buffer from growing.
const SPARE: usize = 64;
/// The most parts of the key that an `APP_CONFIG_…` variable names.
const MOST_PARTS: usize = 64;

/// What an app-config says.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// The files that were read, in their order.
    pub files: Vec<PathBuf>,
    /// The environments, in the order in which they stand.
    pub environments: Vec<ConfigEnvironment>,
    /// What only a server needs to know of it.
    pub served: ServedConfig,
    /// Variables that are not set, and without which there are no environments.
    pub missing: Vec<String>,
    /// What else there is to know.
    pub findings: Vec<Finding>,
}

/// Reads an app-config. Blocks on the disk.
pub(crate) fn read(from: &ConfigFiles, variables: Variables) -> Result<Reading, AppConfigError> {
    let variables = match &from.environment_file {
        Some(path) => variables.with_file(path)?,
        None => variables,
    };
    let mut findings = Vec::new();
    let files = files(&from.paths, &variables, &mut findings)?;
    let mut merged = Node::new(Value::Object(Vec::new()), Place::default());
    for file in &files {
        let text = read_file(file)?;
        findings.extend(merge_keys(&text, file));
        let Some(node) = yaml::parse(&text, file)? else { continue };
        let place = node.place.clone();
        let root = file.parent().unwrap_or_else(|| Path::new("/"));
        let layer = Substitution { variables: &variables, root, files: 0, levels: 0 }.layer(node);
        match layer.value {
            Value::Object(_) => merged = merged.overlaid(layer),
            Value::Broken(problem) => return Err(AppConfigError::Unreadable { place, problem }),
            Value::Null | Value::Boolean | Value::Number | Value::Text(_) | Value::List(_) | Value::Unset(_) => {
                return Err(AppConfigError::Unreadable { place, problem: "the file is no object".into() });
            }
        }
    }
    if let Some(layer) = of_variables(&variables, &mut findings) {
        merged = merged.overlaid(layer);
    }
    let (environments, missing) = environments(&merged, &variables, &mut findings);
    let served = served(&merged);
    Ok(Reading { files, environments, served, missing, findings })
}

fn files(
    paths: &[PathBuf],
    variables: &Variables,
    findings: &mut Vec<Finding>,
) -> Result<Vec<PathBuf>, AppConfigError> {
    let not_found = |path: &Path| AppConfigError::NotFound { path: path.to_owned() };
    let [folder] = paths else {
        return if paths.is_empty() { Err(not_found(Path::new(""))) } else { Ok(paths.to_vec()) };
    };
    if !folder.is_dir() {
        return Ok(paths.to_vec());
    }
    let names = variables.get(ENVIRONMENTS);
    let names: Vec<&str> = names.as_ref().map_or("", |names| names.expose()).split(',').map(str::trim).collect();
    let names = || names.iter().filter(|name| !name.is_empty() && !name.contains(['/', '\\']));
    let default = folder.join("app-config.yaml");
    if !default.is_file() {
        return Err(not_found(folder));
    }
    let mut files = vec![default];
    files.extend(names().map(|name| folder.join(format!("app-config.{name}.yaml"))));
    files.push(folder.join("app-config.local.yaml"));
    files.extend(names().map(|name| folder.join(format!("app-config.{name}.local.yaml"))));
    files.retain(|file| file.is_file());
    let mut beside: Vec<PathBuf> =
        folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    beside.sort();
    for path in beside {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("app-config.")
            && path.extension().is_some_and(|end| end == "yaml")
            && !files.contains(&path)
        {
            let message = format!("{name} is not read, because BACKSTAGE_ENV does not name it");
            findings.push(Finding { kind: FindingKind::LayerNotRead, place: Place::whole(path), message });
        }
    }
    Ok(files)
}

/// Reads a text file that is not too large.
pub(super) fn read_file(path: &Path) -> Result<Zeroizing<String>, AppConfigError> {
    let unreadable =
        |problem: &str| AppConfigError::Unreadable { place: Place::whole(path), problem: problem.to_owned() };
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => AppConfigError::NotFound { path: path.to_owned() },
        _ => unreadable(&error.to_string()),
    };
    // Asked before it is opened, for opening a pipe waits for somebody to write to it.
    let metadata = path.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(unreadable("it is no file"));
    }
    // Enough from the start, for what a growing buffer leaves behind is not wiped.
    let length = usize::try_from(metadata.len().min(LARGEST)).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(length + SPARE));
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(unreadable("it is larger than 1 MiB"));
    }
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        unreadable("it is no UTF-8")
    })
}

fn merge_keys(text: &str, file: &Path) -> Vec<Finding> {
    let lines = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("<<:"));
    let finding = |(index, line): (usize, &str)| Finding {
        kind: FindingKind::MergeKeyIgnored,
        place: Place {
            file: file.to_owned(),
            line: Some(index + 1),
            column: Some(line.chars().take_while(|character| character.is_whitespace()).count() + 1),
        },
        message: "<< merges nothing in YAML 1.2, and Backstage does not merge either".into(),
    };
    lines.map(finding).collect()
}

/// The layer of `APP_CONFIG_…` variables.
fn of_variables(variables: &Variables, findings: &mut Vec<Finding>) -> Option<Node> {
    const PREFIX: &str = "APP_CONFIG_";
    let mut layer: Option<Node> = None;
    for (name, value) in variables.starting_with(PREFIX) {
        let parts: Vec<&str> = name[PREFIX.len()..].split('_').collect();
        let place = Place::whole(name);
        if parts.len() > MOST_PARTS || !parts.iter().all(|part| is_key_part(part)) {
            let message = if parts.len() > MOST_PARTS {
                format!("the key of a variable that begins with {PREFIX} has more than {MOST_PARTS} parts")
            } else {
                format!("{name} names no key")
            };
            findings.push(Finding { kind: FindingKind::ConfigVariableRefused, place, message });
            continue;
        }
        let json = serde_json::from_str(value).unwrap_or_else(|_| serde_json::Value::String(value.to_owned()));
        if json.is_null() {
            let message = format!("{name} may not be null");
            findings.push(Finding { kind: FindingKind::ConfigVariableRefused, place, message });
            continue;
        }
        let leaf = of_json(json, &place);
        let node = parts
            .iter()
            .rev()
            .fold(leaf, |node, part| Node::new(Value::Object(vec![((*part).to_owned(), node)]), place.clone()));
        layer = Some(match layer {
            Some(layer) => layer.overlaid(node),
            None => node,
        });
    }
    layer
}

/// Whether a text can be a part of a key: letters and digits, with single `-` and `:` between them.
fn is_key_part(part: &str) -> bool {
    part.starts_with(|first: char| first.is_ascii_alphabetic())
        && part
            .split(['-', ':'])
            .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn of_json(json: serde_json::Value, place: &Place) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(_) => Value::Boolean,
        serde_json::Value::Number(_) => Value::Number,
        serde_json::Value::String(text) => Value::Text(Secret::new(text)),
        serde_json::Value::Array(elements) => {
            Value::List(elements.into_iter().map(|element| of_json(element, place)).collect())
        }
        serde_json::Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|(key, entry)| (key, of_json(entry, place))).collect())
        }
    };
    Node::new(value, place.clone())
}
