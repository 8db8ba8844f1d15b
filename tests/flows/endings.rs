//! How sign-ins end otherwise.

use trilo_core::Code;
use trilo_core::diagnose::AttemptOutcome;
use trilo_core::session::Storage;
use trilo_core::sessions::{SignInState, VaultState};
use trilo_sandbox::Place;
use trilo_sandbox::scripted_browser::Decision;

use crate::machine::{DEEP_LINK, Machine, decided};

#[tokio::test]
async fn a_refusal_is_an_outcome_and_no_failure() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.core.receive_callback(decided(&url, Decision::Cancel).await.as_str()).unwrap();
    let ended = machine.until(&id, SignInState::Ended).await.attempt;
    assert_eq!(ended.outcome, AttemptOutcome::Denied);
    assert!(ended.problem.is_none());
}

#[tokio::test]
async fn another_error_answer_fails_with_its_words() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let callback = format!("{DEEP_LINK}?error=server_error&error_description=try%20later&state={state}");
    machine.core.receive_callback(&callback).unwrap();
    let problem = machine.until(&id, SignInState::Ended).await.attempt.problem.unwrap();
    assert_eq!(problem.code, Code::AuthorizationRefused);
    assert_eq!(problem.details["description"], "try later");
}

#[tokio::test]
async fn a_locked_key_store_is_said_before_the_browser_opens() {
    let machine = Machine::new().await;
    machine.key_store.lock(true);
    let id = machine.core.start_sign_in(&machine.request(DEEP_LINK)).unwrap().attempt.id;
    let ended = machine.until(&id, SignInState::Ended).await.attempt;
    assert_eq!(ended.problem.unwrap().code, Code::KeyStoreLocked);
    assert_eq!(machine.sandbox.world().count(Place::Authorize), 0);
}

#[tokio::test]
async fn without_a_key_store_everything_can_be_kept_in_memory_and_moved_later() {
    let machine = Machine::new().await;
    machine.key_store.lock(true);
    let machine = machine.restarted().await;
    assert!(
        matches!(machine.core.vault_status().state, VaultState::Unavailable(problem) if problem.code == Code::KeyStoreLocked)
    );
    assert!(machine.core.add_registration(machine.draft()).is_err(), "nothing is kept before the person has chosen");
    machine.core.keep_in_memory();
    let mut machine = machine;
    machine.registration = machine.core.add_registration(machine.draft()).unwrap();
    let before = std::fs::read_dir(machine.folder().join("trilo")).unwrap().count();
    let session = machine.sign_in().await;
    assert_eq!(session.storage, Storage::Memory);
    assert_eq!(std::fs::read_dir(machine.folder().join("trilo")).unwrap().count(), before, "nothing went to disk");

    machine.key_store.lock(false);
    assert_eq!(machine.core.retry_key_store().await.state, VaultState::Open);
    assert_eq!(machine.core.session(&session.record.id).unwrap().storage, Storage::Vault, "it moved into the vault");
    let machine = machine.restarted().await;
    assert_eq!(machine.core.session(&session.record.id).unwrap().name(), "Mira Okafor");
}

#[tokio::test]
async fn forgetting_an_account_leaves_nothing_of_it() {
    let machine = Machine::new().await;
    let session = machine.sign_in().await;
    machine.core.sign_out(&session.record.id, false).await.unwrap();
    assert!(machine.core.sessions().unwrap().is_empty());
    assert!(machine.core.access_token(&session.record.id).is_err());
}
