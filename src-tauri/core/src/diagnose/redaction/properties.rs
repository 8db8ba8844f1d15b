//! Whatever surrounds a secret: it is not told.

use proptest::prelude::*;

use super::*;
use crate::fuzz::cases;

/// It has no shape of its own: only its place, or knowing it, gives it away.
const CANARY: &str = "canary-q";

const NAMES: [&str; 14] = [
    "code",
    "state",
    "access_token",
    "refresh_token",
    "client_secret",
    "clientSecret",
    "id_token",
    "password",
    "ATLASSIAN_CLIENT_SECRET",
    "code_verifier",
    "api_key",
    "session_id",
    "jwt",
    "x-api-key",
];
const HEADERS: [&str; 4] = ["Authorization", "cookie", "Set-Cookie", "proxy-authorization"];

fn pairs() -> impl Strategy<Value = String> {
    let name = prop::sample::select(NAMES.to_vec());
    let form = 0..12_usize;
    let beside = "[a-z]{0,6}";
    (name, form, beside).prop_map(|(name, form, word)| match form {
        0 => format!("{name}={CANARY}"),
        1 => format!("{name}={word},{CANARY}"),
        2 => format!("{name}: {CANARY}"),
        3 => format!("\"{name}\":\"{CANARY}\""),
        4 => format!("\"{name}\" : [\"{CANARY}\"]"),
        5 => format!("'{name}': '{CANARY}'"),
        6 => format!("\\\"{name}\\\":\\\"{CANARY}\\\""),
        7 => format!("{name}%3D{CANARY}"),
        8 => format!("token: {name}: {CANARY}"),
        9 => format!("{{\"name\":\"{name}\",\"value\":\"{CANARY}\"}}"),
        10 => format!("{name} => {CANARY}"),
        _ => format!("{name}=\"{word} {CANARY}\""),
    })
}

fn headers() -> impl Strategy<Value = String> {
    (prop::sample::select(HEADERS.to_vec()), 0..4_usize).prop_map(|(name, form)| match form {
        0 => format!("\n{name}: Bearer {CANARY}\n"),
        1 => format!("\n> {name}: a=b; c={CANARY}\n"),
        2 => format!("-H \"{name}: {CANARY}\""),
        _ => format!("{{\"name\":\"{name}\",\"value\":\"x {CANARY}\"}}"),
    })
}

/// Texts with secrets among words, separators and halves of other texts.
fn texts() -> impl Strategy<Value = String> {
    let around = prop_oneof![
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        Just("&".to_owned()),
        Just("; ".to_owned()),
        Just(" {".to_owned()),
        Just(" error=access_denied ".to_owned()),
        // What ends in a colon is a name, whatever it was before.
        "[ &;)|}>][ -~&&[^\"'\\\\]]{0,20} ",
        "[äß→🦀 ]{1,4} ",
    ];
    prop::collection::vec((around, prop_oneof![3 => pairs(), 1 => headers()]), 1..6)
        .prop_map(|parts| parts.into_iter().flat_map(|(around, secret)| [around, secret]).collect())
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn no_secret_is_told_wherever_it_stands(text in texts()) {
        let shown = Redaction::new([7; 32], Vec::new()).redact(&text);
        prop_assert!(!shown.contains(CANARY), "{text:?} became {shown:?}");
    }

    #[test]
    fn a_live_secret_is_told_in_no_text(before in any::<String>(), after in any::<String>()) {
        let live = Secret::new(format!("{CANARY} \"ä/"));
        let text = format!("{before}{}{after}", live.expose());
        let shown = Redaction::new([7; 32], vec![live]).redact(&text);
        prop_assert!(!shown.contains(CANARY));
    }

    #[test]
    fn any_text_is_redacted_once_and_for_all(text in any::<String>()) {
        let redaction = Redaction::new([7; 32], Vec::new());
        let once = redaction.redact(&text);
        prop_assert_eq!(redaction.redact(&once), once);
    }
}
