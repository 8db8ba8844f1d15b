//! Values with their places, and how layers lie over each other.

use std::fmt;
use std::path::PathBuf;

use crate::secret::Secret;

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, or the name of a variable.
    pub file: PathBuf,
    /// The line, from one; `None` for a file as a whole.
    pub line: Option<usize>,
    /// The column, from one.
    pub column: Option<usize>,
}

impl Place {
    /// A file as a whole.
    pub(crate) fn whole(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file.display())?;
        [self.line, self.column].into_iter().flatten().try_for_each(|number| write!(formatter, ":{number}"))
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub value: Value,
    pub place: Place,
    /// The variables that went into the value, or into the name of the file that it comes from.
    pub variables: Vec<String>,
    /// Whether the value stands in the file itself, and not only what it is to be had from.
    pub written: bool,
}

/// A value of JSON's kinds, or what became of one.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Boolean,
    Number,
    /// Any text may be a client secret.
    Text(Secret<String>),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    /// Vanished, for want of these variables, as far as their names may be told.
    Unset(Vec<String>),
    /// Could not be made out, for this reason.
    Broken(String),
}

impl Node {
    pub(super) const fn new(value: Value, place: Place) -> Self {
        Self { value, place, variables: Vec::new(), written: false }
    }

    /// The same, with more variables that went into it.
    pub(super) fn with_variables(mut self, more: &[String]) -> Self {
        self.variables.extend_from_slice(more);
        self
    }

    /// The same, as one that stands in its file.
    pub(super) fn where_it_stands(self) -> Self {
        Self { written: true, ..self }
    }

    pub(super) const fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Boolean => "a boolean",
            Value::Number => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
            Value::Unset(_) => "unset",
            Value::Broken(_) => "broken",
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            Value::Null
            | Value::Boolean
            | Value::Number
            | Value::Text(_)
            | Value::List(_)
            | Value::Unset(_)
            | Value::Broken(_) => None,
        }
    }

    /// Lays a later layer over this one: objects merge, everything else replaces, what vanished leaves what was there.
    pub(super) fn overlaid(self, over: Self) -> Self {
        match (self, over) {
            (
                Self { value: Value::Unset(below), variables, .. },
                Self { value: Value::Unset(over), place, variables: more, .. },
            ) => {
                let names = below.into_iter().chain(over).collect();
                Self { value: Value::Unset(names), place, variables, written: false }.with_variables(&more)
            }
            (below, Self { value: Value::Unset(_), variables, .. }) => below.with_variables(&variables),
            (
                Self { value: Value::Object(mut below), variables: before, .. },
                Self { value: Value::Object(over), place, variables, .. },
            ) => {
                for (key, node) in over {
                    match below.iter_mut().find(|(name, _)| *name == key) {
                        Some((_, slot)) => {
                            let before = std::mem::replace(slot, Self::new(Value::Null, Place::default()));
                            *slot = before.overlaid(node);
                        }
                        None => below.push((key, node)),
                    }
                }
                Self { value: Value::Object(below), place, variables, written: false }.with_variables(&before)
            }
            (_, over) => over,
        }
    }
}
