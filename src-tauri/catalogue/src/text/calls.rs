//! Calls of known operations in source code or a log.

mod method;
mod written;

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use self::written::written_path;
use crate::catalogue::Catalogue;
use crate::operation::{Method, Operation};
use crate::path::ANYTHING;
use crate::recognise::called;

/// A path of Atlassian's APIs that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FoundCall {
    /// Its line, from 1.
    pub line: u32,
    /// The product's own path with `{}` for what varies; at most 300 characters.
    pub path: String,
    /// The method that stands near it, if one does.
    pub method: Option<Method>,
    /// Keys of the operations that it can mean; empty if the catalogue has none at this path.
    pub operations: Vec<String>,
}

/// Where a path of Atlassian's begins, with or without the slash in front.
static ROOT: LazyLock<Regex> = LazyLock::new(|| {
    let roots = "ex/(?:jira|confluence)/|jsm/ops/|wiki/(?:rest|api)/|rest/[a-z-]+/|stakeholder-comms/|api/v2/\
        |oauth/token/accessible-resources|app/report-accounts";
    let pattern = format!(r"(?:/|\b)(?:{roots})|api\.atlassian\.com/me\b");
    Regex::new(&pattern).expect("the pattern is tested")
});

impl Catalogue {
    /// Finds what a project calls: paths of operations with template variables (`${key}`, `{}`, `%s`, `:id`, pieces joined
    /// by `+`), numbers or keys, each with the method that stands near it.
    ///
    /// Paths below Atlassian's roots that the catalogue does not have are told too, without operations.
    #[must_use]
    pub fn operations_in_text(&self, text: &str) -> Vec<FoundCall> {
        let lines: Vec<&str> = text.lines().collect();
        let mut found: Vec<FoundCall> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let mut from = 0;
            while let Some(root) = ROOT.find_at(line, from) {
                let (path, end) = written_path(line, root.start());
                from = end.max(root.end());
                let method = || method::near(&lines, index, root.start(), end);
                let call = self.found_call(u32::try_from(index + 1).unwrap_or(u32::MAX), &path, method);
                found.extend(call.filter(|call| !found.contains(call)));
            }
        }
        found
    }

    fn found_call(&self, line: u32, written: &str, method: impl Fn() -> Option<Method>) -> Option<FoundCall> {
        let path = called(written)?.path;
        let path = with_versions(path.trim_end_matches(['/', '.', ':']));
        // A root alone, such as the base that others are joined to, is no call.
        let base = if path.starts_with("/rest/") || path.starts_with("/wiki/") { 3 } else { 2 };
        if path.split('/').skip(1).count() <= base && self.at_path(&path).is_empty() {
            return None;
        }
        let mut operations = self.at_path(&path);
        let slashed = format!("{path}/");
        if operations.is_empty() {
            operations = self.at_path(&slashed);
        }
        operations.sort_by_key(|operation| operation.method);
        let method = method();
        let of_method: Vec<&Operation> =
            operations.iter().filter(|operation| Some(operation.method) == method).copied().collect();
        // A method that the path does not have belongs to something else nearby.
        let (method, operations) = if of_method.is_empty() { (None, operations) } else { (method, of_method) };
        let operations = operations.into_iter().map(|operation| operation.key.clone()).collect();
        Some(FoundCall { line, path: path.chars().take(300).collect(), method, operations })
    }
}

/// A path whose version varies, as the version that the catalogue has.
fn with_versions(path: &str) -> String {
    const VERSIONS: [(&str, &str); 3] = [("/rest/api/", "3"), ("/rest/agile/", "1.0"), ("/wiki/api/", "v2")];
    for (root, version) in VERSIONS {
        if let Some(rest) = path.strip_prefix(root).and_then(|rest| rest.strip_prefix(ANYTHING))
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return format!("{root}{version}{rest}");
        }
    }
    path.to_owned()
}
