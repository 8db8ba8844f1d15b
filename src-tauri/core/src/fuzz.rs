//! Hostile texts for everything that reads what others wrote: nothing panics, takes long, or tells a secret.
//!
//! `TRILO_FUZZ_CASES` sets how many texts each reader gets; without it the tests take a few seconds.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use url::Url;

use crate::app_config::{self, ConfigFiles, ExportFormat, Variables, read_shared};
use crate::authorization::ReceivedCallback;
use crate::error::Error;
use crate::identifier::RegistrationId;
use crate::registration::{AuthorizeUrl, CallbackUrl, Cloud, CloudDraft, Environment, RegistrationDraft, SecretSource};
use crate::secret::Secret;

/// A secret that must be told nowhere; it looks like the name of a variable and like nothing else.
const CANARY: &str = "ATOAcanary3xFfGF0";
/// No text may take longer, on a machine that does other things too.
const LONGEST: Duration = Duration::from_secs(5);

const CONFIG: &str = "backend: {baseUrl: 'https://${HOST}'}
auth: &auth
  providers:
    atlassian: &all
      development: &development
        clientId: ${AUTH_ATLASSIAN_CLIENT_ID:-id}
        clientSecret: ${CANARY}
        callbackUrl: 'http://localhost:7007/api/auth/atlassian'
        additionalScopes: [read:jira-work, '${NOPE}', 'a|b']
      staging: {<<: *development, clientSecret: {$env: CANARY}}
      production: {$include: 'app-config.yaml#auth.providers.atlassian'}
";
const AUTHORIZE: &str = "https://auth.atlassian.com/authorize?audience=api.atlassian.com&client_id=9f2kQvT1m0Zr\
    &scope=offline_access%20read%3Ame&redirect_uri=https%3A%2F%2Ftools.example%2Fback&state=ATOAcanary3xFfGF0\
    &response_type=code&prompt=consent&code_challenge=ATOAcanary3xFfGF0&code_challenge_method=S256";
const CALLBACK: &str = "trilo://oauth/callback?code=ATOAcanary3xFfGF0&state=ATOAcanary3xFfGF0";
const DOTENV: &str = "export A='x'\nCANARY=ATOAcanary3xFfGF0\nB=\"${A} y\" # words\nC=$CANARY\n";

