//! What the journal keeps of a sign-in and of a refresh: the exchange behind each step, without a secret.

use trilo_core::Code;
use trilo_core::diagnose::comparison::{Area, compare};
use trilo_core::diagnose::journal::AttemptSearch;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, Exchange, StepKind};
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::Machine;

fn exchange(attempt: &Attempt, kind: StepKind) -> Exchange {
    attempt.exchanges().find(|(step, _)| *step == kind).map(|(_, exchange)| exchange.clone()).expect("it was sent")
}

fn latest(machine: &Machine, kind: AttemptKind) -> Attempt {
    let search = AttemptSearch { kinds: vec![kind], ..AttemptSearch::default() };
    let found = machine.core.search_attempts(&search, 1).unwrap().attempts.remove(0);
    machine.core.attempt(&found.id).unwrap()
}

#[tokio::test]
async fn every_request_of_a_sign_in_is_behind_its_step_without_a_secret() {
    let machine = Machine::new().await;
    let session = machine.sign_in().await;
    let attempt = latest(&machine, AttemptKind::SignIn);
    for (step, path) in [
        (StepKind::CodeExchanged, "/oauth/token"),
        (StepKind::ProfileRead, "/me"),
        (StepKind::SitesRead, "/oauth/token/accessible-resources"),
    ] {
        let exchange = exchange(&attempt, step);
        assert!(exchange.url.ends_with(path) && exchange.went_well(), "{exchange:?}");
        assert!(exchange.connection.address.is_some() && exchange.timings.wait.is_some(), "{exchange:?}");
        assert_eq!(exchange.connection.http_version.as_deref(), Some("HTTP/1.1"));
    }
    let told = serde_json::to_string(&attempt).unwrap();
    let profile = session.details.profile.unwrap();
    for secret in [machine.access_token(&session.record.id), profile.email.unwrap(), profile.name.unwrap()] {
        assert!(!told.contains(&secret), "{secret} must not be kept");
    }
    assert!(told.contains("‹code#") && told.contains("‹token#") && told.contains("‹secret#"), "{told}");
}

#[tokio::test]
async fn a_failed_refresh_has_its_exchange_and_differs_from_one_that_worked_by_its_answer() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.core.refresh(&id).await.unwrap();
    let worked = latest(&machine, AttemptKind::Refresh);
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::NotJson));
    machine.core.refresh(&id).await.unwrap_err();
    let failed = latest(&machine, AttemptKind::Refresh);
    assert_eq!(failed.outcome, AttemptOutcome::Failed);
    let sent = exchange(&failed, StepKind::TokenRenewed);
    let body = sent.request.body.and_then(|body| body.text).unwrap();
    assert!(body.contains("refresh_token\": \"‹token#"), "{body}");
    assert!(sent.response.is_some());
    let comparison = compare(&worked, &failed);
    assert!(comparison.differences.iter().any(|one| one.area == Area::Outcome && one.subject == "outcome"));
    assert!(comparison.same.contains(&Area::Scopes) && comparison.same.contains(&Area::Registration));
    let search =
        AttemptSearch { text: "mira".into(), outcomes: vec![AttemptOutcome::Failed], ..AttemptSearch::default() };
    assert_eq!(machine.core.search_attempts(&search, 9).unwrap().attempts.len(), 1, "found by the account's name");
}

#[tokio::test]
async fn a_refresh_token_has_the_same_mark_where_it_came_and_where_it_is_sent() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.core.refresh(&id).await.unwrap();
    let mark = |text: String| {
        let start = text.find("refresh_token\": \"").map(|at| at + "refresh_token\": \"".len()).unwrap();
        text[start..].split('"').next().unwrap().to_owned()
    };
    let came = exchange(&latest(&machine, AttemptKind::SignIn), StepKind::CodeExchanged).response.unwrap();
    let sent = exchange(&latest(&machine, AttemptKind::Refresh), StepKind::TokenRenewed).request;
    let text = |message: trilo_core::diagnose::exchange::Message| message.body.and_then(|body| body.text).unwrap();
    assert_eq!(mark(text(came.message)), mark(text(sent)));
}

#[tokio::test]
async fn a_server_that_is_gone_leaves_an_exchange_without_an_answer() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::DropAfterProcessing));
    machine.core.refresh(&id).await.unwrap_err();
    let failed = latest(&machine, AttemptKind::Refresh);
    let sent = exchange(&failed, StepKind::TokenRenewed);
    assert!(sent.response.is_none() && sent.failure.is_some(), "{sent:?}");
    assert_eq!(failed.problem.map(|problem| problem.code), Some(Code::Unreachable));
}

#[tokio::test]
async fn a_bundle_of_a_failure_opens_elsewhere_and_tells_no_secret() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let attempts: Vec<_> = machine.core.attempts(9).unwrap().into_iter().map(|attempt| attempt.id).collect();
    let draft = machine.core.draft_bundle(&attempts, &[]).unwrap();
    let (held, path) = (machine.core.hold_bundle(draft), machine.folder().join("bundle.zip"));
    machine.core.write_bundle(&held, &["settings".to_owned()].into(), path.clone()).await.unwrap();
    let elsewhere = Machine::new().await;
    let opened = elsewhere.core.open_bundle(path).await.unwrap().bundle;
    assert!(opened.settings.is_empty() && opened.attempts.len() == attempts.len());
    assert!(opened.attempts.iter().any(|attempt| attempt.exchanges().count() == 3), "the sign-in has its exchanges");
    let told = serde_json::to_string(&opened).unwrap();
    assert!(!told.contains(&machine.access_token(&id)) && !told.contains('@'), "{told}");
}
