#![allow(clippy::unwrap_used)]

mod attempts;
mod hostile;
mod kinds;
mod secrets;

use std::collections::BTreeSet;

use serde::Deserialize;

use super::rule::{RULES, rows};
use super::*;

#[derive(Deserialize)]
struct Example {
    code: String,
    example: String,
}

const EXAMPLES: [&str; 12] = [
    include_str!("../examples/page.tsv"),
    include_str!("../examples/authorize-url.tsv"),
    include_str!("../examples/callback.tsv"),
    include_str!("../examples/token.tsv"),
    include_str!("../examples/sites.tsv"),
    include_str!("../examples/profile.tsv"),
    include_str!("../examples/personal-data.tsv"),
    include_str!("../examples/gateway.tsv"),
    include_str!("../examples/access-token.tsv"),
    include_str!("../examples/network.tsv"),
    include_str!("../examples/key-store.tsv"),
    include_str!("../examples/machine.tsv"),
];

/// The codes of examples with their texts, in which `\n` stands for a new line.
fn examples() -> Vec<(String, String)> {
    let text = |text: &str| text.replace("\\\\", "\u{1}").replace("\\n", "\n").replace('\u{1}', "\\");
    EXAMPLES.iter().flat_map(|table| rows::<Example>(table)).map(|row| (row.code, text(&row.example))).collect()
}

/// The first explanation's code.
fn first(text: &str, answers: &[&str]) -> Option<&'static str> {
    explain_with(text, answers).candidates.first().map(|candidate| candidate.code)
}

/// Whether an explanation comes first, at once or after its questions were answered.
fn is_reached(code: &str, text: &str, answers: &[&str]) -> bool {
    let explained = explain_with(text, answers);
    if explained.question.is_none() || answers.len() > 2 {
        return explained.candidates.first().is_some_and(|candidate| candidate.code == code);
    }
    let decides = explained.candidates.iter().find(|candidate| candidate.code == code);
    let Some(answer) = decides.and_then(|candidate| candidate.question.clone()) else { return false };
    is_reached(code, text, &[answers, &[answer.answer.as_str()]].concat())
}

#[test]
fn each_rule_explains_its_example() {
    let failed: Vec<_> = examples()
        .into_iter()
        .filter(|(code, text)| !is_reached(code, text, &[]))
        .map(|(code, text)| {
            let explained = explain(&text);
            let codes: Vec<_> = explained.candidates.iter().map(|candidate| candidate.code).collect();
            format!("{code}: {:?} {codes:?} {:?}\n", explained.recognised, explained.question.map(|one| one.id))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.concat());
}

#[test]
fn no_rule_is_without_an_example_and_none_has_the_code_of_another() {
    let codes: Vec<_> = RULES.iter().map(|rule| rule.code.as_str()).collect();
    let unique: BTreeSet<_> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len());
    let examples = examples();
    let shown: BTreeSet<_> = examples.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(unique, shown);
}

#[test]
fn every_failure_that_was_collected_has_a_rule() {
    let known: BTreeSet<_> = RULES.iter().map(|rule| rule.known.clone()).filter(|known| !known.is_empty()).collect();
    let collected = [('A', 20), ('B', 7), ('C', 17), ('D', 8), ('E', 36)];
    let collected: BTreeSet<_> =
        collected.into_iter().flat_map(|(place, most)| (1..=most).map(move |at| format!("{place}{at}"))).collect();
    assert_eq!(known, collected);
    assert_eq!(collected.len(), 88);
}

#[test]
fn a_rule_says_what_happened_why_and_what_to_do() {
    for rule in RULES.iter() {
        let is_sentence = |text: &str| {
            text.ends_with('.')
                && text.starts_with(|first: char| {
                    !first.is_lowercase()
                        || text.starts_with("openid")
                        || text.starts_with("read:")
                        || text.starts_with("offline")
                        || text.starts_with("write:")
                        || text.starts_with("localhost")
                        || text.starts_with("server_error")
                        || text.starts_with("temporarily")
                })
        };
        assert!(!rule.title.is_empty() && !rule.title.ends_with('.'), "{}", rule.code);
        assert!(is_sentence(&rule.cause), "{}: {}", rule.code, rule.cause);
        assert!(is_sentence(&rule.fix), "{}: {}", rule.code, rule.fix);
        assert!(rule.link.as_ref().is_none_or(|link| link.starts_with("https://")), "{}", rule.code);
        let is_keyed = !rule.statuses.is_empty() || !rule.errors.is_empty() || !rule.text.is_empty();
        assert!(is_keyed || !rule.headers.is_empty() || rule.context.is_some(), "{} would fit everything", rule.code);
    }
}

#[test]
fn each_answer_of_the_table_decides_something() {
    let used: BTreeSet<_> =
        RULES.iter().filter_map(|rule| rule.answer).map(|answer| (answer.question, answer.answer)).collect();
    let stages: BTreeSet<_> =
        RULES.iter().filter(|rule| !rule.stage.is_everywhere()).map(|rule| ("where", rule.stage.wire_name())).collect();
    for answer in question::all() {
        let pair = (answer.question, answer.answer);
        assert!(used.contains(&pair) || stages.contains(&pair), "{pair:?} would be offered by nothing");
    }
}

#[test]
fn access_denied_is_asked_about_and_the_answer_decides() {
    let text = r#"{"error":"access_denied"}"#;
    let explained = explain(text);
    let question = explained.question.unwrap();
    assert_eq!(question.id, "where");
    let answers: Vec<_> = question.answers.iter().map(|answer| answer.answer.as_str()).collect();
    assert_eq!(answers, ["where=callback", "where=token"]);
    assert_eq!(first(text, &["where=callback"]), Some("callback.denied-silently"));
    assert_eq!(first(text, &["where=token"]), Some("token.client-secret-rejected"));
    assert_eq!(explain_with(text, &["where=nonsense", ""]).question.unwrap().id, "where");
}

#[test]
fn the_json_of_an_explanation_is_what_scripts_read() {
    let explained = explain(r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#);
    let json = serde_json::to_value(&explained.candidates).unwrap();
    assert_eq!(json[0]["code"], "token.refresh-token-invalid");
    assert_eq!(json[0]["stage"], "token");
    assert_eq!(json[0]["confidence"], "likely", "what happened before is not told");
    assert_eq!(json[0]["who"], "you");
    assert_eq!(json[0]["question"]["answer"], "refresh=alone");
    assert!(json[0]["evidence"].as_array().unwrap().iter().any(|text| text == "error: unauthorized_client"));
    for name in ["title", "cause", "fix", "link"] {
        assert!(json[0][name].is_string(), "{name}");
    }
}

#[test]
fn an_unknown_text_comes_back_as_it_is_and_explains_nothing() {
    let explained = explain("The quick brown fox met ada@example.com");
    assert_eq!(explained.recognised, Recognised::Unknown);
    assert!(explained.candidates.is_empty() && explained.question.is_none());
    assert!(explained.text.starts_with("The quick brown fox met ‹email#"), "{}", explained.text);
    assert_eq!(explain(" \n").recognised, Recognised::Nothing);
}
