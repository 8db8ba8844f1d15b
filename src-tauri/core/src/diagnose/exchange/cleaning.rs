//! Taking out of an exchange's parts what may not be kept.

use serde_json::Value;
use url::{Url, form_urlencoded};

use super::allowed::{self, Keep};
use super::{Body, Header};
use crate::diagnose::exchange::recorder::RawBody;
use crate::diagnose::redaction::Redaction;
use crate::secret::Secret;

/// The longest value of a field or header that is kept, in characters.
const LONGEST_VALUE: usize = 600;
/// The longest text of a body that is kept, in characters.
const LONGEST_BODY: usize = 16 * 1024;
/// The longest text without a form that is kept, in characters: enough for what a proxy's page says.
const LONGEST_PROSE: usize = 4 * 1024;
/// The largest document that is taken apart, in bytes.
const LARGEST_DOCUMENT: usize = 512 * 1024;
/// The most members of an array that are kept.
const MOST_MEMBERS: usize = 100;
/// How much of a client id is kept, in characters.
const BEGINNING: usize = 5;
/// Shorter values that are no secrets by their name occur by chance.
const SHORTEST_LEARNT: usize = 12;

/// Cleans the parts of one exchange, and remembers the values that it removed.
pub(super) struct Cleaning<'a> {
    redaction: &'a Redaction,
    removed: Vec<Secret<String>>,
}

impl<'a> Cleaning<'a> {
    pub(super) const fn with(redaction: &'a Redaction) -> Self {
        Self { redaction, removed: Vec::new() }
    }

    /// The values that were removed: they must not stand anywhere else either.
    pub(super) fn into_removed(self) -> Vec<Secret<String>> {
        self.removed
    }

    /// An address: host and path after the net, and of the query what is on the list.
    pub(super) fn address(&mut self, text: &str) -> String {
        let Ok(url) = Url::parse(text) else { return self.path_and_query(text) };
        let host = url.host_str().unwrap_or_default();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let slashes = if url.cannot_be_a_base() { "" } else { "//" };
        let user = self.user(&url);
        let rest = self.path_and_query(&text_behind_host(&url));
        format!("{}:{slashes}{user}{}{port}{rest}", url.scheme(), self.prose(host))
    }

    /// The credentials of an address; each of the two is secret by itself.
    fn user(&mut self, url: &Url) -> String {
        let (name, password) = (url.username(), url.password().unwrap_or_default());
        if name.is_empty() && password.is_empty() {
            return String::new();
        }
        for part in [name, password] {
            self.removed.push(Secret::new(part.to_owned()));
            self.removed
                .extend(form_urlencoded::parse(part.as_bytes()).map(|(text, _)| Secret::new(text.into_owned())));
        }
        format!("{}@", self.removed("credentials", &format!("{name}:{password}")))
    }

    fn path_and_query(&mut self, text: &str) -> String {
        let (text, fragment) = text.split_once('#').map_or((text, None), |(text, rest)| (text, Some(rest)));
        let (path, query) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
        let segments: Vec<_> = path.split('/').map(|segment| self.segment(segment)).collect();
        let query = query.map(|query| format!("?{}", self.form(query))).unwrap_or_default();
        let fragment = match fragment {
            Some(fields) if fields.contains('=') => format!("#{}", self.form(fields)),
            Some(text) => format!("#{}", self.removed("fragment", text)),
            None => String::new(),
        };
        segments.join("/") + &query + &fragment
    }

    fn segment(&mut self, segment: &str) -> String {
        if allowed::is_identifier(segment) { segment.to_owned() } else { self.prose(segment) }
    }

