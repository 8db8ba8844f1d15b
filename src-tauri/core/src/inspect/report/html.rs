//! The report as one HTML file: no script, nothing fetched, and it prints well.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Report, expectation_word, outcome_word, verdict_word, word};
use crate::inspect::history::GrantedBy;
use crate::inspect::matrix::Cell;

/// Nothing may run or be fetched, should a value ever get out of its place.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE: &str = include_str!("report.css");

pub(super) fn write(report: &Report) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (Report::title()) ": " (report.subject) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (Report::title()) }
                dl { @for (name, value) in report.facts() { div { dt { (name) } dd { (value) } } } }
                (matrix(report))
                (opens(report))
                (token(report))
                (probes(report))
                (history(report))
            }
        }
    };
    page.into_string()
}

fn matrix(report: &Report) -> Markup {
    let matrix = &report.matrix;
    html! {
        h2 { "Grant" }
        table {
            thead { tr { th { "Scope" } th { "API" } @for column in &matrix.columns { th { (column.name) } } } }
            tbody {
                @for row in &matrix.rows {
                    tr {
                        th scope="row" { code { (row.scope) } }
                        td { (row.api.name()) }
                        @for cell in &row.cells { td class=(tone(*cell)) { (word(*cell)) } }
                    }
                }
            }
        }
    }
}

const fn tone(cell: Cell) -> &'static str {
    match cell {
        Cell::Granted => "ok",
        Cell::Missing => "bad",
        Cell::Extra | Cell::OtherSites | Cell::NoProduct => "warn",
        Cell::NotSiteBound | Cell::Absent | Cell::Unknown => "quiet",
    }
}

fn opens(report: &Report) -> Markup {
    html! {
        @if let Some(opens) = &report.opens {
            h2 { "What it opens" }
            table {
                thead { tr { @for name in ["Site", "API", "Allowed", "Blocked", "Deprecated", "Unknown"] { th { (name) } } } }
                tbody {
                    @for (site, shares) in opens {
                        @for share in shares {
                            tr {
                                th scope="row" { (site) }
                                td { (share.product.name()) }
                                td { (share.allowed) } td { (share.blocked) } td { (share.deprecated) } td { (share.unknown) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn token(report: &Report) -> Markup {
    html! {
        @if let Some(token) = &report.token {
            h2 { "What the token says of itself" }
            p { "Atlassian promises no format; nothing should rest on this." }
            table {
                tbody {
                    @for claim in &token.claims {
                        tr {
                            th scope="row" { code { (claim.name) } }
                            td { (report.claim_value(claim)) }
                            td class="quiet" { (claim.meaning.unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

fn probes(report: &Report) -> Markup {
    html! {
        @if let Some(probes) = &report.probes {
            h2 { "Proof" }
            table {
                thead { tr { @for name in ["Call", "Site", "Expected", "Came", "Status", "", "Why"] { th { (name) } } } }
                tbody {
                    @for result in probes {
                        tr {
                            th scope="row" { code { "GET " (result.call.probe.path) } }
                            td { (result.call.site.as_ref().map_or("account", |site| site.name.as_str())) }
                            td { (expectation_word(result.call.expected)) }
                            td { (outcome_word(result.outcome)) }
                            td { @if let Some(status) = result.status { (status) } }
                            td class=(if result.as_expected == Some(false) { "bad" } else { "ok" }) {
                                (verdict_word(result.as_expected))
                            }
                            td { (result.explanation.as_ref().map_or("", |found| found.title)) }
                        }
                    }
                }
            }
        }
    }
}

fn history(report: &Report) -> Markup {
    html! {
        @if let Some(history) = &report.history {
            h2 { "History" }
            table {
                thead { tr { @for name in ["When", "By", "More", "Less"] { th { (name) } } } }
                tbody {
                    @for change in history {
                        tr {
                            th scope="row" { (change.record.at) }
                            td { (match change.record.by { GrantedBy::SignIn => "sign-in", GrantedBy::Refresh => "refresh" }) }
                            td class="ok" { (change.added) }
                            td class="bad" { (change.removed) }
                        }
                    }
                }
            }
        }
    }
}
