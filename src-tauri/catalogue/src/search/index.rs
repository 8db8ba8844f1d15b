//! The lines to search in, prepared once.

use std::collections::HashSet;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str, Utf32String};

use super::{HitKind, SearchHit};
use crate::catalogue::Catalogue;
use crate::console::ConsoleApi;
use crate::operation::{Operation, OperationState, With3lo};
use crate::scope::{CatalogueScope, Evidence, Kind};
use crate::tasks::{self, Task};

/// Fewer entries than this that have the words as they are, and it is guessed what was meant.
const FEW: usize = 10;

/// The lines of everything that can be found.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    what: What,
    /// The title, and what else a fuzzy word may match.
    title: Utf32String,
    /// What a word must match as a whole.
    detail: Utf32String,
    /// Both in small letters.
    small: String,
    letters: u64,
    /// How far up or down it goes, apart from how well it matches.
    rank: i64,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Task(usize),
    Scope(usize),
    Operation(usize),
    Api(ConsoleApi),
}

impl Index {
    pub(crate) fn new(scopes: &[CatalogueScope], operations: &[Operation]) -> Self {
        let tasks = tasks::all()
            .iter()
            .enumerate()
            .map(|(index, task)| Entry::new(What::Task(index), &task.title, &task.words, 30));
        let scopes = scopes
            .iter()
            .enumerate()
            .map(|(index, scope)| Entry::new(What::Scope(index), &scope.scope, &scope.summary, rank_of_scope(scope)));
        let operations = operations.iter().enumerate().map(|(index, operation)| {
            let title = format!("{} {}", operation.key, operation.id);
            Entry::new(What::Operation(index), &title, &operation.group, rank_of_operation(operation))
        });
        let apis = ConsoleApi::ALL.into_iter().filter(|api| api.is_in_console());
        let apis = apis.map(|api| Entry::new(What::Api(api), api.name(), "", 10));
        Self { entries: tasks.chain(scopes).chain(operations).chain(apis).collect() }
    }

    pub(super) fn find(&self, catalogue: &Catalogue, text: &str, limit: usize) -> Vec<SearchHit> {
        let words: Vec<_> = text.split_whitespace().map(Word::new).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
        let mut found = self.ranked(&words, Word::score_whole, &mut matcher);
        // Guessing takes ten times as long, and is for words that hardly anything has as they are.
        if found.len() < FEW {
            let guessed = self.ranked(&words, Word::score_fuzzy, &mut matcher);
            let known: HashSet<_> = found.iter().copied().collect();
            found.extend(guessed.into_iter().filter(|index| !known.contains(index)));
        }
        found.truncate(limit);
        found.into_iter().map(|index| self.entries[index].hit(catalogue, &words, &mut matcher)).collect()
    }

    /// The entries that every word fits, by their places, the best first.
    fn ranked(
        &self,
        words: &[Word],
        score: impl Fn(&Word, &Entry, &mut Matcher) -> Option<i64>,
        matcher: &mut Matcher,
    ) -> Vec<usize> {
        let mut found: Vec<_> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let fits = words.iter().map(|word| score(word, entry, matcher)).sum::<Option<i64>>();
            found.extend(fits.map(|score| (score + entry.rank, index)));
        }
        // Of equal ones the shorter, then the one further up in the tables.
        found.sort_unstable_by_key(|(score, index)| (-score, self.entries[*index].title.len(), *index));
        found.into_iter().map(|(_, index)| index).collect()
    }
}

/// A word of the text.
struct Word {
    fuzzy: Atom,
    whole: Atom,
    /// The word in small letters.
    small: String,
    letters: u64,
    least: i64,
}

impl Word {
    fn new(word: &str) -> Self {
        let atom = |kind| Atom::new(word, CaseMatching::Ignore, Normalization::Smart, kind, false);
        // Letters that lie far apart in a line are there by chance.
        let least = i64::try_from(word.chars().count()).unwrap_or(0) * 15;
        Self {
            fuzzy: atom(AtomKind::Fuzzy),
            whole: atom(AtomKind::Substring),
            small: word.to_lowercase(),
            letters: letters(word),
            least,
        }
    }

    /// How well the word stands in an entry as it is.
    fn score_whole(&self, entry: &Entry, matcher: &mut Matcher) -> Option<i64> {
        // Far quicker than a score, which few entries get.
        if !entry.small.contains(&self.small) {
            return None;
        }
        let title = self.whole.score(entry.title.slice(..), matcher).map(i64::from);
        title.or_else(|| self.whole.score(entry.detail.slice(..), matcher).map(|score| i64::from(score) / 2))
    }

