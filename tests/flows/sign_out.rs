//! Signing out: the account is gone from this computer, whatever Atlassian answers.

use std::time::Duration;

use trilo_core::Code;
use trilo_core::diagnose::{AttemptKind, AttemptOutcome, StepKind, StepState};
use trilo_core::identifier::AccountId;
use trilo_core::sessions::Revocation;
use trilo_sandbox::{Effect, Fault, Place, stock};

use crate::machine::{CLIENT_ID, Machine};

fn is_gone(machine: &Machine, id: &AccountId) -> bool {
    machine.core.sessions().unwrap().is_empty() && machine.core.access_token(id).is_err()
}

fn revocations(machine: &Machine) -> usize {
    machine.sandbox.world().requests().iter().filter(|request| request.path == "/oauth/revoke").count()
}

#[tokio::test]
async fn a_sign_out_wipes_here_and_asks_nobody() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    assert_eq!(machine.core.sign_out(&id, false).await.unwrap(), Revocation::NotAsked);
    assert!(is_gone(&machine, &id));
    assert_eq!(revocations(&machine), 0);
    let attempt = machine.last_attempt();
    assert_eq!((attempt.kind, attempt.outcome), (AttemptKind::SignOut, AttemptOutcome::Succeeded));
    assert!(attempt.steps.is_empty() && attempt.account == Some(id.clone()));
    let vault = machine.vault().await;
    assert!(vault.tokens(&id).unwrap().is_none() && vault.sessions().unwrap().is_empty());
    assert_eq!(machine.core.sign_out(&id, false).await.unwrap_err().code(), Code::AccountNotFound);
}

#[tokio::test]
async fn atlassian_is_asked_first_when_the_person_wishes_so() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    assert_eq!(machine.sandbox.world().refresh_token_families(stock::MIRA, CLIENT_ID), 1);
    assert_eq!(machine.core.sign_out(&id, true).await.unwrap(), Revocation::Answered);
    assert!(is_gone(&machine, &id));
    assert_eq!(machine.sandbox.world().refresh_token_families(stock::MIRA, CLIENT_ID), 0);
    let step = machine.last_attempt().steps.remove(0);
    assert_eq!((step.kind, step.state), (StepKind::RevocationAsked, StepState::Done));
}

#[tokio::test]
async fn a_refused_revocation_is_told_and_keeps_nothing() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_secret(CLIENT_ID, "ATOA-rotated-meanwhile");
    let revocation = machine.core.sign_out(&id, true).await.unwrap();
    assert!(matches!(&revocation, Revocation::Failed(problem) if problem.code == Code::TokenEndpointRefused));
    assert!(is_gone(&machine, &id));
    let attempt = machine.last_attempt();
    assert_eq!((attempt.outcome, attempt.steps[0].state), (AttemptOutcome::Succeeded, StepState::Failed));
    assert_eq!(Revocation::Failed(attempt.problem.unwrap()), revocation);
}

#[tokio::test]
async fn a_sign_out_works_when_nobody_answers() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let Machine { core, sandbox, .. } = machine;
    sandbox.shutdown().await;
    let revocation = core.sign_out(&id, true).await.unwrap();
    assert!(matches!(revocation, Revocation::Failed(problem) if problem.code == Code::Unreachable));
    assert!(core.sessions().unwrap().is_empty());
}

#[tokio::test]
async fn a_refresh_under_way_does_not_bring_the_account_back() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::Latency { ms: 400 }));
    let (core, account) = (machine.core.clone(), id.clone());
    let refresh = tokio::spawn(async move { core.refresh(&account).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    machine.core.sign_out(&id, true).await.unwrap();
    let _ = refresh.await.unwrap();
    machine.core.renew_stale().await;
    assert!(is_gone(&machine, &id));
    let mut asked = machine.sandbox.world().requests().into_iter().map(|request| request.path);
    let last = asked.rfind(|path| matches!(path.as_str(), "/oauth/token" | "/oauth/revoke"));
    assert_eq!(last.as_deref(), Some("/oauth/revoke"), "what came of the refresh is what is revoked");
    assert!(is_gone(&machine.restarted().await, &id));
}

#[tokio::test]
async fn a_sign_out_waits_for_a_refresh_of_another_process() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let locks = machine.folder().join("trilo/locks");
    std::fs::create_dir_all(&locks).unwrap();
    let file = std::fs::File::create(locks.join(format!("{id}.lock"))).unwrap();
    file.lock().unwrap();
    let (core, account) = (machine.core.clone(), id.clone());
    let sign_out = tokio::spawn(async move { core.sign_out(&account, false).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!sign_out.is_finished() && !is_gone(&machine, &id));
    file.unlock().unwrap();
    sign_out.await.unwrap().unwrap();
    assert!(is_gone(&machine, &id));
}

#[tokio::test]
async fn an_account_in_memory_is_wiped_too() {
    let machine = Machine::new().await;
    machine.core.keep_in_memory();
    let id = machine.sign_in().await.record.id;
    machine.core.sign_out(&id, false).await.unwrap();
    assert!(is_gone(&machine, &id));
}

#[tokio::test]
async fn two_who_sign_out_at_once_ask_once() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let (one, other) = tokio::join!(machine.core.sign_out(&id, true), machine.core.sign_out(&id, true));
    assert_eq!([one, other].into_iter().flatten().count(), 1);
    assert_eq!(revocations(&machine), 1);
}
