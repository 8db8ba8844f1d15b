//! Scopes in any text and separator.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::advice::BREAKING;
use crate::catalogue::Catalogue;
use crate::risk::Access;
use crate::tables::is_scope;

/// A scope that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FoundScope {
    /// The scope.
    pub scope: String,
    /// Whether the catalogue has it.
    pub known: bool,
    /// The first line that it stands on, from 1.
    pub line: u32,
}

static PARAMETER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[?&])scope=([^&#\s]*)"));
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| pattern(r"%(20|2[Cc]|3[Aa]|0[AaDd]|09|2[Bb])"));
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z][A-Za-z0-9_-]*(?:[.:][A-Za-z0-9_-]+)*"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this file are tested")
}

impl Catalogue {
    /// The scopes in a text, in order, each once.
    ///
    /// A text that is nothing but a list (separated by blanks, lines, commas, `+`, `%20`, quotes, brackets) is read as one,
    /// so that words the catalogue does not have are kept and marked. So is the `scope` of an authorize URL. In other text,
    /// such as source code, a word counts if it is a known scope or has the form of one: `read:something`.
    #[must_use]
    pub fn scopes_in_text(&self, text: &str) -> Vec<FoundScope> {
        let parameters: Vec<_> = PARAMETER.captures_iter(text).map(|found| found[1].to_owned()).collect();
        if !parameters.is_empty() && text.contains('=') {
            let list = decoded(&parameters.join(" "));
            return self.once(words_of_list(&list).map(|word| (1, word)).filter(|(_, word)| is_scope(word)));
        }
        let text = decoded(text);
        if self.is_list(&text) {
            let words = lines(&text).flat_map(|(line, text)| words_of_list(text).map(move |word| (line, word)));
            return self.once(words.filter(|(_, word)| is_scope(word)));
        }
        let words = lines(&text).flat_map(|(line, text)| WORD.find_iter(text).map(move |word| (line, word.as_str())));
        self.once(words.filter(|(_, word)| self.looks_like_a_scope(word)))
    }

    fn is_list(&self, text: &str) -> bool {
        let words: Vec<_> = words_of_list(text).collect();
        let of_scopes = words.iter().filter(|word| self.looks_like_a_scope(word)).count();
        // One stranger among scopes is a scope that nobody knows; a text with scopes in it has more strangers than that.
        of_scopes > 0
            && words.iter().all(|word| WORD.find(word).is_some_and(|found| found.len() == word.len()))
            && of_scopes * 2 >= words.len()
    }

    fn looks_like_a_scope(&self, word: &str) -> bool {
        let parts = word.split(':').count();
        self.is_known(word)
            || BREAKING.contains(&word) && word == "openid"
            || (2..=3).contains(&parts) && Access::of_scope(word) != Access::Other
    }

    fn once<'a>(&self, words: impl Iterator<Item = (u32, &'a str)>) -> Vec<FoundScope> {
        let mut seen = BTreeSet::new();
        let new = words.filter(|(_, word)| seen.insert(*word));
        new.map(|(line, word)| FoundScope { scope: word.to_owned(), known: self.is_known(word), line }).collect()
    }
}

fn decoded(text: &str) -> String {
    let plain = ESCAPE.replace_all(text, |found: &regex::Captures<'_>| match &found[1] {
        "2C" | "2c" => ",",
        "3A" | "3a" => ":",
        _ => " ",
    });
    plain.into_owned()
}

fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..).zip(text.lines())
}

/// The words of a list, whatever separates them; YAML's dashes and labels such as `scopes:` are no words.
fn words_of_list(text: &str) -> impl Iterator<Item = &str> {
    let separates = |character: char| character.is_whitespace() || ",;+|\"'`[](){}=".contains(character);
    text.split(separates)
        .filter(|word| !word.ends_with(':') && !matches!(*word, "" | "-" | "scope" | "scopes" | "additionalScopes"))
        .map(|word| word.trim_end_matches('.'))
}
