//! What `${…}`, `$env`, `$file` and `$include` stand for.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::layers::read_file;
use super::tree::{Node, Place, Value};
use super::variables::Variables;
use super::{AppConfigError, yaml};
use crate::secret::Secret;

/// How deeply files may include each other.
const DEEPEST: usize = 16;
/// How deeply values may lie within each other when they are included.
const MOST_LEVELS: usize = 128;
/// The most files that one layer may include.
const MOST_FILES: usize = 100;
/// The parts that are of use here; nothing else is looked into, so no other secret is read.
const WANTED: [&[&str]; 5] = [
    &["app", "baseUrl"],
    &["auth", "environment"],
    &["auth", "experimentalExtraAllowedOrigins"],
    &["auth", "providers", "atlassian"],
    &["backend", "baseUrl"],
];

/// Replaces what stands for something else in one layer.
pub(super) struct Substitution<'a> {
    pub variables: &'a Variables,
    /// The layer's own folder, which no included file may leave.
    pub root: &'a Path,
    pub files: usize,
    /// How deep the value that is being looked at lies, includes counted in.
    pub levels: usize,
}

/// Why something cannot be included, in words; never with what the include names, for that may hold a secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

impl Refused {
    /// Why the file that a key names cannot be read, without its path.
    fn of_file(key: &str, error: AppConfigError) -> Self {
        Self(match error {
            AppConfigError::Unreadable { place: Place { line: Some(line), .. }, problem } => {
                format!("line {line} of the file that {key} names: {problem}")
            }
            AppConfigError::Unreadable { place: Place { line: None, .. }, problem } => {
                format!("the file that {key} names: {problem}")
            }
            AppConfigError::NotFound { .. } | AppConfigError::Gone | AppConfigError::SharedUnreadable { .. } => {
                format!("the file that {key} names cannot be read")
            }
        })
    }
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Self(why)
    }
}

impl From<&str> for Refused {
    fn from(why: &str) -> Self {
        Self(why.to_owned())
    }
}

enum Included {
    /// Not an include.
    No,
    /// Stands as it is.
    Done(Node),
    /// Its parts are replaced in turn, with paths relative to the folder.
    Within(Node, PathBuf),
}

