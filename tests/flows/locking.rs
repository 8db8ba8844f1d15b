//! Locking the vault, and what goes on while it is locked.

use std::time::Duration;

use trilo_core::Code;
use trilo_core::passphrase::Passphrase;
use trilo_core::secret::Secret;
use trilo_core::sessions::{SignInState, VaultState};
use trilo_core::settings::Settings;
use trilo_core::vault::KeyStoreKind;
use trilo_sandbox::scripted_browser::Decision;
use trilo_sandbox::{Effect, Fault, Place};

use crate::machine::{DEEP_LINK, Machine, decided};

const WORDS: &str = "correct horse battery staple";
const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_locked_vault_gives_nothing_until_it_is_unlocked() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.core.lock().unwrap();
    assert_eq!(machine.core.vault_status().state, VaultState::Locked);
    assert_eq!(machine.core.sessions().unwrap_err().code(), Code::VaultLocked);
    assert_eq!(machine.core.registrations().unwrap_err().code(), Code::VaultLocked);
    assert_eq!(machine.core.fresh_access_token(&id).await.unwrap_err().code(), Code::VaultLocked);
    machine.advance(60 * MINUTE);
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 0, "nothing is renewed behind a lock");
    machine.core.unlock(None).await.unwrap();
    machine.core.renew_stale().await;
    assert_eq!(machine.sandbox.world().count(Place::TokenRefresh), 1);
}

#[tokio::test]
async fn a_key_store_that_is_locked_too_keeps_the_vault_closed() {
    let machine = Machine::new().await;
    machine.core.lock().unwrap();
    machine.key_store.lock(true);
    assert_eq!(machine.core.unlock(None).await.unwrap_err().code(), Code::KeyStoreLocked);
    assert_ne!(machine.core.vault_status().state, VaultState::Open);
    machine.key_store.lock(false);
    machine.core.unlock(None).await.unwrap();
}

#[tokio::test]
async fn a_callback_that_comes_while_locked_is_kept_for_later() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.core.lock().unwrap();
    let callback = decided(&url, Decision::Accept).await;
    machine.core.receive_callback(callback.as_str()).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_ne!(machine.core.sign_in(&id).unwrap().state, SignInState::Ended, "it waits behind the lock");
    machine.core.unlock(None).await.unwrap();
    machine.account_of(&id).await;
}

#[tokio::test]
async fn the_vault_is_locked_after_a_while_without_use() {
    let machine = Machine::new().await;
    machine.core.put_settings(Settings { lock_after_idle: Some(5), ..Settings::default() }).unwrap();
    machine.core.note_activity();
    machine.advance(4 * MINUTE);
    machine.core.lock_if_idle();
    assert_eq!(machine.core.vault_status().state, VaultState::Open);
    machine.core.note_activity();
    machine.advance(4 * MINUTE);
    machine.core.lock_if_idle();
    assert_eq!(machine.core.vault_status().state, VaultState::Open, "it was used four minutes ago");
    machine.advance(MINUTE);
    machine.core.lock_if_idle();
    assert_eq!(machine.core.vault_status().state, VaultState::Locked);
    machine.core.unlock(None).await.unwrap();
    machine.core.lock_if_idle();
    assert_eq!(machine.core.vault_status().state, VaultState::Open, "unlocking is use");
}

#[tokio::test]
async fn the_vault_is_locked_with_the_screen_when_the_person_wants_that() {
    let machine = Machine::new().await;
    machine.core.screen_locked();
    assert_eq!(machine.core.vault_status().state, VaultState::Open);
    machine.core.put_settings(Settings { lock_with_screen: true, ..Settings::default() }).unwrap();
    machine.core.screen_locked();
    assert_eq!(machine.core.vault_status().state, VaultState::Locked);
}

#[tokio::test]
async fn a_lock_during_the_proof_of_the_key_store_stays_a_lock() {
    let machine = Machine::new().await;
    machine.sign_in().await;
    let id = machine.core.start_sign_in(&machine.request(DEEP_LINK)).unwrap().attempt.id;
    machine.core.lock().unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(machine.core.vault_status().state, VaultState::Locked, "the sign-in {id} does not open it again");
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_keep_the_vault_open() {
    let machine = Machine::new().await;
    machine.core.put_settings(Settings { lock_after_idle: Some(5), ..Settings::default() }).unwrap();
    machine.clock.advance(jiff::SignedDuration::from_hours(-24));
    machine.core.lock_if_idle();
    machine.advance(5 * MINUTE);
    machine.core.lock_if_idle();
    assert_eq!(machine.core.vault_status().state, VaultState::Locked);
}

#[tokio::test]
async fn a_lock_in_the_middle_of_a_sign_in_loses_no_token() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.sandbox.world().set_fault(Fault::once(Place::Me, Effect::Latency { ms: 300 }));
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    tokio::time::sleep(Duration::from_millis(150)).await;
    machine.core.lock().unwrap();
    machine.until(&id, SignInState::Ended).await;
    machine.core.unlock(None).await.unwrap();
    let account = machine.account_of(&id).await.record.id;
    machine.core.refresh(&account).await.expect("its tokens were kept behind the lock");
}

#[tokio::test]
async fn a_wrong_passphrase_that_is_judged_late_does_not_lock_what_the_right_one_opened() {
    let machine = Machine::new().await;
    let words = |text: &str| Secret::new(text.to_owned());
    machine.core.use_passphrase(None, Passphrase::new(words(WORDS)).unwrap()).await.unwrap();
    machine.core.lock().unwrap();
    let wrong = ["wrong horse battery", "wrong pony battery"].map(|text| machine.core.unlock(Some(words(text))));
    let [first, second] = wrong;
    let (right, first, second) = tokio::join!(machine.core.unlock(Some(words(WORDS))), first, second);
    right.unwrap();
    assert_eq!(machine.core.vault_status().state, VaultState::Open, "{:?} {:?}", first.is_err(), second.is_err());
}

#[tokio::test]
async fn a_locked_vault_says_where_its_key_rests() {
    let machine = Machine::new().await;
    machine.core.lock().unwrap();
    assert_eq!(machine.core.vault_status().key_store, KeyStoreKind::System);
    machine.core.unlock(None).await.unwrap();
    machine.core.use_passphrase(None, Passphrase::new(Secret::new(WORDS.to_owned())).unwrap()).await.unwrap();
    machine.core.lock().unwrap();
    assert_eq!(machine.core.vault_status().key_store, KeyStoreKind::Passphrase);
}