/// What turns a good text into a bad one.
const PIECES: [&str; 36] = [
    "&x ",
    "*x",
    "*development",
    "<<: ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "\n",
    "\t",
    "- ",
    "? ",
    "| ",
    "> ",
    "!!binary ",
    "---\n",
    "%YAML 1.1\n",
    "${",
    "${CANARY}",
    "$${",
    ":-",
    "{$file: '${CANARY}'}",
    "{$include: 'app-config.yaml'}",
    "{$env: ",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "ü",
    "%ff",
    "%00",
    "&",
    "=",
    "#",
    "\"",
    "'",
];

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Cut(prop::sample::Index, usize),
    Insert(prop::sample::Index, &'static str),
    Put(prop::sample::Index, char),
    Repeat(prop::sample::Index, usize, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        (at(), 0..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (at(), prop::sample::select(PIECES.to_vec())).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (at(), any::<char>()).prop_map(|(at, character)| Change::Put(at, character)),
        (at(), 0..60_usize, 1..40_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
    ];
    prop::collection::vec(change, 0..10)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for change in changes {
        let place = |at: &prop::sample::Index| at.index(text.len() + 1);
        match change {
            Change::Cut(at, length) => {
                let at = place(at);
                drop(text.drain(at..(at + length).min(text.len())));
            }
            Change::Insert(at, piece) => {
                let at = place(at);
                drop(text.splice(at..at, piece.chars()));
            }
            Change::Put(at, character) => text.insert(place(at), *character),
            Change::Repeat(at, length, times) => {
                let at = place(at);
                let part: Vec<char> = text[at..(at + length).min(text.len())].repeat(*times);
                drop(text.splice(at..at, part));
            }
        }
    }
    text.into_iter().collect()
}

/// Arbitrary texts, and good ones that were changed.
pub(crate) fn texts(good: String) -> impl Strategy<Value = String> {
    prop_oneof![
        1 => any::<String>(),
        1 => prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..200).prop_map(|pieces| pieces.concat()),
        6 => changes().prop_map(move |changes| changed(&good, &changes)),
    ]
}

pub(crate) fn cases(usual: u32) -> ProptestConfig {
    let cases = std::env::var("TRILO_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Everything that a surface can be told of an error.
fn told(error: impl Into<Error>) -> String {
    let error = error.into();
    format!("{error} {error:?} {:?}", error.details())
}

pub(crate) fn in_time<T>(read: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let answer = read();
    assert!(started.elapsed() < LONGEST, "it took {:?}", started.elapsed());
    answer
}

fn shared_registration() -> crate::registration::Registration {
    let draft = RegistrationDraft {
        name: "Ours".into(),
        environment: Environment::Staging,
        cloud: CloudDraft::Known(Cloud::Commercial),
        client_id: "9f2kQvT1m0Zr".into(),
        secret_source: SecretSource::Sealed,
        client_secret: None,
        callbacks: vec![CallbackUrl::LOOPBACK.into()],
        scopes: vec!["read:jira-work".into()],
        notes: String::new(),
    };
    draft.into_registration(RegistrationId::random()).unwrap()
}

/// Reads a folder with the text as its layer and as its `.env` file, with the canary as a typed value.
fn read_config(config: &str, environment_file: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app-config.yaml"), config).unwrap();
    let environment_file = environment_file.map(|text| {
        std::fs::write(folder.path().join(".env"), text).unwrap();
        folder.path().join(".env")
    });
    let typed = BTreeMap::from([("CANARY".to_owned(), Secret::new(CANARY.to_owned()))]);
    let from = ConfigFiles { paths: vec![folder.path().to_owned()], environment_file };
    let read = in_time(|| app_config::read(&from, Variables::default().with_typed(typed)));
    match read {
        Err(error) => assert!(!told(error).contains(CANARY), "a secret is told"),
        Ok(reading) => {
            assert!(!format!("{:?} {:?}", reading.findings, reading.missing).contains(CANARY), "a secret is told");
            for environment in reading.environments {
                // A text that is put where everybody sees it, such as a client id, is seen.
                let problem = environment.error.map(told).unwrap_or_default();
                assert!(!format!("{problem} {:?}", environment.client_secret).contains(CANARY), "a secret is told");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn no_app_config_makes_its_reader_panic_or_tell_a_secret(config in texts(CONFIG.to_owned())) {
        read_config(&config, None);
    }

    #[test]
    fn no_env_file_makes_its_reader_panic_or_tell_a_secret(file in texts(DOTENV.to_owned())) {
        read_config(CONFIG, Some(&file));
    }
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn no_authorize_url_makes_its_reader_panic_or_tell_its_state(text in texts(AUTHORIZE.to_owned())) {
        match in_time(|| AuthorizeUrl::parse(&text)) {
            Err(error) => prop_assert!(!told(error).contains(CANARY)),
            Ok(read) => {
                prop_assert!(read.findings.len() < 1_000);
                prop_assert!(read.findings.iter().all(|finding| finding.subject.chars().count() <= 500));
                let whole = text.contains(&AUTHORIZE[..40]) && text.ends_with(&AUTHORIZE[AUTHORIZE.len() - 40..]);
                let told = format!("{read:?}");
                prop_assert!(!whole || text != AUTHORIZE || !told.contains(CANARY));
            }
        }
    }

    #[test]
    fn no_callback_makes_its_reader_panic_or_tell_its_code(text in texts(CALLBACK.to_owned())) {
        match in_time(|| ReceivedCallback::parse(&text)) {
            Ok(callback) => {
                let told = format!("{:?} {:?}", callback.state, callback.answer);
                prop_assert!(!told.contains("code=ATOA"));
                let place = callback.place.map(|place| place.to_string()).unwrap_or_default();
                prop_assert!(place.is_empty() || !place.contains('?'));
            }
            Err(rejection) => prop_assert!(!told(rejection).contains(CANARY)),
        }
    }

    #[test]
    fn no_shared_file_or_link_makes_its_reader_panic_or_answer_with_a_secret(
        file in texts(app_config::export(&shared_registration(), ExportFormat::Share).text),
        link in texts(app_config::export(&shared_registration(), ExportFormat::Link).text),
    ) {
        for text in [file, link] {
            let with_secret = text.replacen("\"clientId\"", "\"clientSecret\": \"ATOAcanary3xFfGF0\", \"clientId\"", 1);
            for text in [text, with_secret] {
                match in_time(|| read_shared(&text)) {
                    Ok(shared) => {
                        let told = format!("{shared:?}");
                        prop_assert!(!told.contains(CANARY));
                        prop_assert!(!shared.cloud.is_sandbox());
                        prop_assert!(shared.callbacks.iter().all(|url| CallbackUrl::parse(url).is_ok()));
                        prop_assert!(shared.findings().is_ok());
                    }
                    Err(error) => prop_assert!(!told(error).contains(CANARY)),
                }
            }
        }
    }

    #[test]
    fn no_registration_link_is_read_as_a_callback(rest in "[ -~]{0,80}") {
        for start in ["trilo://registration", "trilo://registration/", "trilo://registration?"] {
            let Ok(link) = Url::parse(&format!("{start}{rest}")) else { continue };
            if link.host_str() == Some("registration") {
                prop_assert!(app_config::is_registration_link(&link));
                let reserved = CallbackUrl::parse(link.as_str()).is_ok_and(|callback| !callback.is_reserved());
                prop_assert!(!reserved, "no sign-in can wait for it");
            }
        }
    }
}

#[test]
fn depth_width_and_circles_end() {
    for config in [
        "[".repeat(200_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(50_000),
        format!("a: {}", "${".repeat(200_000)),
        format!("a: '{}'", "${NOPE:-".repeat(50_000)),
        format!("a: &a {}\n", "x".repeat(900_000)),
        format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(10_000), "*a,".repeat(10_000)),
        format!("auth: {{providers: {{atlassian: {{{}}}}}}}", "e: {clientId: '${A}'}, ".repeat(20_000)),
        (0..20_000).fold(String::new(), |text, key| format!("{text}k{key}: {{clientId: x}}\n")),
        "auth: {$include: 'app-config.yaml#auth'}".to_owned(),
        "auth: {providers: {atlassian: {a: {$include: app-config.yaml}, b: {$include: app-config.yaml}}}}".to_owned(),
    ] {
        read_config(&config, None);
    }
}