    /// How well its letters stand in an entry's title, one after the other, or the word as it is below.
    fn score_fuzzy(&self, entry: &Entry, matcher: &mut Matcher) -> Option<i64> {
        if self.letters & !entry.letters != 0 {
            return None;
        }
        let title = self.fuzzy.score(entry.title.slice(..), matcher).map(i64::from);
        let title = title.filter(|score| *score >= self.least);
        title.or_else(|| self.whole.score(entry.detail.slice(..), matcher).map(|score| i64::from(score) / 2))
    }
}

impl Entry {
    fn new(what: What, title: &str, detail: &str, rank: i64) -> Self {
        let letters = letters(title) | letters(detail);
        let small = format!("{title}\n{detail}").to_lowercase();
        Self { what, title: title.into(), detail: detail.into(), small, letters, rank }
    }

    fn hit(&self, catalogue: &Catalogue, words: &[Word], matcher: &mut Matcher) -> SearchHit {
        let mut hit = match self.what {
            What::Task(index) => of_task(&tasks::all()[index]),
            What::Scope(index) => of_scope(&catalogue.scopes()[index]),
            What::Operation(index) => of_operation(&catalogue.operations()[index]),
            What::Api(api) => of_api(api),
        };
        let mut places = Vec::new();
        let mut buffer = Vec::new();
        let title = Utf32Str::new(&hit.title, &mut buffer);
        for word in words {
            // What matched below the title has nothing to show in it.
            let _ = word
                .whole
                .indices(title, matcher, &mut places)
                .or_else(|| word.fuzzy.indices(title, matcher, &mut places));
        }
        places.sort_unstable();
        places.dedup();
        hit.matched = places;
        hit
    }
}

/// Which letters and digits a text has, one bit each.
fn letters(text: &str) -> u64 {
    let bit = |byte: u8| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => 1 << (26 + digit - b'0'),
        b':' => 1 << 36,
        b'/' => 1 << 37,
        _ => 0,
    };
    text.bytes().fold(0, |letters, byte| letters | bit(byte))
}

fn rank_of_scope(scope: &CatalogueScope) -> i64 {
    let kind = match scope.kind {
        Kind::Classic | Kind::General => 25,
        Kind::Granular => 5,
    };
    let evidence = match scope.evidence {
        Evidence::Openapi => 0,
        Evidence::Documented => -5,
        Evidence::AppManifestList | Evidence::None => -60,
    };
    kind + evidence
}

fn rank_of_operation(operation: &Operation) -> i64 {
    let state = match operation.state {
        OperationState::Current => 0,
        OperationState::Experimental => -5,
        OperationState::Deprecated => -30,
        OperationState::Removed => -60,
    };
    let with_3lo = match operation.with_3lo {
        With3lo::Yes => 0,
        With3lo::Unknown => -20,
        With3lo::AppOnly | With3lo::No => -40,
    };
    state + with_3lo
}

fn of_task(task: &Task) -> SearchHit {
    let detail = task.operations.join(", ");
    SearchHit {
        kind: HitKind::Task,
        key: task.id.clone(),
        title: task.title.clone(),
        detail,
        api: None,
        exact: false,
        matched: Vec::new(),
    }
}

pub(super) fn of_scope(scope: &CatalogueScope) -> SearchHit {
    SearchHit {
        kind: HitKind::Scope,
        key: scope.scope.clone(),
        title: scope.scope.clone(),
        detail: scope.summary.clone(),
        api: Some(scope.api),
        exact: false,
        matched: Vec::new(),
    }
}

pub(super) fn of_operation(operation: &Operation) -> SearchHit {
    let detail = match operation.id.as_str() {
        "" => format!("{}: {}", operation.product.name(), operation.group),
        id => format!("{}: {} ({id})", operation.product.name(), operation.group),
    };
    SearchHit {
        kind: HitKind::Operation,
        key: operation.key.clone(),
        title: operation.key.clone(),
        detail,
        api: None,
        exact: false,
        matched: Vec::new(),
    }
}

fn of_api(api: ConsoleApi) -> SearchHit {
    SearchHit {
        kind: HitKind::Api,
        key: api.name().to_owned(),
        title: api.name().to_owned(),
        detail: "An API of the developer console".to_owned(),
        api: Some(api),
        exact: false,
        matched: Vec::new(),
    }
}