impl Substitution<'_> {
    /// The layer with everything replaced.
    pub(super) fn layer(&mut self, node: Node) -> Node {
        let folder = self.root.to_owned();
        self.node(node, &folder, &mut Vec::new(), 0)
    }

    fn node(&mut self, node: Node, folder: &Path, path: &mut Vec<String>, depth: usize) -> Node {
        let node = match node {
            Node { value: Value::Text(text), place, .. } => return self.text(text, place),
            other => other,
        };
        if self.levels >= MOST_LEVELS {
            let problem = "values and the files that they include lie too deep within each other";
            return Node { value: Value::Broken(problem.to_owned()), ..node };
        }
        self.levels += 1;
        let node = match self.include(&node, folder, depth) {
            Ok(Included::No) => self.parts(node, folder, path, depth),
            Ok(Included::Done(node)) => node,
            Ok(Included::Within(node, folder)) => self.parts(node, &folder, path, depth + 1),
            Err(Refused(problem)) => Node { value: Value::Broken(problem), ..node },
        };
        self.levels -= 1;
        node
    }

    fn parts(&mut self, node: Node, folder: &Path, path: &mut Vec<String>, depth: usize) -> Node {
        let value = match node.value {
            Value::List(elements) => {
                Value::List(elements.into_iter().map(|element| self.node(element, folder, path, depth)).collect())
            }
            Value::Object(entries) => {
                let mut replaced = Vec::new();
                for (key, entry) in entries {
                    path.push(key.clone());
                    if is_wanted(path) {
                        replaced.push((key, self.node(entry, folder, path, depth)));
                    }
                    path.pop();
                }
                Value::Object(replaced)
            }
            other @ (Value::Null
            | Value::Boolean
            | Value::Number
            | Value::Text(_)
            | Value::Unset(_)
            | Value::Broken(_)) => other,
        };
        Node { value, ..node }
    }

    /// Replaces `${…}` once, from left to right; what comes from a variable is not looked at again.
    fn text(&self, text: Secret<String>, place: Place) -> Node {
        if next_braces(text.expose()).is_none() {
            return Node::new(Value::Text(text), place);
        }
        let (mut result, mut rest) = (Zeroizing::new(String::new()), text.expose().as_str());
        let (mut variables, mut unset, mut vanishes) = (Vec::new(), Vec::new(), false);
        while let Some((start, end)) = next_braces(rest) {
            let escaped = rest[..start].ends_with('$');
            append(&mut result, &rest[..start]);
            if escaped {
                append(&mut result, &rest[start + 1..end]);
            } else {
                let inner = &rest[start + 2..end - 1];
                let (name, fallback) =
                    inner.split_once(":-").map_or((inner, None), |(name, other)| (name, Some(other)));
                let name = name.trim();
                variables.push(name.to_owned());
                let value = self.variables.get(name);
                let value = match fallback {
                    None => value,
                    Some(fallback) => value
                        .filter(|value| !value.expose().is_empty())
                        .or_else(|| Some(fallback.trim().to_owned()).filter(|text| !text.is_empty()).map(Secret::new)),
                };
                if let Some(value) = value {
                    append(&mut result, value.expose());
                } else {
                    vanishes = true;
                    unset.extend(told(name));
                }
            }
            rest = &rest[end..];
        }
        append(&mut result, rest);
        let value = if vanishes { Value::Unset(unset) } else { Value::Text(Secret::new(std::mem::take(&mut *result))) };
        Node::new(value, place).with_variables(&variables)
    }

    fn include(&mut self, node: &Node, folder: &Path, depth: usize) -> Result<Included, Refused> {
        let Value::Object(entries) = &node.value else { return Ok(Included::No) };
        let is_include = |key: &str| matches!(key, "$file" | "$env" | "$include");
        let Some((key, value)) = entries.iter().find(|(key, _)| is_include(key)) else { return Ok(Included::No) };
        if entries.len() != 1 {
            return Err(format!("{key} does not stand alone in its object").into());
        }
        let Value::Text(text) = &value.value else { return Err(format!("the value of {key} is no text").into()) };
        let target = self.text(text.clone(), value.place.clone());
        let Value::Text(text) = &target.value else {
            return Ok(Included::Done(target));
        };
        let included = match key.as_str() {
            "$env" => Included::Done(self.variable(text.expose(), &target, &node.place)),
            "$file" => {
                let (mut text, _) = self.file(folder, text.expose(), key)?;
                let length = text.trim_end().len();
                text.truncate(length);
                let text = Secret::new(std::mem::take(&mut *text));
                Included::Done(Node::new(Value::Text(text), target.place.clone()))
            }
            _ => self.part_of_file(folder, text.expose(), depth)?,
        };
        Ok(match included {
            Included::No => Included::No,
            Included::Done(node) => Included::Done(node.with_variables(&target.variables)),
            Included::Within(node, folder) => Included::Within(node.with_variables(&target.variables), folder),
        })
    }

    /// The value of the variable that `$env` names.
    fn variable(&self, name: &str, target: &Node, place: &Place) -> Node {
        if let Some(value) = self.variables.get(name) {
            return Node::new(Value::Text(value), place.clone()).with_variables(&[name.to_owned()]);
        }
        // A name that was put together may hold a secret.
        let told = told(name).filter(|_| target.variables.is_empty());
        Node::new(Value::Unset(told.into_iter().collect()), place.clone())
    }

    fn part_of_file(&mut self, folder: &Path, target: &str, depth: usize) -> Result<Included, Refused> {
        const KEY: &str = "$include";
        if depth >= DEEPEST {
            return Err("files include each other too deeply".into());
        }
        let (file, part) = target.split_once('#').unwrap_or((target, ""));
        let extension = Path::new(file).extension().and_then(|extension| extension.to_str());
        if !matches!(extension, Some("json" | "yaml" | "yml")) {
            return Err("the file that $include names is neither .json nor .yaml nor .yml".into());
        }
        let (text, path) = self.file(folder, file, KEY)?;
        // JSON is YAML 1.2.
        let node = yaml::parse(&text, &path).map_err(|error| Refused::of_file(KEY, error))?;
        let mut node = node.unwrap_or_else(|| Node::new(Value::Null, Place::whole(&path)));
        for key in part.split('.').filter(|_| !part.is_empty()) {
            if !matches!(node.value, Value::Object(_)) {
                return Err("the part that $include names lies in no object".into());
            }
            node = node.get(key).cloned().unwrap_or(Node { value: Value::Unset(Vec::new()), ..node });
        }
        let folder = path.parent().unwrap_or(self.root).to_owned();
        Ok(match node {
            Node { value: Value::Text(text), place, .. } => Included::Done(self.text(text, place)),
            other => Included::Within(other, folder),
        })
    }

    fn file(&mut self, folder: &Path, target: &str, key: &str) -> Result<(Zeroizing<String>, PathBuf), Refused> {
        self.files += 1;
        if self.files > MOST_FILES {
            return Err("too many files are included".into());
        }
        let missing = |_| Refused(format!("the file that {key} names cannot be read"));
        // Resolved first, for a link may lead out as well as `..` does.
        let root = self.root.canonicalize().map_err(missing)?;
        let path = folder.join(target).canonicalize().map_err(missing)?;
        if !path.starts_with(&root) {
            return Err(format!("the file that {key} names lies outside of the folder of the app-config").into());
        }
        let text = read_file(&path).map_err(|error| Refused::of_file(key, error))?;
        Ok((text, path))
    }
}

/// The name of a variable that may be told; what does not look like one may be a secret.
fn told(name: &str) -> Option<String> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    (name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && name.chars().all(is_part))
        .then(|| name.to_owned())
}

/// Adds to a text, and wipes what it leaves behind when it grows.
fn append(text: &mut Zeroizing<String>, more: &str) {
    let length = text.len() + more.len();
    if length > text.capacity() {
        let mut larger = Zeroizing::new(String::with_capacity(2 * length));
        larger.push_str(text);
        *text = larger;
    }
    text.push_str(more);
}

fn is_wanted(path: &[String]) -> bool {
    // Objects in lists and an include's own parts lie below what is wanted, or beside it.
    WANTED.iter().any(|wanted| path.iter().zip(*wanted).all(|(key, wanted)| key == wanted))
}

/// Where the next `${…}` without braces inside begins and ends.
fn next_braces(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(start) = text[from..].find("${").map(|at| from + at) {
        let inner = start + 2;
        match text[inner..].find(['{', '}']).map(|at| inner + at) {
            Some(end) if text[end..].starts_with('}') => return Some((start, end + 1)),
            Some(_) => from = inner,
            None => return None,
        }
    }
    None
}
