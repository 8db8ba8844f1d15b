//! What `${…}`, `$env`, `$file` and `$include` stand for.

use std::path::{Path, PathBuf};

use super::layers::read_file;
use super::tree::{Node, Value};
use super::variables::Variables;
use super::{AppConfigError, yaml};
use crate::secret::Secret;

/// How deeply files may include each other.
const DEEPEST: usize = 16;
/// The most files that one layer may include.
const MOST_FILES: usize = 100;
/// The parts that are of use here; nothing else is looked into, so no other secret is read.
const WANTED: [&[&str]; 2] = [&["auth", "providers", "atlassian"], &["backend", "baseUrl"]];

/// Replaces what stands for something else in one layer.
pub(super) struct Substitution<'a> {
    pub variables: &'a Variables,
    /// The layer's own folder, which no included file may leave.
    pub root: &'a Path,
    pub files: usize,
}

/// Why something cannot be included, in words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

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
        if let Value::Text(text) = &node.value {
            let text = text.expose().clone();
            return self.text(&text, node);
        }
        match self.include(&node, folder, depth) {
            Ok(Included::No) => self.parts(node, folder, path, depth),
            Ok(Included::Done(node)) => node,
            Ok(Included::Within(node, folder)) => self.parts(node, &folder, path, depth + 1),
            Err(Refused(problem)) => Node { value: Value::Broken(problem), ..node },
        }
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
            | Value::Unset
            | Value::Broken(_)) => other,
        };
        Node { value, ..node }
    }

    /// Replaces `${…}` once, from left to right; what comes from a variable is not looked at again.
    fn text(&self, text: &str, node: Node) -> Node {
        let (mut result, mut rest, mut variables, mut unset) = (String::new(), text, Vec::new(), Vec::new());
        while let Some((start, end)) = next_braces(rest) {
            let escaped = rest[..start].ends_with('$');
            result.push_str(&rest[..start]);
            if escaped {
                result.push_str(&rest[start + 1..end]);
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
                match value {
                    Some(value) => result.push_str(value.expose()),
                    None => unset.push(name.to_owned()),
                }
            }
            rest = &rest[end..];
        }
        result.push_str(rest);
        if unset.is_empty() {
            Node { value: Value::Text(Secret::new(result)), variables, ..node }
        } else {
            Node { value: Value::Unset, variables: unset, ..node }
        }
    }

    fn include(&mut self, node: &Node, folder: &Path, depth: usize) -> Result<Included, Refused> {
        let Value::Object(entries) = &node.value else { return Ok(Included::No) };
        let is_include = |key: &str| matches!(key, "$file" | "$env" | "$include");
        let Some((key, value)) = entries.iter().find(|(key, _)| is_include(key)) else { return Ok(Included::No) };
        if entries.len() != 1 {
            return Err(format!("{key} does not stand alone in its object").into());
        }
        let Value::Text(text) = &value.value else { return Err(format!("the value of {key} is no text").into()) };
        let replaced = self.text(text.expose(), Node { value: Value::Null, ..value.clone() });
        let Value::Text(target) = &replaced.value else {
            return Ok(Included::Done(replaced));
        };
        let target = target.expose();
        match key.as_str() {
            "$env" => {
                let value = self.variables.get(target.as_str()).map_or(Value::Unset, Value::Text);
                Ok(Included::Done(Node { value, place: node.place.clone(), variables: vec![target.clone()] }))
            }
            "$file" => {
                let (text, _) = self.file(folder, target)?;
                let text = Secret::new(text.expose().trim_end().to_owned());
                Ok(Included::Done(Node { value: Value::Text(text), ..replaced.clone() }))
            }
            _ => self.part_of_file(folder, target, depth),
        }
    }

    fn part_of_file(&mut self, folder: &Path, target: &str, depth: usize) -> Result<Included, Refused> {
        if depth >= DEEPEST {
            return Err("files include each other too deeply".into());
        }
        let (file, part) = target.split_once('#').unwrap_or((target, ""));
        let extension = Path::new(file).extension().and_then(|extension| extension.to_str());
        if !matches!(extension, Some("json" | "yaml" | "yml")) {
            return Err(format!("{file} is neither .json nor .yaml nor .yml").into());
        }
        let (text, path) = self.file(folder, file)?;
        // JSON is YAML 1.2.
        let node = yaml::parse(text.expose(), &path).map_err(|error| error.to_string())?;
        let mut node = node.unwrap_or_else(|| Node::new(Value::Null, super::Place::whole(&path)));
        for key in part.split('.').filter(|_| !part.is_empty()) {
            if !matches!(node.value, Value::Object(_)) {
                return Err(format!("what is before {key} in {file} is no object").into());
            }
            node = node.get(key).cloned().unwrap_or(Node { value: Value::Unset, ..node });
        }
        if let Value::Text(text) = &node.value {
            let text = text.expose().clone();
            return Ok(Included::Done(self.text(&text, node)));
        }
        let folder = path.parent().unwrap_or(self.root).to_owned();
        Ok(Included::Within(node, folder))
    }

    fn file(&mut self, folder: &Path, target: &str) -> Result<(Secret<String>, PathBuf), Refused> {
        self.files += 1;
        if self.files > MOST_FILES {
            return Err("too many files are included".into());
        }
        let missing = |_| format!("{target} cannot be read");
        // Resolved first, for a link may lead out as well as `..` does.
        let root = self.root.canonicalize().map_err(missing)?;
        let path = folder.join(target).canonicalize().map_err(missing)?;
        if !path.starts_with(&root) {
            return Err(format!("{target} lies outside of the folder of the app-config").into());
        }
        let text = read_file(&path).map_err(|error: AppConfigError| error.to_string())?;
        Ok((Secret::new(text.to_string()), path))
    }
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
