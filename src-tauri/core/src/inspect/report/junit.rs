//! The probes as `JUnit`'s XML, as CI systems read it: a suite for each site, a case for each probe.

use std::io::Cursor;
use std::time::Duration;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Report, expectation_word, outcome_word};
use crate::inspect::probe::ProbeResult;

type Xml = Writer<Cursor<Vec<u8>>>;

pub(super) fn write(report: &Report) -> String {
    let probes = report.probes.as_deref().unwrap_or_default();
    let mut writer = Writer::new_with_indent(Cursor::new(Vec::new()), b' ', 2);
    // Writing to memory does not fail.
    let _ = suites(&mut writer, report, probes);
    String::from_utf8(writer.into_inner().into_inner()).unwrap_or_default()
}

fn suites(writer: &mut Xml, report: &Report, probes: &[ProbeResult]) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut sites: Vec<Option<&str>> = Vec::new();
    for result in probes {
        if !sites.contains(&site_of(result)) {
            sites.push(site_of(result));
        }
    }
    let (tests, failures, skipped) = counts(probes.iter());
    writer
        .create_element("testsuites")
        .with_attributes([
            ("name", "Trilo probes"),
            ("tests", tests.as_str()),
            ("failures", failures.as_str()),
            ("skipped", skipped.as_str()),
        ])
        .write_inner_content(|writer| {
            for site in sites {
                let its: Vec<&ProbeResult> = probes.iter().filter(|result| site_of(result) == site).collect();
                suite(writer, report, site.unwrap_or("account"), &its)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn suite(writer: &mut Xml, report: &Report, name: &str, probes: &[&ProbeResult]) -> std::io::Result<()> {
    let (tests, failures, skipped) = counts(probes.iter().copied());
    let (name, timestamp) = (clean(name), report.made_at.to_string());
    let time = seconds(probes.iter().map(|result| result.duration).sum());
    writer
        .create_element("testsuite")
        .with_attributes([
            ("name", name.as_str()),
            ("tests", tests.as_str()),
            ("failures", failures.as_str()),
            ("errors", "0"),
            ("skipped", skipped.as_str()),
            ("time", time.as_str()),
            ("timestamp", timestamp.as_str()),
        ])
        .write_inner_content(|writer| {
            for result in probes {
                case(writer, report, &name, result)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn case(writer: &mut Xml, report: &Report, suite: &str, result: &ProbeResult) -> std::io::Result<()> {
    let name = clean(&result.call.probe.name);
    let (class, time) = (format!("trilo.{suite}"), seconds(result.duration));
    writer
        .create_element("testcase")
        .with_attributes([("name", name.as_str()), ("classname", class.as_str()), ("time", time.as_str())])
        .write_inner_content(|writer| {
            match result.as_expected {
                Some(true) => {}
                Some(false) => failure(writer, report, result)?,
                None => {
                    writer.create_element("skipped").with_attribute(("message", "not made")).write_empty()?;
                }
            }
            Ok(())
        })?;
    Ok(())
}

fn failure(writer: &mut Xml, report: &Report, result: &ProbeResult) -> std::io::Result<()> {
    let status = result.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let (expected, outcome) = (expectation_word(result.call.expected), outcome_word(result.outcome));
    let message = format!("expected {expected}, came {outcome} ({status})");
    let why = result.explanation.as_ref().map(|found| format!("{}\n{}\n{}\n\n", found.title, found.cause, found.fix));
    let text = clean(&format!("{}{}", why.unwrap_or_default(), report.exchange(result)));
    writer
        .create_element("failure")
        .with_attributes([("message", message.as_str()), ("type", outcome)])
        .write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn site_of(result: &ProbeResult) -> Option<&str> {
    result.call.site.as_ref().map(|site| site.name.as_str())
}

fn counts<'a>(probes: impl Iterator<Item = &'a ProbeResult>) -> (String, String, String) {
    let probes: Vec<_> = probes.collect();
    let count = |is: fn(&ProbeResult) -> bool| probes.iter().filter(|result| is(result)).count().to_string();
    (count(|_| true), count(|result| result.as_expected == Some(false)), count(|result| result.as_expected.is_none()))
}

fn seconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64())
}

/// Only the characters that XML 1.0 can hold.
fn clean(text: &str) -> String {
    let allowed = |character: &char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(allowed).collect()
}
