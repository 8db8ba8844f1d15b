//! What a call carries: fields, or the contents of a file.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde_json::{Map, Value};
use url::Url;

use crate::failure::Failure;

/// A field as it is typed, with its parts apart.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// `a[b][]` is `a`, `b` and an empty name, which stands for a new place in a list.
    names: Vec<String>,
    value: Value,
}

impl Field {
    /// `NAME=VALUE`, whose value is a number, `true`, `false`, `null`, the contents of `@FILE`, or else a text.
    pub(super) fn typed(text: &str) -> Result<Self, Failure> {
        let (names, value) = apart(text)?;
        if let Some(file) = value.strip_prefix('@') {
            let contents = String::from_utf8(read(Path::new(file))?);
            let contents = contents.map_err(|error| unusable(file, &error.to_string()))?;
            return Ok(Self { names, value: contents.into() });
        }
        let value = match serde_json::from_str(value) {
            Ok(number @ (Value::Null | Value::Bool(_) | Value::Number(_))) => number,
            Ok(Value::String(_) | Value::Array(_) | Value::Object(_)) | Err(_) => value.into(),
        };
        Ok(Self { names, value })
    }

    /// `NAME=VALUE`, whose value is a text.
    pub(super) fn raw(text: &str) -> Result<Self, Failure> {
        apart(text).map(|(names, value)| Self { names, value: value.into() })
    }

    fn put_into(self, object: &mut Map<String, Value>) -> Result<(), Failure> {
        let what = self.names.join(".");
        let mut names = self.names.into_iter();
        let mut place = object.entry(names.next().unwrap_or_default()).or_insert(Value::Null);
        for name in names {
            if place.is_null() {
                *place = if name.is_empty() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
            }
            place = match place {
                Value::Array(list) if name.is_empty() => {
                    list.push(Value::Null);
                    // It was pushed just now.
                    list.last_mut().ok_or_else(|| unusable(&what, "it has no place"))?
                }
                Value::Object(object) if !name.is_empty() => object.entry(name).or_insert(Value::Null),
                _ => return Err(unusable(&what, "another field puts something else there")),
            };
        }
        *place = self.value;
        Ok(())
    }
}

/// The fields as a JSON object.
pub(super) fn object(fields: Vec<Field>) -> Result<Value, Failure> {
    let mut object = Map::new();
    for field in fields {
        field.put_into(&mut object)?;
    }
    Ok(Value::Object(object))
}

/// Adds fields to an address' query.
pub(super) fn into_query(url: &mut Url, fields: Vec<Field>) {
    for Field { names, value } in fields {
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        url.query_pairs_mut().append_pair(&names.join("."), &text);
    }
}

/// Reads a file, or standard input for `-`.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read =
        if file == Path::new("-") { io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes) } else { fs::read(file) };
    read.map_err(|error| unusable(&file.display().to_string(), &error.to_string()))
}

fn apart(text: &str) -> Result<(Vec<String>, &str), Failure> {
    let (name, value) = text.split_once('=').ok_or_else(|| unusable(text, "a field is NAME=VALUE"))?;
    let mut names = name.split('[').map(|part| part.trim_end_matches(']').to_owned());
    let first = names.next().filter(|first| !first.is_empty()).ok_or_else(|| unusable(text, "it has no name"))?;
    Ok((std::iter::once(first).chain(names).collect(), value))
}

fn unusable(what: &str, why: &str) -> Failure {
    Failure::Unusable { what: what.to_owned(), why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fields_become_an_object_with_the_types_that_they_look_like() {
        let fields =
            ["fields[project][key]=NW", "fields[labels][]=a", "fields[labels][]=b", "max=3", "on=true", "x=\"q\""];
        let fields = fields.iter().map(|field| Field::typed(field).unwrap()).collect();
        let object = object(fields).unwrap();
        let wanted = serde_json::json!({
            "fields": { "project": { "key": "NW" }, "labels": ["a", "b"] }, "max": 3, "on": true, "x": "\"q\""
        });
        assert_eq!(object, wanted);
        assert_eq!(Field::raw("max=3").unwrap().value, "3");
    }

    #[test]
    fn fields_that_cannot_be_together_are_refused() {
        let fields = vec![Field::raw("a=1").unwrap(), Field::raw("a[b]=2").unwrap()];
        assert!(object(fields).is_err());
        assert!(Field::raw("nothing").is_err() && Field::raw("=x").is_err());
    }
}
