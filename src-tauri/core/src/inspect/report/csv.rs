//! The matrix as CSV (RFC 4180), safe for spreadsheets.

use super::{Report, word};

/// Writes the matrix: a line for each scope, a column for each source.
pub(super) fn write(report: &Report) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let matrix = &report.matrix;
    let names = matrix.columns.iter().map(|column| safe(&column.name));
    let head = ["scope", "api", "operations"].into_iter().map(ToOwned::to_owned).chain(names);
    // Writing to memory does not fail.
    let _ = writer.write_record(head);
    for row in &matrix.rows {
        let cells = row.cells.iter().map(|cell| word(*cell).to_owned());
        let first = [safe(row.scope.as_str()), row.api.name().to_owned(), row.operations.to_string()];
        let _ = writer.write_record(first.into_iter().chain(cells));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula: whoever names a site or a scope is a stranger.
fn safe(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}
