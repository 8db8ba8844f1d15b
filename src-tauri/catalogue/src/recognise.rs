//! Reading what a person pasted: a URL of a real call, a `curl` command, `GET /path`, an operation's id.

mod curl;

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::operation::{Method, Operation};

/// What a text was read as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Recognised {
    /// In which form it was written.
    pub form: RecognisedAs,
    /// The method, where the text tells one.
    pub method: Option<Method>,
    /// The product's own path.
    pub path: String,
    /// The site's cloud id, where the text has one.
    pub cloud_id: Option<String>,
    /// Keys of the operations that it can mean: with a method one, without it those of every method at the path, `GET`
    /// first. Empty if the catalogue has none.
    pub operations: Vec<String>,
}

/// In which form a call was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum RecognisedAs {
    /// A `curl` command.
    Curl,
    /// A URL.
    Url,
    /// A path.
    Path,
    /// The id that the documentation gives an operation.
    OperationId,
}

impl Catalogue {
    /// Reads a call in any form that people paste; nothing if the text has none of them.
    #[must_use]
    pub fn recognise(&self, text: &str) -> Option<Recognised> {
        let text = text.trim();
        if let Some(call) = curl::read(text) {
            return self.call(RecognisedAs::Curl, Some(call.method), &call.url);
        }
        let (method, rest) = match text.split_once(char::is_whitespace) {
            Some((word, rest)) => match word.trim_end_matches(':').parse::<Method>() {
                Ok(method) => (Some(method), rest.trim()),
                Err(_) => (None, text),
            },
            None => (None, text),
        };
        // What a request line of a log has after the path.
        let rest = rest.split_whitespace().next().filter(|_| method.is_some()).unwrap_or(rest);
        let rest = rest.trim_matches(['"', '\'', '`', '<', '>']);
        let form = if rest.contains("://") { RecognisedAs::Url } else { RecognisedAs::Path };
        let is_path = form == RecognisedAs::Url || begins_like_a_path(rest);
        if is_path && !rest.contains(char::is_whitespace) {
            return self.call(form, method, rest);
        }
        self.by_id(text)
    }

    fn call(&self, form: RecognisedAs, method: Option<Method>, address: &str) -> Option<Recognised> {
        let Called { path, cloud_id, ours } = called(address)?;
        let mut found = self.at_path(&path);
        if found.is_empty() {
            // People copy paths with a slash at the end; the gateway knows them without.
            found = self.at_path(path.trim_end_matches('/'));
        }
        let all_methods = found.clone();
        found.retain(|operation| method.is_none_or(|method| operation.method == method));
        if all_methods.is_empty() && !ours {
            return None;
        }
        Some(Recognised { form, method, path, cloud_id, operations: keys(found) })
    }

    fn by_id(&self, text: &str) -> Option<Recognised> {
        let is_it = |operation: &&Operation| !operation.id.is_empty() && operation.id.eq_ignore_ascii_case(text);
        let found: Vec<_> = self.operations().iter().filter(is_it).collect();
        let first = found.first()?;
        Some(Recognised {
            form: RecognisedAs::OperationId,
            method: found.iter().all(|other| other.method == first.method).then_some(first.method),
            path: first.path.clone(),
            cloud_id: None,
            operations: keys(found),
        })
    }
}

fn keys(mut operations: Vec<&Operation>) -> Vec<String> {
    operations.sort_by_key(|operation| operation.method);
    operations.into_iter().map(|operation| operation.key.clone()).collect()
}

/// An address, taken apart.
pub(crate) struct Called {
    /// The product's own path.
    pub path: String,
    pub cloud_id: Option<String>,
    /// Whether host or base are Atlassian's, so that an unknown path is worth telling.
    pub ours: bool,
}

/// Takes an address apart: host, gateway base, query and fragment go.
pub(crate) fn called(address: &str) -> Option<Called> {
    let (host, path) = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map(|slash| (&rest[..slash], rest[slash..].to_owned()))?,
        None if address.starts_with('/') => ("", address.to_owned()),
        // `api.atlassian.com/me` and `rest/api/3/myself`.
        None => match address.split_once('/') {
            Some((host, rest)) if host.contains('.') => (host, format!("/{rest}")),
            _ => ("", format!("/{address}")),
        },
    };
    let host = host.split(':').next().unwrap_or(host);
    let ours = ["atlassian.com", "atlassian.net", "jira.com"].iter().any(|known| host.ends_with(known));
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let path = &path[..end];
    for base in ["/ex/jira/", "/ex/confluence/"] {
        if let Some((cloud_id, _)) = path.strip_prefix(base).and_then(|rest| rest.split_once('/')) {
            let own = path[base.len() + cloud_id.len()..].to_owned();
            return Some(Called { path: own, cloud_id: Some(cloud_id.to_owned()), ours: true });
        }
    }
    let own = path.strip_prefix("/jsm/ops").unwrap_or(path);
    let cloud_id = own.strip_prefix("/api/").filter(|_| own != path).and_then(|rest| rest.split('/').next());
    Some(Called { path: own.to_owned(), cloud_id: cloud_id.map(str::to_owned), ours })
}

fn begins_like_a_path(text: &str) -> bool {
    const ROOTS: [&str; 6] = ["rest/", "wiki/", "ex/", "jsm/ops/", "api.atlassian.com/", "api/v2/"];
    text.starts_with('/') && text.len() > 1
        || ROOTS.iter().any(|root| text.starts_with(root))
        || text.split_once('/').is_some_and(|(host, _)| host.ends_with(".atlassian.net"))
}
