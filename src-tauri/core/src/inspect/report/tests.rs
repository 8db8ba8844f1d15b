#![allow(clippy::unwrap_used)]

use std::time::Duration;

use super::*;
use crate::inspect::grant::GrantSite;
use crate::inspect::operations;
use crate::inspect::probe::{Expected, Outcome, Probe, ProbeCall};
use crate::scope::ScopeSet;
use trilo_catalogue::{Catalogue, Product};

/// What strangers may call their sites.
const FORMULA: &str = "=HYPERLINK(\"https://evil.example\")";
const MARKUP: &str = "<script>alert(1)</script> | [x](https://evil.example)";

fn set(text: &str) -> ScopeSet {
    ScopeSet::parse(text).unwrap()
}

fn grant() -> Grant {
    let site = |name: &str| GrantSite {
        cloud_id: name.into(),
        name: name.into(),
        url: "https://x.atlassian.net".into(),
        scopes: set("read:jira-work"),
    };
    Grant {
        requested: Some(set("read:me read:jira-work search:confluence")),
        answer: Some(set("read:me read:jira-work")),
        sites: Some(vec![site(FORMULA), site(MARKUP)]),
        ..Grant::default()
    }
}

fn result(name: &str, outcome: Outcome, as_expected: Option<bool>) -> ProbeResult {
    let probe = Probe {
        name: name.into(),
        product: Product::Jira,
        path: "/rest/api/3/myself".into(),
        covers: None,
        expects: None,
        sites: Vec::new(),
    };
    let site = grant().sites.unwrap().remove(1);
    ProbeResult {
        call: ProbeCall { probe, site: Some(site), expected: Expected::Allowed },
        outcome,
        as_expected,
        status: Some(403),
        duration: Duration::from_millis(12),
        retries: 0,
        exchange: "HTTP/1.1 403\n\n]]> <b>&\u{1} mira@example.com".into(),
        explanation: None,
        problem: None,
    }
}

fn report(personal: bool) -> Report {
    let grant = grant();
    let token = crate::inspect::token::TokenReading::read(&jwt()).unwrap().decoded;
    Report {
        subject: if personal { "Mira Okafor".into() } else { "an account".into() },
        registration: Some("Payments tooling".into()),
        made_at: Timestamp::UNIX_EPOCH,
        matrix: Matrix::of(&grant),
        opens: Some(operations::of_sites(Catalogue::built_in(), &grant)),
        token,
        probes: Some(vec![
            result("one", Outcome::Allowed, Some(true)),
            result(MARKUP, Outcome::Refused, Some(false)),
            result("three", Outcome::NotMade, None),
        ]),
        history: Some(Vec::new()),
        personal,
        grant,
    }
}

fn jwt() -> String {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let claims =
        r#"{"sub":"712020:mira","https://id.atlassian.com/systemAccountEmail":"app@example.com","aud":"client"}"#;
    format!("{}.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#), URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn no_format_tells_a_secret_and_people_only_when_they_are_asked_for() {
    for format in ReportFormat::ALL {
        let (closed, open) = (report(false).write(format), report(true).write(format));
        for text in [&closed, &open] {
            assert!(!text.contains("c2lnbmF0dXJl"), "{format:?} holds a signature");
        }
        for personal in ["712020:mira", "app@example.com", "mira@example.com"] {
            assert!(!closed.contains(personal), "{format:?} tells {personal} unasked");
        }
        assert!(format == ReportFormat::Csv || open.contains("example.com"), "{format:?}");
    }
}

#[test]
fn csv_is_read_back_and_no_cell_is_a_formula() {
    let text = report(false).write(ReportFormat::Csv);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    assert_eq!(head.iter().next_back(), Some(MARKUP));
    assert!(head.iter().all(|cell| !cell.starts_with('=')), "{head:?}");
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let row = rows.iter().find(|row| row.get(0) == Some("search:confluence")).unwrap();
    assert_eq!(
        row.iter().skip(3).collect::<Vec<_>>(),
        ["granted", "unknown", "missing", "unknown", "no product", "no product"]
    );
}

#[test]
fn json_is_read_back() {
    let value: serde_json::Value = serde_json::from_str(&report(false).write(ReportFormat::Json)).unwrap();
    assert_eq!(value["format"], "trilo-grant-report/1");
    assert_eq!(value["matrix"]["rows"].as_array().unwrap().len(), 3);
    assert_eq!(value["probes"][1]["asExpected"], false);
}

#[test]
fn html_is_read_back_and_holds_nothing_that_runs_or_is_fetched() {
    let text = report(false).write(ReportFormat::Html);
    let page = scraper::Html::parse_document(&text);
    let all = |what: &str| page.select(&scraper::Selector::parse(what).unwrap()).count();
    assert_eq!((all("script"), all("img"), all("link"), all("a"), all("iframe")), (0, 0, 0, 0, 0));
    assert_eq!(all("h2"), 5, "grant, opens, token, proof, history");
    assert_eq!(all("table:first-of-type tbody tr:first-child td"), 7, "one cell for each column");
    assert!(page.root_element().text().any(|words| words == MARKUP), "a stranger's name is words");
}

#[test]
fn markdown_is_read_back_and_a_name_stays_in_its_cell() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let text = report(false).write(ReportFormat::Markdown);
    let (mut tables, mut cells, mut words) = (0, 0, String::new());
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(columns)) => {
                tables += 1;
                cells = columns.len();
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_) => {
                panic!("a name became markup: {event:?}")
            }
            Event::Text(text) => words.push_str(&text),
            _ => {}
        }
    }
    assert_eq!((tables, cells), (6, 4));
    assert!(words.contains(MARKUP), "{words}");
}

#[test]
fn junit_is_read_back_with_its_counts() {
    use quick_xml::Reader;
    use quick_xml::events::Event;
    let text = report(false).write(ReportFormat::Junit);
    let mut reader = Reader::from_str(&text);
    let (mut cases, mut failures, mut skipped, mut name) = (0, 0, 0, String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                "testcase" => {
                    cases += 1;
                    let value = element.try_get_attribute("name").unwrap().unwrap();
                    name = value.value.into_owned();
                }
                "failure" => {
                    failures += 1;
                    assert!(name.starts_with("&lt;script"), "{name}");
                }
                "skipped" => skipped += 1,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((cases, failures, skipped), (3, 1, 1));
}
