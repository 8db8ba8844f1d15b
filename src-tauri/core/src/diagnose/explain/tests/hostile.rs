//! Texts that were made to break a reader.

use proptest::prelude::*;

use super::super::*;
use super::examples;
use crate::fuzz::{cases, changed, changes};

#[test]
fn what_is_too_long_is_refused_with_a_reason() {
    let explained = explain(&"x".repeat(17 * 1024 * 1024));
    assert_eq!(explained.refusal, Some(Refusal::TooLong));
    assert!(explained.candidates.is_empty() && explained.text.is_empty());
}

#[test]
fn a_recording_that_is_too_deep_or_has_too_many_entries_is_refused() {
    let deep = format!("{{\"log\":{{\"entries\":{}", "[".repeat(1_000_000));
    assert_eq!(explain(&deep).refusal, Some(Refusal::TooDeep));
    let entry = r#"{"request":{"url":"https://a.example"}},"#.repeat(20_001);
    let many = format!("{{\"log\":{{\"entries\":[{}]}}}}", entry.trim_end_matches(','));
    assert_eq!(explain(&many).refusal, Some(Refusal::TooManyEntries));
    assert_eq!(explain(r#"{"log":{"entries":7}}"#).refusal, Some(Refusal::Malformed));
    assert_eq!(explain(&"[".repeat(100_000)).refusal, Some(Refusal::TooDeep));
    for refusal in [Refusal::TooLong, Refusal::TooDeep, Refusal::TooManyEntries, Refusal::Malformed] {
        assert!(refusal.words().ends_with('.'));
    }
}

#[test]
fn a_long_log_costs_no_more_than_its_length() {
    let line = "error access_denied {\"code\":401} https://auth.atlassian.com/oauth/token at x (y.js:1:2)\n";
    let explained = explain(&line.repeat(2_000));
    assert!(explained.candidates.len() <= 8 && explained.facts.len() <= 40);
}

/// Pieces that open, close or cross what the recognisers look for.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "HTTP/1.1 401 X\n",
        "> ",
        "< ",
        "* ",
        "curl: (",
        "{\"log\":",
        "\"entries\":[",
        "{\"error\":\"",
        "access_denied",
        "<script",
        "</",
        "<html",
        "?error=",
        "&code=",
        "state=",
        "%",
        "%ff",
        "eyJhbGciOiJIUzI1NiJ9.",
        "https://",
        "auth.atlassian.com/authorize?client_id=",
        "host='",
        "error_description=",
        "\u{202e}",
        "ü",
        "’",
        "\0",
        "\r\n",
        "GET / HTTP/1.1\n",
        "CONNECT x",
        "status code 4",
        "01",
        "\\\"",
        "'",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ":",
        "=",
        " ",
    ];
    prop_oneof![3 => prop::sample::select(pieces.to_vec()).prop_map(ToOwned::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_example_that_was_changed_makes_it_panic_or_answer_without_bounds(
        example in prop::sample::select(examples()),
        changes in changes(),
    ) {
        let explained = explain(&changed(&example.1, &changes));
        prop_assert!(explained.candidates.len() <= 8 && explained.facts.len() <= 40);
    }

    #[test]
    fn no_text_makes_it_panic_or_answer_without_bounds(pieces in prop::collection::vec(piece(), 0..24)) {
        let text = pieces.concat();
        for answers in [&[][..], &["where=token"], &["refresh=elsewhere", "where=callback"]] {
            let explained = explain_with(&text, answers);
            prop_assert!(explained.candidates.len() <= 8);
            let longest = explained.candidates.iter().flat_map(|one| &one.evidence).map(|text| text.chars().count()).max();
            prop_assert!(longest.unwrap_or(0) <= 260);
        }
    }
}
