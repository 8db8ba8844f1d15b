//! Which attempts are listed.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use trilo_core::diagnose::journal::AttemptSearch;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome};
use trilo_core::{Code, Core};

use crate::choice::{self, AccountChoice};
use crate::failure::Failure;

/// What a list is narrowed to.
#[derive(Debug, Args)]
pub struct Search {
    /// How many, the newest first
    #[arg(long, short = 'n', default_value_t = 20)]
    pub limit: usize,
    /// Words that have to be in the attempt: of messages, addresses, answers, names
    #[arg(long, short = 't', value_name = "WORDS")]
    text: Option<String>,
    /// What was attempted, such as sign-in or refresh; may be given more than once
    #[arg(long, value_name = "KIND", value_parser = named::<AttemptKind>)]
    kind: Vec<AttemptKind>,
    /// How it ended, such as failed or denied; may be given more than once
    #[arg(long, value_name = "OUTCOME", value_parser = named::<AttemptOutcome>)]
    outcome: Vec<AttemptOutcome>,
    /// Whose it was
    #[arg(long)]
    account: Option<String>,
    /// Under which registration
    #[arg(long)]
    registration: Option<String>,
    /// A site's address, name or cloud id
    #[arg(long)]
    site: Option<String>,
    /// What went wrong, such as refreshTokenDead
    #[arg(long, value_parser = named::<Code>)]
    code: Option<Code>,
    /// From when on: a day (2026-11-28) or a time (2026-11-28T13:00:00Z)
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<Timestamp>,
    /// Until when
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<Timestamp>,
}

impl Search {
    /// The search, with its names resolved.
    pub fn search(&self, core: &Core) -> Result<AttemptSearch, Failure> {
        let account = self.account.as_ref().map(|name| AccountChoice::named(name).record(core)).transpose()?;
        let registration = self.registration.as_ref().map(|name| choice::registration(core, Some(name))).transpose()?;
        Ok(AttemptSearch {
            text: self.text.clone().unwrap_or_default(),
            kinds: self.kind.clone(),
            outcomes: self.outcome.clone(),
            account: account.map(|record| record.id),
            registration: registration.map(|registration| registration.id),
            site: self.site.clone(),
            code: self.code,
            since: self.since,
            until: self.until,
            before: None,
        })
    }
}

/// Reads a name of the wire, in camel case or with hyphens.
fn named<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    let mut name = String::new();
    for part in text.split('-') {
        let mut characters = part.chars();
        match characters.next() {
            Some(first) if !name.is_empty() => name.extend(first.to_uppercase().chain(characters)),
            Some(first) => name.extend(std::iter::once(first).chain(characters)),
            None => {}
        }
    }
    // The reader names all that there are.
    serde_json::from_value(name.into())
}

/// Reads a time, or the start of a day here.
fn time(text: &str) -> Result<Timestamp, jiff::Error> {
    let day = |day: Date| TimeZone::system().to_timestamp(day.at(0, 0, 0, 0));
    text.parse().or_else(|_| text.parse().and_then(day))
}
