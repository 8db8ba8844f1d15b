//! Signing in, by every way back.

use trilo_core::diagnose::{AttemptOutcome, StepKind, StepState};
use trilo_core::session::Storage;
use trilo_core::token::Freshness;
use trilo_sandbox::scripted_browser::{Decision, Landing, ScriptedBrowser};
use trilo_sandbox::stock;
use trilo_sandbox::{Options, TokenStyle};

use crate::machine::{DEEP_LINK, Machine, PASTED, decided};

#[tokio::test]
async fn a_person_signs_in_by_deep_link() {
    let machine = Machine::new().await;
    let session = machine.sign_in().await;
    assert_eq!(session.name(), "Mira Okafor");
    assert_eq!(session.record.granted.len(), 4, "the two of every sign-in, and the two that were asked for");
    assert!(session.record.missing().is_empty() && session.record.renewable);
    assert_eq!(session.lifetime.freshness(machine.core.now()), Freshness::Fresh);
    assert!(!session.details.sites.is_empty());
    assert_eq!(session.storage, Storage::Vault);
    let attempt = machine.last_attempt();
    assert_eq!(attempt.outcome, AttemptOutcome::Succeeded);
    let undone: Vec<_> = attempt.steps.iter().filter(|step| step.state != StepState::Done).collect();
    assert!(undone.is_empty(), "every step is told as done: {undone:?}");
}

#[tokio::test]
async fn a_person_signs_in_by_loopback_and_the_page_says_so() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(&machine.loopback.clone()).await;
    let landing = ScriptedBrowser::new(stock::MIRA).visit(&url).await.unwrap();
    let Landing::Page { status, title, text, .. } = landing else { panic!("no page: {landing:?}") };
    assert_eq!((status, title.as_str()), (200, "You are signed in · Trilo"));
    assert!(text.contains("Mira Okafor"), "{text}");
    assert_eq!(machine.account_of(&id).await.name(), "Mira Okafor");
}

#[tokio::test]
async fn the_page_after_a_refusal_says_that_nothing_was_granted() {
    let machine = Machine::new().await;
    let (_, url) = machine.begin(&machine.loopback.clone()).await;
    let landing = ScriptedBrowser::new(stock::MIRA).decision(Decision::Cancel).visit(&url).await.unwrap();
    assert!(matches!(&landing, Landing::Page { title, .. } if title.starts_with("Nothing was granted")), "{landing:?}");
    assert_eq!(machine.last_attempt().outcome, AttemptOutcome::Denied);
}

#[tokio::test]
async fn a_person_pastes_the_address_or_only_its_query() {
    let machine = Machine::new().await;
    for only_query in [false, true] {
        let (id, url) = machine.begin(DEEP_LINK).await;
        let callback = decided(&url, Decision::Accept).await;
        let text = if only_query { callback.query().unwrap().to_owned() } else { format!(" {callback}\n") };
        assert_eq!(machine.core.receive_callback(&text).unwrap(), id);
        machine.account_of(&id).await;
    }
    assert_eq!(machine.core.sessions().unwrap().len(), 1, "signing in again replaces the session of the same account");
}

#[tokio::test]
async fn an_https_callback_needs_no_listener_and_is_pasted() {
    let machine = Machine::new().await;
    let (id, _) = machine.begin(PASTED).await;
    let sign_in = machine.core.sign_in(&id).unwrap();
    let prepared = [StepKind::Listening, StepKind::DeepLinkChecked];
    assert!(sign_in.attempt.steps.iter().all(|step| !prepared.contains(&step.kind)));
}

#[tokio::test]
async fn several_sign_ins_at_once_each_get_their_own_callback() {
    let machine = Machine::new().await;
    let first = machine.begin(&machine.loopback.clone()).await;
    let second = machine.begin(&machine.loopback.clone()).await;
    let third = machine.begin(DEEP_LINK).await;
    let jonas = ScriptedBrowser::new(stock::JONAS).visit(&second.1).await.unwrap();
    assert!(matches!(&jonas, Landing::Page { text, .. } if text.contains("Jonas")), "{jonas:?}");
    machine.core.receive_callback(decided(&third.1, Decision::Accept).await.as_str()).unwrap();
    assert_eq!(machine.account_of(&third.0).await.name(), "Mira Okafor");
    ScriptedBrowser::new(stock::MIRA).visit(&first.1).await.unwrap();
    assert_eq!(machine.account_of(&first.0).await.name(), "Mira Okafor");
    assert_eq!(machine.account_of(&second.0).await.name(), "Jonas Lindqvist");
}

#[tokio::test]
async fn tokens_may_be_opaque_or_16_kilobytes_large() {
    for token_style in [TokenStyle::Opaque, TokenStyle::Large] {
        let machine = Machine::new().await;
        machine.sandbox.world().set_options(Options { token_style, ..machine.sandbox.world().options() });
        let session = machine.sign_in().await;
        let token = machine.access_token(&session.record.id);
        assert_eq!(token_style == TokenStyle::Large, token.len() >= 16_000, "{}", token.len());
        let machine = machine.restarted().await;
        assert_eq!(machine.access_token(&session.record.id), token, "the vault gives back what it was given");
    }
}

#[tokio::test]
async fn what_a_person_hides_is_absent_and_no_failure() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let landing = ScriptedBrowser::new(stock::SUMI).visit(&url).await.unwrap();
    let Landing::CustomScheme(callback) = landing else { panic!("{landing:?}") };
    machine.core.receive_callback(callback.as_str()).unwrap();
    let session = machine.account_of(&id).await;
    assert!(session.details.profile.unwrap().email.is_none());
    assert!(session.record.profile_problem.is_none());
}

#[tokio::test]
async fn avatars_are_fetched_and_kept_as_data() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let fetched = async {
        loop {
            let details = machine.core.session(&id).unwrap().details;
            if details.avatar.is_some() && details.sites.iter().all(|site| site.avatar.is_some()) {
                return details;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    let details = tokio::time::timeout(std::time::Duration::from_secs(10), fetched).await.expect("avatars come");
    assert!(details.avatar.unwrap().as_str().starts_with("data:image/"));
}
