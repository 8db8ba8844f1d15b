//! YAML as the JavaScript package `yaml` 2 reads it by default: YAML 1.2, core schema, one document, no merge keys.

use std::collections::HashMap;
use std::path::Path;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput, Tag};

use super::AppConfigError;
use super::tree::{Node, Place, Value};
use crate::secret::Secret;

/// The most values of a file, those counted in that aliases stand for.
const MOST_NODES: usize = 50_000;
/// How deeply values may lie within each other.
const DEEPEST: usize = 64;

/// Reads the one document of a text; `None` when there is nothing in it.
pub(super) fn parse(text: &str, file: &Path) -> Result<Option<Node>, AppConfigError> {
    let mut loader = Loader {
        parser: Parser::new_from_str(text.trim_start_matches('\u{feff}')),
        file,
        anchors: HashMap::new(),
        nodes: 0,
        deepest: 0,
    };
    let node = loader.document(text)?;
    Ok(node.filter(|node| !matches!(node.value, Value::Null)))
}

struct Loader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    file: &'a Path,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    /// The deepest value of the one that is being read.
    deepest: usize,
}

/// A finished value that has an anchor.
#[derive(Clone)]
struct Anchored {
    node: Node,
    /// How many values it is made of.
    size: usize,
    /// How deep its own values lie in it.
    height: usize,
}

impl<'a> Loader<'a> {
    fn document(&mut self, text: &str) -> Result<Option<Node>, AppConfigError> {
        if let Some(line) = directive_of_yaml_1_1(text) {
            let place = Place { file: self.file.to_owned(), line: Some(line), column: Some(1) };
            return Err(AppConfigError::Unreadable { place, problem: "YAML 1.1 is not read, only YAML 1.2".into() });
        }
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::DocumentStart(_) if root.is_some() => {
                    return Err(self.error(&span.start, "there is more than one document in the file"));
                }
                Event::DocumentStart(_) => {
                    let (event, span) = self.next()?;
                    root = Some(self.node(event, span, 0)?);
                }
                Event::Nothing
                | Event::StreamStart
                | Event::DocumentEnd
                | Event::Alias(_)
                | Event::Scalar(..)
                | Event::SequenceStart(..)
                | Event::SequenceEnd
                | Event::MappingStart(..)
                | Event::MappingEnd => {}
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), AppConfigError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.error(error.marker(), error.info())),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, AppConfigError> {
        self.reach(depth, &span)?;
        self.count(1, &span)?;
        let before = self.nodes;
        let outside = std::mem::replace(&mut self.deepest, depth);
        let place = self.place(&span.start);
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref());
                (value.ok_or_else(|| self.error(&span.start, "this tag is not known"))?, anchor)
            }
            Event::SequenceStart(anchor, _) => (Value::List(self.list(depth)?), anchor),
            Event::MappingStart(anchor, _) => (Value::Object(self.object(depth)?), anchor),
            Event::Alias(id) => {
                let Some(Anchored { node, size, height }) = self.anchors.get(&id).cloned() else {
                    return Err(self.error(&span.start, "an alias stands within the value that it names"));
                };
                self.count(size, &span)?;
                self.deepest = outside;
                self.reach(depth + height, &span)?;
                return Ok(Node { place, ..node });
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd => return Err(self.error(&span.start, "a value is missing")),
        };
        let node = Node::new(value, place);
        if anchor != 0 {
            let (size, height) = (self.nodes - before, self.deepest - depth);
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, height });
        }
        self.deepest = self.deepest.max(outside);
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, AppConfigError> {
        let mut elements = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd | Event::StreamEnd, _) => return Ok(elements),
                (event, span) => elements.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(String, Node)>, AppConfigError> {
        let mut entries: Vec<(String, Node)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd | Event::StreamEnd, _) => return Ok(entries),
                (Event::Scalar(text, _, anchor, _), span) => {
                    if anchor != 0 {
                        let node = Node::new(Value::Text(Secret::new(text.to_string())), self.place(&span.start));
                        self.anchors.insert(anchor, Anchored { node, size: 1, height: 0 });
                    }
                    if !seen.insert(text.to_string()) {
                        return Err(self.error(&span.start, "a key stands twice in the same object"));
                    }
                    text.into_owned()
                }
                (_, span) => return Err(self.error(&span.start, "a key is no plain text")),
            };
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            entries.push((key, node));
        }
    }

    fn reach(&mut self, depth: usize, span: &Span) -> Result<(), AppConfigError> {
        self.deepest = self.deepest.max(depth);
        if depth > DEEPEST {
            return Err(self.error(&span.start, "values lie too deep within each other"));
        }
        Ok(())
    }

    fn count(&mut self, more: usize, span: &Span) -> Result<(), AppConfigError> {
        self.nodes += more;
        if self.nodes > MOST_NODES {
            return Err(self.error(&span.start, "there are too many values, or aliases stand for too many"));
        }
        Ok(())
    }

    fn place(&self, at: &Marker) -> Place {
        Place { file: self.file.to_owned(), line: Some(at.line()), column: Some(at.col() + 1) }
    }

    fn error(&self, at: &Marker, problem: &str) -> AppConfigError {
        AppConfigError::Unreadable { place: self.place(at), problem: problem.to_owned() }
    }
}

/// The line of a `%YAML 1.1` directive, under which the same text means something else.
fn directive_of_yaml_1_1(text: &str) -> Option<usize> {
    let before = text.lines().enumerate().take_while(|(_, line)| !line.starts_with("---"));
    before.filter(|(_, line)| line.starts_with("%YAML") && line.contains("1.1")).map(|(index, _)| index + 1).next()
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Option<Value> {
    let as_text = || Value::Text(Secret::new(text.to_owned()));
    match tag {
        None if style == ScalarStyle::Plain => Some(plain(text)),
        Some(tag) if tag.is_yaml_core_schema() => match tag.suffix.as_str() {
            "str" => Some(as_text()),
            "int" | "float" | "bool" | "null" => Some(plain(text)),
            _ => None,
        },
        // A tag that nobody knows is passed over, and what it stands at is a text.
        None | Some(_) => Some(as_text()),
    }
}

/// What a plain scalar means in the core schema (YAML 1.2.2, section 10.3.2).
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Value::Boolean,
        _ if is_number(text) => Value::Number,
        _ => Value::Text(Secret::new(text.to_owned())),
    }
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return !hexadecimal.is_empty() && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}
