//! Reading the fact tables: tab-separated, one head line, one row a scope or an operation.

use serde::{Deserialize, Serialize};

use crate::console::ConsoleApi;
use crate::operation::{self, Alternative, Method, Operation, OperationState, With3lo};
use crate::product::Product;
use crate::scope::{CatalogueScope, Evidence, Kind};

/// The scopes that come with Trilo.
pub const SCOPES: &str = include_str!("tables/scopes.tsv");
/// The operations that come with Trilo.
pub const OPERATIONS: &str = include_str!("tables/operations.tsv");

/// Which of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Table {
    /// Scopes.
    Scopes,
    /// Operations.
    Operations,
}

impl Table {
    /// Which table a text is, by its head line.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let head = text.lines().next()?.trim_end();
        [Self::Scopes, Self::Operations].into_iter().find(|table| head == table.head())
    }

    /// The head line, its columns separated by tabs.
    #[must_use]
    pub fn head(self) -> &'static str {
        let text = match self {
            Self::Scopes => SCOPES,
            Self::Operations => OPERATIONS,
        };
        text.lines().next().unwrap_or_default()
    }
}

/// A row that cannot be read; the others count all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BadRow {
    /// The table.
    pub table: Table,
    /// Its line, the head being line 1.
    pub line: u32,
    /// What is wrong with it.
    pub problem: RowProblem,
    /// The cell that it is about; at most 200 characters.
    pub cell: String,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum RowProblem {
    /// Columns are missing or too many, or the text is no text.
    Unreadable,
    /// The head line is not the one of this table.
    WrongHead,
    /// What stands there is no scope (RFC 6749, section 3.3).
    NotAScope,
    /// The kind of scope is none of classic, granular, general.
    UnknownKind,
    /// No API of the developer console.
    UnknownApi,
    /// The evidence is none of the known ones.
    UnknownEvidence,
    /// No product of the catalogue.
    UnknownProduct,
    /// No HTTP method.
    UnknownMethod,
    /// The path does not begin with a slash.
    NotAPath,
    /// The state is none of the known ones.
    UnknownState,
    /// Neither yes nor no nor another known word.
    UnknownAnswer,
    /// The same scope or operation stands twice in the table.
    Repeated,
}

/// A row of the table of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ScopeRow {
    pub scope: String,
    pub kind: String,
    pub console_api: String,
    pub access: String,
    pub operations: u32,
    pub evidence: String,
}

/// A row of the table of operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OperationRow {
    pub product: String,
    pub api_version: String,
    pub method: String,
    pub path: String,
    pub operation_id: String,
    pub group: String,
    pub classic_scopes: String,
    pub granular_scopes: String,
    pub anonymous: String,
    pub state: String,
    pub with_3lo: String,
}

/// What is wrong, and the cell that it is about.
type Wrong = (RowProblem, String);

/// Reads a table of scopes.
pub(crate) fn read_scopes(text: &str, bad: &mut Vec<BadRow>) -> Vec<CatalogueScope> {
    read(text, Table::Scopes, bad, |row: ScopeRow| row.into_scope())
}

/// Reads a table of operations.
pub(crate) fn read_operations(text: &str, bad: &mut Vec<BadRow>) -> Vec<Operation> {
    read(text, Table::Operations, bad, |row: OperationRow| row.into_operation())
}

/// The rows of a table as they stand there; the first that cannot be read ends it.
pub(crate) fn rows<R: for<'a> Deserialize<'a>>(text: &str) -> Result<Vec<R>, csv::Error> {
    reader(text).deserialize().collect()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(text.as_bytes())
}

