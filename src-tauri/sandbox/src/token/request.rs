//! Reading a token request, as JSON or as a form.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::refusal::Refusal;

/// Fields of a token request, each once.
pub(crate) struct TokenRequest(BTreeMap<String, String>);

impl TokenRequest {
    /// Reads a body by its content type: `application/json` or `application/x-www-form-urlencoded`.
    pub fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match content_type.split(';').next().unwrap_or_default().trim() {
            "application/json" => Self::from_json(body),
            "application/x-www-form-urlencoded" => Self::from_form(body),
            _ => Err(Refusal::IncorrectRequest),
        }
    }

    /// A field that is there and not empty.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether there are fields beside these.
    pub fn has_more_than(&self, names: &[&str]) -> bool {
        self.0.keys().any(|name| !names.contains(&name.as_str()))
    }

    fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        let fields: Map<String, Value> = serde_json::from_slice(body).map_err(|_| Refusal::IncorrectRequest)?;
        let text = |(name, value)| match value {
            Value::String(value) => Ok((name, value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Err(Refusal::IncorrectRequest)
            }
        };
        fields.into_iter().map(text).collect::<Result<_, _>>().map(Self)
    }

    fn from_form(body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(Refusal::IncorrectRequest);
            }
        }
        Ok(Self(fields))
    }
}
