//! The grant matrix: a row for each scope, a column for each source.

use std::collections::HashSet;

use serde::Serialize;
use trilo_catalogue::{Catalogue, ConsoleApi};

use super::grant::{Grant, GrantSite, api_of, is_site_bound};
use crate::scope::{Scope, ScopeSet};

/// What one source says of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Cell {
    /// It has the scope, as it should.
    Granted,
    /// It should have the scope and has not.
    Missing,
    /// It has the scope, which nobody asked for or which the token does not carry.
    Extra,
    /// Not on this site, but on others.
    OtherSites,
    /// The site lists nothing of the scope's API: most likely it has no such product.
    NoProduct,
    /// The scope belongs to the account; no site lists it.
    NotSiteBound,
    /// It has not the scope, and need not.
    Absent,
    /// The source says nothing.
    Unknown,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum ColumnKind {
    /// What the sign-in asked for.
    Requested,
    /// What the registration lists.
    Registration,
    /// The answer of the token endpoint.
    Answer,
    /// The token's own claim.
    Claim,
    /// A site.
    #[serde(rename_all = "camelCase")]
    Site {
        /// The cloud id.
        cloud_id: String,
        /// The address.
        url: String,
    },
}

/// A column of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// The source.
    #[serde(flatten)]
    pub kind: ColumnKind,
    /// What it is called; a site by its name.
    pub name: String,
    /// Whether the source says anything.
    pub known: bool,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The scope.
    pub scope: Scope,
    /// The API that lists it.
    pub api: ConsoleApi,
    /// How many operations accept it.
    pub operations: u32,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// The numbers above the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Scopes that were asked for.
    pub requested: u32,
    /// Scopes that the token carries.
    pub granted: u32,
    /// Scopes that were asked for, and that the token does not carry.
    pub missing: u32,
    /// Scopes that the token carries unasked.
    pub extra: u32,
    /// Sites of the grant.
    pub sites: u32,
}

/// The grant matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Matrix {
    /// The sources, sites last.
    pub columns: Vec<Column>,
    /// The scopes, by API in the console's order.
    pub rows: Vec<Row>,
    /// The numbers above it.
    pub counts: Counts,
}

/// What the whole grant says of one scope.
struct Whole {
    asked: Option<bool>,
    carried: Option<bool>,
    api: ConsoleApi,
    site_bound: bool,
    on_any_site: bool,
}

impl Matrix {
    /// Lays the sources of a grant side by side.
    #[must_use]
    pub fn of(grant: &Grant) -> Self {
        let catalogue = Catalogue::built_in();
        let sites = grant.sites.as_deref().unwrap_or_default();
        let on_sites: Vec<HashSet<&str>> = sites.iter().map(|site| names(&site.scopes)).collect();
        let apis: Vec<HashSet<ConsoleApi>> = sites.iter().map(apis_of).collect();
        let requested = grant.requested.as_ref().map(names);
        let sources = Sources {
            registration: grant.registration.as_ref().map(names),
            answer: grant.answer.as_ref().map(names),
            claim: grant.claim.as_ref().map(names),
        };
        let carried = grant.carried().map(names);
        let mut rows: Vec<Row> = Vec::new();
        for scope in &grant.all_scopes() {
            let name = scope.as_str();
            let api = api_of(name);
            let whole = Whole {
                asked: requested.as_ref().map(|set| set.contains(name)),
                carried: carried.as_ref().map(|set| set.contains(name)),
                api,
                site_bound: is_site_bound(name),
                on_any_site: on_sites.iter().any(|set| set.contains(name)),
            };
            let mut cells = sources.cells(name, &whole);
            let site = |(set, apis): (&HashSet<&str>, &HashSet<ConsoleApi>)| whole.on_site(set.contains(name), apis);
            cells.extend(on_sites.iter().zip(&apis).map(site));
            if grant.sites.is_none() {
                cells.push(if whole.site_bound { Cell::Unknown } else { Cell::NotSiteBound });
            }
            let operations = catalogue.scope(name).map_or(0, |known| known.operations);
            rows.push(Row { scope: scope.clone(), api, operations, cells });
        }
        let place = |api: ConsoleApi| ConsoleApi::ALL.iter().position(|known| *known == api);
        // What every sign-in asks for comes last: it is the least of a surprise.
        rows.sort_by_key(|row| (row.api == ConsoleApi::None, place(row.api)));
        Self { columns: columns(grant), counts: counts(grant), rows }
    }

