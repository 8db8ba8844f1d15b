//! What differs between two states of the tables.

use std::fmt;

use crate::tables::OperationRow;

/// One difference. Operations are told as method and path, scopes as the cells of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An operation that was not there.
    New {
        /// The operation.
        operation: String,
        /// What it accepts.
        scopes: String,
    },
    /// An operation that the documents lack now.
    Removed {
        /// The operation.
        operation: String,
    },
    /// An operation accepts other scopes.
    Scopes {
        /// The operation.
        operation: String,
        /// What it accepted.
        before: String,
        /// What it accepts now.
        after: String,
    },
    /// An operation is at another point of its life, or another kind of caller may call it.
    State {
        /// The operation.
        operation: String,
        /// How it was.
        before: String,
        /// How it is now.
        after: String,
    },
    /// A scope that was not there.
    NewScope {
        /// The scope.
        scope: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New { operation, scopes } => write!(formatter, "new        {operation}: {scopes}"),
            Self::Removed { operation } => write!(formatter, "removed    {operation}"),
            Self::Scopes { operation, before, after } => {
                write!(formatter, "scopes     {operation}\n             before: {before}\n             now:    {after}")
            }
            Self::State { operation, before, after } => {
                write!(formatter, "state      {operation}: {before}, now {after}")
            }
            Self::NewScope { scope } => write!(formatter, "new scope  {scope}"),
        }
    }
}

pub(super) fn between(old: &OperationRow, new: &OperationRow) -> Vec<Change> {
    let operation = super::title(new);
    let mut changes = Vec::new();
    if sorted(&old.classic_scopes) != sorted(&new.classic_scopes)
        || sorted(&old.granular_scopes) != sorted(&new.granular_scopes)
    {
        let (before, after) = (scopes_of(old), scopes_of(new));
        changes.push(Change::Scopes { operation: operation.clone(), before, after });
    }
    let state = |row: &OperationRow| {
        let anonymous = if row.anonymous == "yes" { ", anonymous" } else { "" };
        format!("{} (3LO: {}{anonymous})", row.state, row.with_3lo)
    };
    if state(old) != state(new) {
        changes.push(Change::State { operation, before: state(old), after: state(new) });
    }
    changes
}

pub(super) fn scopes_of(row: &OperationRow) -> String {
    match (row.classic_scopes.as_str(), row.granular_scopes.as_str()) {
        ("", "") => "none".to_owned(),
        (only, "") | ("", only) => only.to_owned(),
        (classic, granular) => format!("{classic} or {granular}"),
    }
}

fn sorted(cell: &str) -> Vec<&str> {
    let mut scopes: Vec<_> = cell.split_whitespace().collect();
    scopes.sort_unstable();
    scopes
}