    /// The fields of a form or of a query.
    pub(super) fn form(&mut self, text: &str) -> String {
        let pairs = form_urlencoded::parse(text.as_bytes()).take(MOST_MEMBERS);
        let pairs = pairs.map(|(name, value)| format!("{}={}", self.name(&name), self.field(&name, &value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    pub(super) fn header(&mut self, name: &str, value: &str) -> Header {
        let value = match allowed::header(name) {
            Keep::Nothing => match value.split_once(' ') {
                Some((scheme, credentials)) if name.ends_with("authorization") && scheme.len() <= 12 => {
                    format!("{} {}", self.prose(scheme), self.removed("token", credentials))
                }
                Some(_) | None => self.removed(name, value),
            },
            keep => self.kept(keep, name, value),
        };
        Header { name: self.name(name), value }
    }

    pub(super) fn body(&mut self, body: &RawBody) -> Body {
        let bytes = body.bytes.expose();
        let media_type = body.media_type.as_deref().map(|kind| self.prose(kind));
        let text = std::str::from_utf8(bytes).ok().filter(|_| bytes.len() <= LARGEST_DOCUMENT);
        let text = text.and_then(|text| self.document(body.media_type.as_deref().unwrap_or_default(), text));
        let whole = text.as_ref().map_or(0, |text| text.chars().count());
        let text = text.map(|text| shortened(&text, LONGEST_BODY));
        Body { media_type, text, cut: whole > LONGEST_BODY || body.cut, size: body.size }
    }

    fn document(&mut self, kind: &str, text: &str) -> Option<String> {
        if kind == "application/x-www-form-urlencoded" {
            return Some(self.form(text));
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => {
                let value = self.json("", value);
                serde_json::to_string_pretty(&value).ok()
            }
            // A page of a proxy says who it is.
            Ok(_) | Err(_) if kind.starts_with("text/") => Some(shortened(&self.prose(text), LONGEST_PROSE)),
            Ok(_) | Err(_) => None,
        }
    }

    fn json(&mut self, name: &str, value: Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::Number(number) if number.to_string().len() <= 13 => Value::Number(number),
            Value::Number(number) => self.removed(name, &number.to_string()).into(),
            Value::String(text) => self.field(name, &text).into(),
            Value::Array(items) => {
                let more = items.len().saturating_sub(MOST_MEMBERS);
                let items = items.into_iter().take(MOST_MEMBERS).map(|item| self.json(name, item));
                let mut kept: Vec<_> = items.collect();
                if more > 0 {
                    kept.push(format!("… {more} more").into());
                }
                kept.into()
            }
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| {
                    let value = self.json(&name, value);
                    (self.name(&name), value)
                });
                Value::Object(members.collect())
            }
        }
    }

    /// The value of a field.
    pub(super) fn field(&mut self, name: &str, value: &str) -> String {
        // `code` is also what programs call the number of an error.
        let is_status = name == "code" && value.len() <= 4 && value.bytes().all(|byte| byte.is_ascii_digit());
        if is_status { value.to_owned() } else { self.kept(allowed::field(name), name, value) }
    }

    fn kept(&mut self, keep: Keep, name: &str, value: &str) -> String {
        match keep {
            Keep::Text => shortened(&self.prose(value), LONGEST_VALUE),
            Keep::Identifier if allowed::is_identifier(value) => value.to_owned(),
            Keep::Beginning => format!("{}…", self.prose(&value.chars().take(BEGINNING).collect::<String>())),
            Keep::Address => self.address(value),
            Keep::Identifier | Keep::Nothing => self.removed(name, value),
        }
    }

    fn name(&mut self, name: &str) -> String {
        if allowed::is_name(name) { self.prose(name) } else { self.removed("name", name) }
    }

    /// A text after the last net.
    pub(super) fn prose(&self, text: &str) -> String {
        self.redaction.redact(text)
    }

    fn removed(&mut self, name: &str, value: &str) -> String {
        if value.is_empty() {
            return String::new();
        }
        let is_word = value.len() < SHORTEST_LEARNT || value.contains(char::is_whitespace);
        if !is_word || Redaction::is_secret_name(name) {
            self.removed.push(Secret::new(value.to_owned()));
        }
        self.redaction.mark(name, value)
    }
}

/// The text of a URL from its path on.
fn text_behind_host(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{}{query}{fragment}", url.path())
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
