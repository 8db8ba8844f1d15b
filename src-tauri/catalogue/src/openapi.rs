//! Following Atlassian: rebuilding the tables from newer `OpenAPI` documents, and telling what changed.

mod changes;
mod document;
mod written;

pub use changes::Change;

use std::collections::{BTreeMap, BTreeSet};

use crate::console::ConsoleApi;
use crate::operation::OperationState;
use crate::tables::{OperationRow, ScopeRow, rows};

/// The tables as they are after a rebuild, and what differs from before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The table of scopes.
    pub scopes: String,
    /// The table of operations.
    pub operations: String,
    /// What changed, by product and path; scopes last.
    pub changes: Vec<Change>,
}

/// Why the tables cannot be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// A document is no JSON.
    #[error("document {0} is no JSON")]
    NotJson(usize, #[source] serde_json::Error),
    /// A document has no paths of a product that the catalogue knows.
    #[error("document {0} has no operation of a product that the catalogue knows")]
    NoOperations(usize),
    /// The tables as they are cannot be read or written.
    #[error("the tables cannot be read or written")]
    Tables(#[from] csv::Error),
}

/// Rebuilds both tables from `OpenAPI` documents (JSON); documents are counted from 1 in errors.
///
/// A document speaks for its product and API version: what it has replaces the rows, and what it lacks becomes
/// `removed`. What no document tells stays: which operations are for apps only, scopes, rows of other products.
pub fn rebuild(scopes: &str, operations: &str, documents: &[&str]) -> Result<Rebuilt, RebuildError> {
    let before: Vec<OperationRow> = rows(operations)?;
    let mut told: BTreeMap<(String, String), OperationRow> = BTreeMap::new();
    let mut named = BTreeSet::new();
    for (index, text) in documents.iter().enumerate() {
        let json = serde_json::from_str(text).map_err(|error| RebuildError::NotJson(index + 1, error))?;
        let read = document::read(&json);
        if read.operations.is_empty() {
            return Err(RebuildError::NoOperations(index + 1));
        }
        told.extend(read.operations.into_iter().map(|row| (key(&row), row)));
        named.extend(read.scopes);
    }
    let spoken_for: BTreeSet<_> = told.values().map(api).collect();
    let mut changes = Vec::new();
    let mut after = Vec::new();
    for old in before {
        let is_spoken_for = spoken_for.contains(&api(&old));
        match told.remove(&key(&old)) {
            Some(new) => {
                let new = with_what_documents_lack(new, &old);
                changes.extend(changes::between(&old, &new));
                after.push(new);
            }
            None if is_spoken_for && old.state != OperationState::Removed.word() => {
                changes.push(Change::Removed { operation: title(&old) });
                after.push(OperationRow { state: OperationState::Removed.word().to_owned(), ..old });
            }
            None => after.push(old),
        }
    }
    for new in told.into_values() {
        changes.push(Change::New { operation: title(&new), scopes: changes::scopes_of(&new) });
        after.push(new);
    }
    after.sort_by(|one, other| order(one).cmp(&order(other)));
    let scopes = with_new_scopes(rows(scopes)?, named, &after, &mut changes);
    Ok(Rebuilt { scopes: written::table(&scopes)?, operations: written::table(&after)?, changes })
}

fn key(row: &OperationRow) -> (String, String) {
    (row.method.clone(), row.path.clone())
}

/// What one document speaks for. A row of Jira Service Management says "1" or "v1" for the same.
fn api(row: &OperationRow) -> (String, String) {
    (row.product.clone(), row.api_version.trim_start_matches('v').to_owned())
}

fn order(row: &OperationRow) -> (&str, &str, &str, &str) {
    (&row.product, &row.api_version, &row.path, &row.method)
}

fn title(row: &OperationRow) -> String {
    format!("{} {}", row.method, row.path)
}

/// Documents do not say that an operation is for an app's own user only, nor what somebody found out by hand.
fn with_what_documents_lack(new: OperationRow, old: &OperationRow) -> OperationRow {
    let has_scopes = !new.classic_scopes.is_empty() || !new.granular_scopes.is_empty();
    let known_better = old.with_3lo == "app-only" || !has_scopes;
    OperationRow {
        api_version: old.api_version.clone(),
        with_3lo: if known_better { old.with_3lo.clone() } else { new.with_3lo.clone() },
        ..new
    }
}

fn with_new_scopes(
    before: Vec<ScopeRow>,
    named: BTreeSet<String>,
    operations: &[OperationRow],
    changes: &mut Vec<Change>,
) -> Vec<ScopeRow> {
    let mut all: BTreeMap<_, _> = before.into_iter().map(|row| (row.scope.clone(), row)).collect();
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    for operation in operations {
        let cells = [&operation.classic_scopes, &operation.granular_scopes];
        let scopes: BTreeSet<&str> =
            cells.iter().flat_map(|cell| cell.split(' ')).filter(|it| !it.is_empty()).collect();
        for scope in scopes {
            *uses.entry(scope).or_default() += 1;
        }
    }
    for scope in named {
        let row = all.entry(scope.clone()).or_insert_with(|| {
            changes.push(Change::NewScope { scope: scope.clone() });
            row_of(&scope)
        });
        "openapi".clone_into(&mut row.evidence);
    }
    for row in all.values_mut() {
        row.operations = uses.get(row.scope.as_str()).copied().unwrap_or_default();
    }
    all.into_values().collect()
}

fn row_of(scope: &str) -> ScopeRow {
    let mut parts = scope.split(':');
    let (access, product) = (parts.next().unwrap_or_default(), parts.nth(1));
    let api = match product {
        Some(product) => ConsoleApi::of_suffix(product),
        None if scope.contains("servicedesk") => ConsoleApi::JiraServiceManagement,
        None if scope.contains("confluence") => ConsoleApi::Confluence,
        None if scope.contains("jira") => ConsoleApi::Jira,
        None => ConsoleApi::Unlisted,
    };
    let console_api =
        if api.is_in_console() { api.name().to_owned() } else { format!("other: {}", product.unwrap_or("unknown")) };
    ScopeRow {
        scope: scope.to_owned(),
        kind: if product.is_some() { "granular" } else { "classic" }.to_owned(),
        console_api,
        access: access.to_owned(),
        operations: 0,
        evidence: String::new(),
    }
}
