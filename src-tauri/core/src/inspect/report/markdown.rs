//! The report as Markdown, for tickets and pages.

use std::fmt::Write;

use super::{Report, expectation_word, outcome_word, verdict_word, word};

pub(super) fn write(report: &Report) -> String {
    let mut text = format!("# {}\n\n", Report::title());
    table(&mut text, &["", ""], report.facts().into_iter().map(|(name, value)| vec![name.to_owned(), value]));
    matrix(&mut text, report);
    opens(&mut text, report);
    token(&mut text, report);
    probes(&mut text, report);
    history(&mut text, report);
    text
}

fn matrix(text: &mut String, report: &Report) {
    text.push_str("\n## Grant\n\n");
    let names: Vec<&str> =
        ["Scope", "API"].into_iter().chain(report.matrix.columns.iter().map(|column| column.name.as_str())).collect();
    let rows = report.matrix.rows.iter().map(|row| {
        let first = [row.scope.to_string(), row.api.name().to_owned()];
        first.into_iter().chain(row.cells.iter().map(|cell| word(*cell).to_owned())).collect()
    });
    table(text, &names, rows);
}

fn opens(text: &mut String, report: &Report) {
    let Some(opens) = &report.opens else { return };
    text.push_str("\n## What it opens\n\n");
    let rows = opens.iter().flat_map(|(site, shares)| {
        shares.iter().map(move |share| {
            let numbers = [share.allowed, share.blocked, share.deprecated, share.unknown];
            let names = [site.clone(), share.product.name().to_owned()];
            names.into_iter().chain(numbers.map(|number| number.to_string())).collect()
        })
    });
    table(text, &["Site", "API", "Allowed", "Blocked", "Deprecated", "Unknown"], rows);
}

fn token(text: &mut String, report: &Report) {
    let Some(token) = &report.token else { return };
    text.push_str(
        "\n## What the token says of itself\n\nAtlassian promises no format; nothing should rest on this.\n\n",
    );
    let rows = token.claims.iter().map(|claim| vec![claim.name.clone(), report.claim_value(claim)]);
    table(text, &["Claim", "Value"], rows);
}

fn probes(text: &mut String, report: &Report) {
    let Some(probes) = &report.probes else { return };
    text.push_str("\n## Proof\n\n");
    let rows = probes.iter().map(|result| {
        let site = result.call.site.as_ref().map_or("account", |site| site.name.as_str());
        let status = result.status.map_or_else(String::new, |status| status.to_string());
        let why = result.explanation.as_ref().map_or("", |found| found.title);
        vec![
            format!("GET {}", result.call.probe.path),
            site.to_owned(),
            expectation_word(result.call.expected),
            format!("{} {status}", outcome_word(result.outcome)),
            verdict_word(result.as_expected).to_owned(),
            why.to_owned(),
        ]
    });
    table(text, &["Call", "Site", "Expected", "Came", "", "Why"], rows);
}

fn history(text: &mut String, report: &Report) {
    let Some(history) = &report.history else { return };
    text.push_str("\n## History\n\n");
    let rows = history.iter().map(|change| {
        let by = match change.record.by {
            crate::inspect::history::GrantedBy::SignIn => "sign-in",
            crate::inspect::history::GrantedBy::Refresh => "refresh",
        };
        vec![change.record.at.to_string(), by.to_owned(), change.added.to_string(), change.removed.to_string()]
    });
    table(text, &["When", "By", "More", "Less"], rows);
}

fn table(text: &mut String, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let names: Vec<String> = head.iter().map(|name| cell(name)).collect();
    let _ = writeln!(text, "| {} |\n|{}", names.join(" | "), " --- |".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|value| cell(value)).collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
}

/// A value that stays within its cell and is neither link, picture nor HTML: strangers name sites.
fn cell(value: &str) -> String {
    let mut safe = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\n' | '\r' | '\t' => safe.push(' '),
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '!' | '~' => safe.extend(['\\', character]),
            _ => safe.push(character),
        }
    }
    safe
}