    /// The row of a scope.
    #[must_use]
    pub fn row(&self, scope: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.scope.as_str() == scope)
    }
}

impl Row {
    /// Whether some source should have the scope and has not.
    #[must_use]
    pub fn lacks(&self) -> bool {
        self.cells.iter().any(|cell| matches!(cell, Cell::Missing | Cell::OtherSites | Cell::NoProduct))
    }
}

/// The sources beside request and sites.
struct Sources<'a> {
    registration: Option<HashSet<&'a str>>,
    answer: Option<HashSet<&'a str>>,
    claim: Option<HashSet<&'a str>>,
}

impl Sources<'_> {
    fn cells(&self, scope: &str, whole: &Whole) -> Vec<Cell> {
        let has = |set: &Option<HashSet<&str>>| set.as_ref().map(|set| set.contains(scope));
        let answered = has(&self.answer);
        let requested = whole.asked.map_or(Cell::Unknown, |asked| if asked { Cell::Granted } else { Cell::Absent });
        let registration = match has(&self.registration) {
            None => Cell::Unknown,
            Some(true) => Cell::Granted,
            Some(false) if whole.asked == Some(true) => Cell::Missing,
            Some(false) => Cell::Absent,
        };
        let claim = match has(&self.claim) {
            // The answer promised it.
            Some(false) if answered == Some(true) => Cell::Missing,
            claimed => whole.as_granted(claimed),
        };
        vec![requested, registration, whole.as_granted(answered), claim]
    }
}

impl Whole {
    /// The cell of a source that tells of the token.
    const fn as_granted(&self, has: Option<bool>) -> Cell {
        match (has, self.asked) {
            (None, _) => Cell::Unknown,
            (Some(true), Some(false)) => Cell::Extra,
            (Some(true), Some(true) | None) => Cell::Granted,
            (Some(false), Some(true)) => Cell::Missing,
            (Some(false), Some(false) | None) => Cell::Absent,
        }
    }

    fn on_site(&self, listed: bool, apis: &HashSet<ConsoleApi>) -> Cell {
        if !self.site_bound {
            return Cell::NotSiteBound;
        }
        if listed {
            let unasked = self.asked == Some(false) || self.carried == Some(false);
            return if unasked { Cell::Extra } else { Cell::Granted };
        }
        if self.asked != Some(true) && self.carried != Some(true) && !self.on_any_site {
            return Cell::Absent;
        }
        if !apis.contains(&self.api) {
            return Cell::NoProduct;
        }
        if self.on_any_site { Cell::OtherSites } else { Cell::Missing }
    }
}

fn names(scopes: &ScopeSet) -> HashSet<&str> {
    scopes.iter().map(Scope::as_str).collect()
}

fn apis_of(site: &GrantSite) -> HashSet<ConsoleApi> {
    site.scopes.iter().map(|scope| api_of(scope.as_str())).collect()
}

fn columns(grant: &Grant) -> Vec<Column> {
    let column = |kind, name: &str, known| Column { kind, name: name.to_owned(), known };
    let mut columns = vec![
        column(ColumnKind::Requested, "Asked", grant.requested.is_some()),
        column(ColumnKind::Registration, "App", grant.registration.is_some()),
        column(ColumnKind::Answer, "Answer", grant.answer.is_some()),
        column(ColumnKind::Claim, "Token", grant.claim.is_some()),
    ];
    let sites = grant.sites.iter().flatten();
    columns.extend(sites.map(|site| {
        column(ColumnKind::Site { cloud_id: site.cloud_id.clone(), url: site.url.clone() }, &site.name, true)
    }));
    if grant.sites.is_none() {
        columns.push(column(ColumnKind::Site { cloud_id: String::new(), url: String::new() }, "Sites", false));
    }
    columns
}

fn counts(grant: &Grant) -> Counts {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (asked, carried) = (grant.requested.as_ref().map(names), grant.carried().map(names));
    let apart = |one: &Option<HashSet<&str>>, other: &Option<HashSet<&str>>| match (one, other) {
        (Some(one), Some(other)) => one.difference(other).count(),
        (None, _) | (_, None) => 0,
    };
    Counts {
        requested: count(asked.as_ref().map_or(0, HashSet::len)),
        granted: count(carried.as_ref().map_or(0, HashSet::len)),
        missing: count(apart(&asked, &carried)),
        extra: count(apart(&carried, &asked)),
        sites: count(grant.sites.as_ref().map_or(0, Vec::len)),
    }
}

#[cfg(test)]
mod tests;
