//! Selecting from an answer in the language of jq.

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, unwrap_valr};
use jaq_json::{Val, read};
use serde_json::Value;

use crate::failure::Failure;

/// A filter.
pub(super) struct Selection(Filter<JustLut<Val>>);

impl Selection {
    /// Reads a filter.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = || Failure::Unusable { what: "--jq".to_owned(), why: format!("{text} is no filter of jq") };
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let arena = Arena::default();
        let modules = Loader::new(definitions).load(&arena, File { code: text, path: () }).map_err(|_| wrong())?;
        Compiler::default().with_funs(functions).compile(modules).map(Self).map_err(|_| wrong())
    }

    /// What it selects, one result on each line; texts as they are.
    pub(super) fn apply(&self, answer: &[u8]) -> Result<String, Failure> {
        let wrong = |why: String| Failure::Unusable { what: "--jq".to_owned(), why };
        let input = read::parse_single(answer).map_err(|error| wrong(format!("the answer is no JSON: {error}")))?;
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        let mut lines = String::new();
        for result in self.0.id.run((context, input)).map(unwrap_valr) {
            let json = result.map_err(|error| wrong(error.to_string()))?.to_string();
            match serde_json::from_str(&json) {
                Ok(Value::String(text)) => lines.push_str(&text),
                Ok(_) | Err(_) => lines.push_str(&json),
            }
            lines.push('\n');
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn texts_are_written_as_they_are_and_the_rest_as_json() {
        let select = |filter: &str| Selection::parse(filter).unwrap().apply(br#"{"a":[{"b":"x"},{"b":2}]}"#).unwrap();
        assert_eq!(select(".a[].b"), "x\n2\n");
        assert_eq!(select(".a | length"), "2\n");
        assert_eq!(select("[.a[] | select(.b == \"x\")]"), "[{\"b\":\"x\"}]\n");
        assert!(Selection::parse(".a[").is_err());
    }
}
