//! One box for everything: scopes, operations, tasks and APIs, found as one types.

mod index;

use serde::Serialize;

pub(crate) use self::index::Index;
use crate::catalogue::Catalogue;
use crate::console::ConsoleApi;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum HitKind {
    /// Something that people do; its key is [`crate::Task::id`].
    Task,
    /// A scope; its key is the scope.
    Scope,
    /// An operation; its key is [`crate::Operation::key`].
    Operation,
    /// An API of the developer console; its key is [`ConsoleApi::name`].
    Api,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// What it is.
    pub kind: HitKind,
    /// What it is referred to by.
    pub key: String,
    /// Its line in a list.
    pub title: String,
    /// What stands below: a summary, or the id and group of an operation.
    pub detail: String,
    /// Where the console lists it; of operations and tasks, nothing.
    pub api: Option<ConsoleApi>,
    /// Whether the text means exactly this: a pasted call, a scope in full.
    pub exact: bool,
    /// The characters of the title that match, counted from 0.
    pub matched: Vec<u32>,
}

impl Catalogue {
    /// Finds scopes, operations, tasks and APIs, the best first.
    ///
    /// The text may be words in any order, `GET /rest/api/3/issue/{issueIdOrKey}`, an operation's id, a URL of a real call,
    /// a `curl` command, or a list of scopes. An empty text finds nothing.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<SearchHit> {
        let text = text.trim();
        let mut hits = self.meant(text);
        let is_word = text.len() <= MAX_TYPED && !text.contains(['\n', '\r']);
        if is_word && hits.len() < limit && !text.contains("://") {
            let found = self.index().find(self, text, limit);
            let new: Vec<_> = found.into_iter().filter(|hit| !hits.iter().any(|known| is_same(known, hit))).collect();
            hits.extend(new);
        }
        hits.truncate(limit);
        hits
    }

    /// What a text means by itself, without any guess.
    fn meant(&self, text: &str) -> Vec<SearchHit> {
        if let Some(recognised) = self.recognise(text) {
            let operations = recognised.operations.iter().filter_map(|key| self.operation(key));
            return operations.map(|operation| SearchHit { exact: true, ..index::of_operation(operation) }).collect();
        }
        if text.len() <= MAX_TYPED && !text.contains([' ', ',', '\n', '+', '%', '=']) {
            let scope = self.scope(text).map(|scope| SearchHit { exact: true, ..index::of_scope(scope) });
            return scope.into_iter().collect();
        }
        let listed = self.scopes_in_text(text);
        let known = listed.iter().filter_map(|found| self.scope(&found.scope));
        known.map(|scope| SearchHit { exact: true, ..index::of_scope(scope) }).collect()
    }
}

/// What is longer was pasted; nothing is guessed of it, in bytes.
const MAX_TYPED: usize = 200;

fn is_same(one: &SearchHit, other: &SearchHit) -> bool {
    one.kind == other.kind && one.key == other.key
}
