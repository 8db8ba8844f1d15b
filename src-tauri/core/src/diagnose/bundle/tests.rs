#![allow(clippy::unwrap_used)]
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::diagnose::exchange::Recorder;
use crate::diagnose::exchange::tests::{LIVE, PLACED, Place, planted, redaction};
use crate::diagnose::{AttemptKind, AttemptOutcome, StepKind, StepState};
use crate::error::Error;
use crate::fuzz::{cases, in_time, texts};
use crate::secret::Secret;

fn attempt(places: &[Place], canary: &str) -> Attempt {
    let mut attempt =
        Attempt::begin(AttemptKind::SignIn, &[StepKind::CodeExchanged, StepKind::Stored], Timestamp::UNIX_EPOCH);
    let recorder = Recorder::new(redaction());
    recorder.record(&planted(places, canary));
    attempt.step_begins(StepKind::CodeExchanged, Timestamp::UNIX_EPOCH);
    attempt.exchanged(StepKind::CodeExchanged, recorder.take());
    let error = Error::AuthorizationRefused {
        error: "server_error".into(),
        description: format!("{LIVE} and mira@example.com"),
    };
    attempt.end(AttemptOutcome::Failed, Some(error.problem()), Timestamp::UNIX_EPOCH);
    attempt
}

fn live() -> Vec<Secret<String>> {
    vec![Secret::new(LIVE.to_owned())]
}

fn draft(places: &[Place], canary: &str) -> BundleDraft {
    let bundle = Bundle {
        made_at: Timestamp::UNIX_EPOCH,
        versions: [("trilo".to_owned(), "1".to_owned())].into(),
        settings: [("privateMode".to_owned(), "false".to_owned())].into(),
        checks: vec![BundledCheck {
            check: "proxy".into(),
            subject: LIVE.into(),
            state: "ok".into(),
            evidence: "https://me:pw1234@proxy".into(),
        }],
        attempts: vec![attempt(places, canary)],
    };
    BundleDraft::of(bundle, &redaction(), live())
}

fn usual() -> Vec<Place> {
    vec![Place::Query("code".into()), Place::Member("access_token".into(), 2), Place::Said]
}

#[test]
fn a_bundle_opens_again_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (path, draft) = (folder.path().join("a.zip"), draft(&usual(), PLACED));
    assert_eq!(draft.write(&path).unwrap(), path.metadata().unwrap().len());
    let opened = open(&path, &redaction()).unwrap();
    assert_eq!((opened.origin, &opened.bundle), (BundleOrigin::Trilo, draft.bundle()));
    assert!(matches!(draft.write(&path), Err(BundleError::FileUnusable { .. })), "nothing is written over");
}

#[test]
fn what_is_struck_out_is_not_in_it() {
    let draft = draft(&usual(), PLACED);
    let ids: Vec<_> = draft.items().into_iter().map(|item| item.id).collect();
    assert_eq!(ids.len(), 5, "versions, settings, a check, an attempt, an exchange");
    for id in &ids {
        let left = draft.clone().without(&BTreeSet::from([id.clone()])).items();
        assert!(left.iter().all(|item| item.id != *id), "{id} must be gone");
        assert_eq!(left.len(), if id == &ids[3] { 3 } else { 4 }, "an attempt takes its exchanges along");
    }
    assert!(draft.without(&ids.into_iter().collect()).items().is_empty());
}

