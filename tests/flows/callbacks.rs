//! Callbacks that change nothing and are recorded.

use trilo_core::Code;
use trilo_core::authorization::CallbackRejection;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome};
use trilo_core::sessions::SignInState;
use trilo_sandbox::scripted_browser::Decision;
use trilo_sandbox::{Place, stock};

use crate::machine::{DEEP_LINK, Machine, decided};

/// Gives a callback to a machine with one waiting sign-in, and makes sure that it went nowhere.
async fn changes_nothing(text: &str, code: Code) -> CallbackRejection {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let rejection = machine.core.receive_callback(&text.replace("STATE", &state)).unwrap_err();
    assert_eq!(machine.core.sign_in(&id).unwrap().state, SignInState::Waiting, "the sign-in goes on waiting");
    assert_eq!(machine.sandbox.world().count(Place::TokenExchange), 0, "no code was spent");
    let attempt = machine.last_attempt();
    assert_eq!((attempt.kind, attempt.outcome), (AttemptKind::StrayCallback, AttemptOutcome::Ignored));
    assert_eq!(attempt.problem.unwrap().code, code);
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    machine.account_of(&id).await;
    rejection
}

#[tokio::test]
async fn a_strange_state_is_unmatched() {
    changes_nothing("trilo://oauth/callback?code=c&state=forged", Code::CallbackUnmatched).await;
}

#[tokio::test]
async fn a_parameter_twice_is_refused() {
    changes_nothing("trilo://oauth/callback?code=a&code=b&state=STATE", Code::CallbackRepeatedParameter).await;
}

#[tokio::test]
async fn a_wrong_path_is_refused_though_the_state_is_right() {
    changes_nothing("trilo://oauth/other?code=c&state=STATE", Code::CallbackWrongPlace).await;
    changes_nothing("http://localhost:7007/api/auth/atlassian?code=c&state=STATE", Code::CallbackWrongPlace).await;
}

#[tokio::test]
async fn without_code_or_state_it_is_incomplete() {
    changes_nothing("trilo://oauth/callback?state=STATE", Code::CallbackIncomplete).await;
    changes_nothing("trilo://oauth/callback?code=c", Code::CallbackIncomplete).await;
    changes_nothing("what the person had in the clipboard", Code::CallbackUnreadable).await;
}

#[tokio::test]
async fn a_replay_is_refused_and_signs_nobody_out() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let callback = decided(&url, Decision::Accept).await;
    machine.core.receive_callback(callback.as_str()).unwrap();
    let session = machine.account_of(&id).await;
    assert_eq!(machine.core.receive_callback(callback.as_str()).unwrap_err(), CallbackRejection::Replayed);
    assert_eq!(machine.sandbox.world().count(Place::TokenExchange), 1);
    assert!(machine.core.session(&session.record.id).is_ok());
}

#[tokio::test]
async fn a_callback_after_cancelling_is_late() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let callback = decided(&url, Decision::Accept).await;
    machine.core.cancel_sign_in(&id).unwrap();
    assert_eq!(machine.core.receive_callback(callback.as_str()).unwrap_err(), CallbackRejection::Late);
    assert!(machine.core.sessions().unwrap().is_empty());
}

#[tokio::test]
async fn the_listener_answers_only_its_own_names_and_only_get() {
    let machine = Machine::new().await;
    machine.begin(&machine.loopback.clone()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let rebound = client.get(&machine.loopback).header("Host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 403, "a foreign name pointed at loopback is refused (DNS rebinding)");
    assert_eq!(client.post(&machine.loopback).send().await.unwrap().status(), 403);
    let icon = machine.loopback.replace("/api/auth/atlassian", "/favicon.ico");
    assert_eq!(client.get(icon).send().await.unwrap().status(), 404);
    let page = client.get(format!("{}?code=c&state=forged", machine.loopback)).send().await.unwrap();
    assert_eq!(page.status(), 400);
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn the_long_path_of_backstage_is_answered_too() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(&machine.loopback.clone()).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let denied = format!("{}/handler/frame?error=access_denied&state={state}", machine.loopback);
    let page = client.get(denied).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Nothing was granted"), "{page}");
    assert_eq!(machine.core.sign_in(&id).unwrap().attempt.outcome, AttemptOutcome::Denied);
}

#[tokio::test]
async fn a_busy_port_is_named_with_its_holder_before_the_browser_opens() {
    let machine = Machine::new().await;
    let port: u16 = url::Url::parse(&machine.loopback).unwrap().port().unwrap();
    let _holder = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let id = machine.core.start_sign_in(&machine.request(&machine.loopback)).unwrap().attempt.id;
    let problem = machine.until(&id, SignInState::Ended).await.attempt.problem.unwrap();
    assert_eq!(problem.code, Code::PortBusy);
    assert_eq!(problem.details["port"], port.to_string());
    assert_eq!(problem.details["pid"], std::process::id().to_string(), "the system tells who holds it");
    assert_eq!(machine.sandbox.world().count(Place::Authorize), 0, "{}", stock::CLIENT_ID);
}
