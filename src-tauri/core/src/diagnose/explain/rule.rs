//! The table of known failures: rules as data, a file per stage.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::question::Answer;
use super::{Confidence, Stage, Who};

/// A known failure and the shape that it is known by.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) stage: Stage,
    pub(super) code: String,
    /// Its number among the failures that were collected: A on Atlassian's page, B at the callback, C at the token endpoint,
    /// D at the sites and the profile, E at the gateway. Rules of other origin have none.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test counts them"))]
    pub(super) known: String,
    pub(super) statuses: Vec<Status>,
    pub(super) errors: Vec<String>,
    pub(super) text: Alternatives,
    pub(super) headers: Vec<Header>,
    pub(super) context: Option<Context>,
    pub(super) answer: Option<Answer>,
    pub(super) confidence: Confidence,
    pub(super) who: Who,
    pub(super) link: Option<String>,
    pub(super) title: String,
    pub(super) cause: String,
    pub(super) fix: String,
}

/// A status or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Exactly(u16),
    Class(u16),
}

/// Conjunctions of lower-case texts, one of which must hold.
#[derive(Debug, Default)]
pub(super) struct Alternatives(Vec<Vec<String>>);

/// What a header must be.
#[derive(Debug)]
pub(super) enum Header {
    Holds { name: String, value: String },
    Absent { name: String },
}

/// What a recogniser must have found.
#[derive(Debug)]
pub(super) enum Context {
    Mark(String),
    Path(Vec<String>),
}

#[derive(Deserialize)]
struct Row {
    code: String,
    known: String,
    status: String,
    error: String,
    text: String,
    headers: String,
    context: String,
    answer: String,
    confidence: Confidence,
    who: Who,
    link: String,
    title: String,
    cause: String,
    fix: String,
}

const TABLES: [(Stage, &str); 12] = [
    (Stage::Page, include_str!("rules/page.tsv")),
    (Stage::AuthorizeUrl, include_str!("rules/authorize-url.tsv")),
    (Stage::Callback, include_str!("rules/callback.tsv")),
    (Stage::Token, include_str!("rules/token.tsv")),
    (Stage::Sites, include_str!("rules/sites.tsv")),
    (Stage::Profile, include_str!("rules/profile.tsv")),
    (Stage::PersonalData, include_str!("rules/personal-data.tsv")),
    (Stage::Gateway, include_str!("rules/gateway.tsv")),
    (Stage::AccessToken, include_str!("rules/access-token.tsv")),
    (Stage::Network, include_str!("rules/network.tsv")),
    (Stage::KeyStore, include_str!("rules/key-store.tsv")),
    (Stage::Machine, include_str!("rules/machine.tsv")),
];

/// The table; within a stage the likelier failure comes first.
pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    TABLES.iter().flat_map(|(stage, table)| rows::<Row>(table).map(|row| Rule::of(*stage, row))).collect()
});

/// The rows of a table that is part of this program.
pub(super) fn rows<T: DeserializeOwned>(table: &str) -> impl Iterator<Item = T> {
    let reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(table.as_bytes());
    reader.into_deserialize().map(|row| row.expect("the table is complete")).collect::<Vec<_>>().into_iter()
}

impl Rule {
    fn of(stage: Stage, row: Row) -> Self {
        let list = |text: &str, by: char| -> Vec<String> {
            text.split(by).filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
        };
        Self {
            stage,
            statuses: list(&row.status, ',').iter().filter_map(|text| Status::parse(text)).collect(),
            errors: list(&row.error, '|'),
            text: Alternatives::parse(&row.text),
            headers: list(&row.headers, '|').iter().map(|text| Header::parse(text)).collect(),
            context: Context::parse(&row.context),
            answer: Answer::parse(&row.answer),
            confidence: row.confidence,
            who: row.who,
            link: Some(row.link).filter(|link| !link.is_empty()),
            code: row.code,
            known: row.known,
            title: row.title,
            cause: row.cause,
            fix: row.fix,
        }
    }
}

impl Status {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix("xx") {
            Some(class) => class.parse().ok().map(Self::Class),
            None => text.parse().ok().map(Self::Exactly),
        }
    }

    pub(super) const fn holds(self, status: u16) -> bool {
        match self {
            Self::Exactly(exactly) => status == exactly,
            Self::Class(class) => status / 100 == class,
        }
    }
}

impl Alternatives {
    fn parse(text: &str) -> Self {
        let all = |part: &str| part.split('&').map(ToOwned::to_owned).collect();
        Self(text.split('|').filter(|part| !part.is_empty()).map(all).collect())
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first conjunction that the text holds.
    pub(super) fn held_by(&self, normal: &str) -> Option<&[String]> {
        self.0.iter().find(|parts| parts.iter().all(|part| normal.contains(part.as_str()))).map(Vec::as_slice)
    }
}

impl Header {
    fn parse(text: &str) -> Self {
        if let Some(name) = text.strip_prefix('!') {
            return Self::Absent { name: name.to_owned() };
        }
        let (name, value) = text.split_once(": ").unwrap_or((text, ""));
        Self::Holds { name: name.to_owned(), value: value.to_owned() }
    }
}

impl Context {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix("path:") {
            Some(path) => Some(Self::Path(path.split('&').map(ToOwned::to_owned).collect())),
            None => (!text.is_empty()).then(|| Self::Mark(text.to_owned())),
        }
    }
}