fn read<R: for<'a> Deserialize<'a>, T>(
    text: &str,
    table: Table,
    bad: &mut Vec<BadRow>,
    convert: impl Fn(R) -> Result<T, Wrong>,
) -> Vec<T> {
    let mut reader = reader(text);
    let mut record = csv::StringRecord::new();
    let mut read = Vec::new();
    let head = reader.headers().cloned().unwrap_or_default();
    if head.iter().ne(table.head().split('\t')) {
        bad.push(bad_row(table, 1, (RowProblem::WrongHead, head.iter().collect::<Vec<_>>().join(" "))));
        return read;
    }
    loop {
        let line = u32::try_from(reader.position().line()).unwrap_or(u32::MAX);
        match reader.read_record(&mut record) {
            Ok(false) => return read,
            Ok(true) => {}
            Err(error) => {
                bad.push(bad_row(table, line, (RowProblem::Unreadable, error.to_string())));
                if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                    return read;
                }
                continue;
            }
        }
        let line = record.position().map_or(line, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
        let row = record.deserialize(Some(&head)).map_err(|error| (RowProblem::Unreadable, error.to_string()));
        match row.and_then(&convert) {
            Ok(item) => read.push(item),
            Err(wrong) => bad.push(bad_row(table, line, wrong)),
        }
    }
}

fn bad_row(table: Table, line: u32, (problem, cell): Wrong) -> BadRow {
    BadRow { table, line, problem, cell: cell.chars().take(200).collect() }
}

impl ScopeRow {
    fn into_scope(self) -> Result<CatalogueScope, Wrong> {
        if !is_scope(&self.scope) {
            return Err((RowProblem::NotAScope, self.scope));
        }
        let kind = match self.kind.as_str() {
            "classic" => Kind::Classic,
            "granular" => Kind::Granular,
            "general" => Kind::General,
            _ => return Err((RowProblem::UnknownKind, self.kind)),
        };
        let api = ConsoleApi::from_cell(&self.console_api).ok_or((RowProblem::UnknownApi, self.console_api))?;
        let evidence = match self.evidence.as_str() {
            "openapi" => Evidence::Openapi,
            "documented" => Evidence::Documented,
            "app-manifest-list" => Evidence::AppManifestList,
            _ => return Err((RowProblem::UnknownEvidence, self.evidence)),
        };
        Ok(CatalogueScope::new(&self.scope, kind, api, evidence))
    }
}

impl OperationRow {
    fn into_operation(self) -> Result<Operation, Wrong> {
        let product: Product = self.product.parse().map_err(|_| (RowProblem::UnknownProduct, self.product))?;
        let method: Method = self.method.parse().map_err(|_| (RowProblem::UnknownMethod, self.method))?;
        if !self.path.starts_with('/') {
            return Err((RowProblem::NotAPath, self.path));
        }
        let state = OperationState::from_word(&self.state).ok_or((RowProblem::UnknownState, self.state))?;
        let with_3lo = With3lo::from_word(&self.with_3lo).ok_or((RowProblem::UnknownAnswer, self.with_3lo))?;
        let anonymous = match self.anonymous.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err((RowProblem::UnknownAnswer, self.anonymous)),
        };
        let mut alternatives = Vec::new();
        for (kind, cell) in [(Kind::Classic, self.classic_scopes), (Kind::Granular, self.granular_scopes)] {
            let scopes: Vec<_> = cell.split_ascii_whitespace().map(str::to_owned).collect();
            if let Some(wrong) = scopes.iter().find(|scope| !is_scope(scope)) {
                return Err((RowProblem::NotAScope, wrong.clone()));
            }
            // The table has but two columns: what belongs to the account stands in the granular one.
            let is_general = kind == Kind::Granular && scopes.iter().all(|scope| scope.matches(':').count() < 2);
            let kind = if is_general { Kind::General } else { kind };
            if !scopes.is_empty() {
                alternatives.push(Alternative { kind, scopes });
            }
        }
        Ok(Operation {
            key: Operation::key_of(method, &self.path),
            documentation: operation::documentation(product, &self.api_version, &self.group),
            gateway_base: product.gateway_base().to_owned(),
            product,
            version: self.api_version,
            method,
            path: self.path,
            id: self.operation_id,
            group: self.group,
            alternatives,
            anonymous,
            state,
            with_3lo,
            local: false,
        })
    }
}

/// Whether a text can be a scope (RFC 6749, section 3.3), at most 120 characters long.
pub(crate) fn is_scope(text: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    !text.is_empty() && text.len() <= 120 && text.bytes().all(allowed)
}
