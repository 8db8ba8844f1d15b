//! Searching the journal.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::error::VaultError;
use super::{Vault, from_json, to_json};
use crate::diagnose::journal::{AttemptSearch, FoundAttempts};
use crate::identifier::{AccountId, RegistrationId};

/// What the vault alone cannot tell: which accounts and registrations a word names.
pub trait Names {
    /// The accounts whose name, label or site has the word.
    fn accounts(&self, word: &str) -> Vec<AccountId>;
    /// The registrations whose name has the word.
    fn registrations(&self, word: &str) -> Vec<RegistrationId>;
}

/// The most words of a search; further ones narrow nothing that a person still reads.
const MOST_WORDS: usize = 12;

/// A query under construction.
#[derive(Default)]
struct Query {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Vault {
    /// The newest attempts that a search finds, at most `limit`, without their exchanges.
    pub fn search_attempts(
        &self,
        search: &AttemptSearch,
        names: &dyn Names,
        limit: usize,
    ) -> Result<FoundAttempts, VaultError> {
        let query = Query::of(search, names)?;
        let text = query.text(limit);
        self.read(|connection: &Connection| {
            let values = params_from_iter(query.values);
            let mut attempts = self.rows(connection, "attempt", (&text, values), |_, body| from_json(body))?;
            let more = attempts.len() > limit;
            attempts.truncate(limit);
            Ok(FoundAttempts { attempts, more })
        })
    }
}

impl Query {
    fn of(search: &AttemptSearch, names: &dyn Names) -> Result<Self, VaultError> {
        let mut query = Self::default();
        query.any("kind", wire_names(&search.kinds)?);
        query.any("outcome", wire_names(&search.outcomes)?);
        query.any("code", wire_names(search.code.as_slice())?);
        query.any("account", search.account.iter().map(ToString::to_string).collect());
        query.any("registration", search.registration.iter().map(ToString::to_string).collect());
        for word in search.text.split_whitespace().take(MOST_WORDS) {
            query.word(word, &names.accounts(word), &names.registrations(word));
        }
        if let Some(site) = &search.site {
            query.word(site, &names.accounts(site), &[]);
        }
        if let Some(since) = search.since {
            query.compare("started >= ", since.as_second().into());
        }
        if let Some(until) = search.until {
            query.compare("started < ", until.as_second().into());
        }
        if let Some(before) = &search.before {
            let at = query.value(before.to_string().into());
            query.conditions.push(format!("position < (SELECT position FROM attempt WHERE id = {at})"));
        }
        Ok(query)
    }

    fn text(&self, limit: usize) -> String {
        let conditions = if self.conditions.is_empty() { "TRUE".to_owned() } else { self.conditions.join(" AND ") };
        // One more than wanted tells whether there are more.
        let limit = limit.saturating_add(1);
        format!("SELECT id, body FROM attempt WHERE {conditions} ORDER BY position DESC LIMIT {limit}")
    }

    fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }

    fn compare(&mut self, start: &str, value: Value) {
        let at = self.value(value);
        self.conditions.push(format!("{start}{at}"));
    }

    fn any(&mut self, column: &str, values: Vec<String>) {
        if !values.is_empty() {
            let condition = self.in_list(column, values);
            self.conditions.push(condition);
        }
    }

    fn in_list(&mut self, column: &str, values: Vec<String>) -> String {
        let marks: Vec<_> = values.into_iter().map(|value| self.value(value.into())).collect();
        format!("{column} IN ({})", marks.join(", "))
    }

    fn word(&mut self, word: &str, accounts: &[AccountId], registrations: &[RegistrationId]) {
        // A word of signs alone has nothing that the index could find.
        let indexed = word.contains(char::is_alphanumeric);
        let mut ways = Vec::new();
        if indexed {
            let at = self.value(format!("\"{}\"*", word.replace('"', "\"\"")).into());
            ways.push(format!("position IN (SELECT rowid FROM attempt_words WHERE attempt_words MATCH {at})"));
        }
        if !accounts.is_empty() {
            ways.push(self.in_list("account", accounts.iter().map(ToString::to_string).collect()));
        }
        if !registrations.is_empty() {
            ways.push(self.in_list("registration", registrations.iter().map(ToString::to_string).collect()));
        }
        self.conditions.push(if ways.is_empty() { "FALSE".to_owned() } else { format!("({})", ways.join(" OR ")) });
    }
}

/// The names of enum values as bodies have them.
fn wire_names<T: serde::Serialize>(values: &[T]) -> Result<Vec<String>, VaultError> {
    let name = |value| Ok(to_json(value)?.trim_matches('"').to_owned());
    values.iter().map(name).collect()
}