#[test]
fn a_bundle_with_a_live_secret_or_an_email_address_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    for (leak, what) in [(LIVE, Suspicion::LiveSecret), ("mira@example.com", Suspicion::EmailAddress)] {
        let mut draft = draft(&usual(), PLACED);
        let step = draft.leak();
        step.fact = Some(leak.to_owned());
        let refused = draft.write(&folder.path().join("a.zip"));
        assert!(matches!(refused, Err(BundleError::Unsafe { what: found, .. }) if found == what), "{refused:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_zip_that_means_harm_is_refused_within_bounds() {
    let bomb = |size: usize| file::zipped(&[("bundle.json", format!("[\"{}\"]", "0".repeat(size)))]).unwrap();
    let refused = |bytes: &[u8]| in_time(|| read(bytes, &redaction())).unwrap_err();
    let bytes = bomb(34 * 1024 * 1024);
    assert!(bytes.len() < 1024 * 1024);
    assert_eq!(refused(&bytes), Unreadable::TooLarge.into());
    let outside =
        file::zipped(&[("../../bundle.json", "{}".to_owned()), ("/etc/bundle.json", "{}".to_owned())]).unwrap();
    assert_eq!(refused(&outside), Unreadable::OtherKind.into());
    let deep = file::zipped(&[("bundle.json", "[".repeat(1_000_000))]).unwrap();
    assert_eq!(refused(&deep), Unreadable::OtherKind.into());
    assert_eq!(refused(b"PK\x03\x04 cut short"), Unreadable::Damaged.into());
    let newer = r#"{"format":"trilo-bundle","version":99,"made_at":"what"}"#;
    assert_eq!(refused(&file::zipped(&[("bundle.json", newer.to_owned())]).unwrap()), Refusal::Newer);
    let many = file::zipped(&[("bundle.json", many_attempts())]).unwrap();
    assert_eq!(refused(&many), Unreadable::TooMuch.into());
}

fn many_attempts() -> String {
    let one = serde_json::to_value(Attempt::begin(AttemptKind::SignIn, &[], Timestamp::UNIX_EPOCH)).unwrap();
    serde_json::json!({"format": "trilo-bundle", "version": 1, "madeAt": "2026-11-24T10:00:00Z", "attempts": vec![one; 3_000]}).to_string()
}

#[test]
fn what_deceives_in_a_strangers_bundle_is_tamed() {
    let mut bundle = draft(&usual(), PLACED).bundle().clone();
    let twin = bundle.attempts[0].clone();
    bundle.attempts.push(twin);
    bundle.attempts[0].steps[0].fact = Some("\u{202e}<img src=x onerror=alert(1)>\u{7}".into());
    bundle.attempts[0].steps[1].fact = Some("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc mira@example.com".into());
    bundle.attempts[0].account = Some("../../etc".into());
    let opened = read(&file::zipped(&file::parts(&bundle)).unwrap(), &redaction()).unwrap().bundle;
    assert_eq!(opened.attempts[0].steps[0].fact.as_deref(), Some("<img src=x onerror=alert(1)>"), "shown as text");
    let fact = opened.attempts[0].steps[1].fact.as_deref().unwrap();
    assert!(!fact.contains("eyJ") && !fact.contains("mira"), "{fact}");
    assert_eq!(opened.attempts[0].account, None);
    assert_ne!(opened.attempts[0].id, opened.attempts[1].id);
}

const RECORDING: &str = r#"{"log":{"version":"1.2","creator":{"name":"Firefox","version":"1"},"entries":[
 {"startedDateTime":"2026-11-24T10:00:00.000Z","time":120.5,"request":{"method":"GET","url":"https://auth.atlassian.com/authorize?audience=api.atlassian.com&client_id=9f2kQvT1m0Zr&scope=read%3Ame&state=placedcanarywithoutshape&response_type=code&redirect_uri=https%3A%2F%2Ftools.example%2Fback","httpVersion":"HTTP/2","headers":[{"name":"Cookie","value":"cloud.session.token=placedcanarywithoutshape"}]},"response":{"status":302,"headers":[{"name":"Location","value":"https://id.atlassian.com/login"}],"content":{"size":0,"mimeType":"text/html"}},"timings":{"dns":3,"connect":40,"ssl":25,"send":0,"wait":70,"receive":7},"serverIPAddress":"104.192.142.1"},
 {"startedDateTime":"2026-11-24T10:00:01.000Z","time":3,"request":{"method":"GET","url":"https://id.atlassian.com/static/logo.png"},"response":{"status":200}},
 {"startedDateTime":"2026-11-24T10:00:09.000Z","time":12,"request":{"method":"GET","url":"https://tools.example/back?error=access_denied&error_description=User%20did%20not%20authorize%20the%20request&state=placedcanarywithoutshape"},"response":{"status":400,"content":{"mimeType":"text/html","text":"<h1>placedcanarywithoutshape</h1>"}}}
]}}"#;

#[test]
fn the_steps_of_oauth_are_found_in_a_browsers_recording() {
    let opened = read(RECORDING.as_bytes(), &redaction()).unwrap();
    assert_eq!((opened.origin, opened.passed_over, opened.bundle.attempts.len()), (BundleOrigin::Recording, 1, 1));
    let attempt = &opened.bundle.attempts[0];
    assert_eq!((attempt.kind, attempt.outcome), (AttemptKind::SignIn, AttemptOutcome::Denied));
    let steps: Vec<_> = attempt.steps.iter().map(|step| (step.kind, step.state)).collect();
    assert_eq!(steps, [(StepKind::BrowserOpened, StepState::Done), (StepKind::CallbackReceived, StepState::Failed)]);
    let timings = attempt.steps[0].exchanges[0].timings;
    assert_eq!(
        (timings.dns, timings.connect, timings.tls, timings.total),
        (Some(3_000), Some(15_000), Some(25_000), 120_500)
    );
    let told = serde_json::to_string(&opened.bundle).unwrap();
    assert!(!told.contains(PLACED) && told.contains("read:me"), "{told}");
}

#[test]
fn a_file_of_another_kind_is_refused_and_a_recording_without_oauth_too() {
    let refused = |bytes: &[u8]| read(bytes, &redaction()).unwrap_err();
    for bytes in [&b""[..], b"hello", b"{}", b"\xff\xfe", b"[1]"] {
        assert_eq!(refused(bytes), Unreadable::OtherKind.into());
    }
    let nothing = br#"{"log":{"entries":[{"request":{"url":"https://example.com/"}}]}}"#;
    assert_eq!(refused(nothing), Unreadable::NoSteps.into());
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn no_bundle_tells_a_secret_in_any_of_its_files(query in "[a-z]{3,9}", echo in any::<bool>()) {
        let mut places = vec![Place::Query(format!("x{query}")), Place::Header("authorization".into()), Place::Member(format!("x{query}"), 3)];
        places.extend(echo.then_some(Place::Said));
        for canary in [PLACED, LIVE] {
            for (name, text) in file::parts(draft(&places, canary).bundle()) {
                prop_assert!(!text.contains(canary) && !text.contains("mira@"), "{name}: {text}");
            }
        }
    }

    #[test]
    fn no_recording_makes_its_reader_panic_or_tell_a_secret(text in texts(RECORDING.to_owned())) {
        if let Ok(opened) = in_time(|| read(text.as_bytes(), &redaction())) {
            // What was changed may name a value otherwise, so only what is known by another place is told nowhere.
            let told = format!("{opened:?}");
            prop_assert!(!told.contains("cloud.session.token=placed"));
        }
    }

    #[test]
    fn no_bundle_makes_its_reader_panic(text in texts(file::parts(draft(&usual(), PLACED).bundle())[0].1.clone()), cut in any::<prop::sample::Index>()) {
        let zip = file::zipped(&[("bundle.json", text)]).unwrap();
        let _ = in_time(|| read(&zip, &redaction()));
        let _ = in_time(|| read(&zip[..cut.index(zip.len())], &redaction()));
        let mut flipped = zip.clone();
        flipped[cut.index(zip.len())] ^= 0x41;
        let _ = in_time(|| read(&flipped, &redaction()));
    }
}
