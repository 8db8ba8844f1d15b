//! A token in hand is never thrown away, and what is sealed goes only where it was entrusted to.

use trilo_core::Code;
use trilo_core::registration::CloudDraft;
use trilo_core::secret::Secret;
use trilo_core::session::Storage;
use trilo_core::sessions::SignInState;
use trilo_sandbox::scripted_browser::Decision;
use trilo_sandbox::{Place, stock};

use crate::machine::{DEEP_LINK, Machine, decided};

/// Makes the vault refuse every write of a secret, as a full disk does; the guard ends it.
struct FullDisk(rusqlite::Connection);

impl FullDisk {
    fn on(machine: &Machine) -> Self {
        let vault = rusqlite::Connection::open(machine.folder().join("trilo/vault.sqlite3")).unwrap();
        let refuse = "SELECT RAISE(ABORT, 'disk full'); END;";
        vault
            .execute_batch(&format!(
                "CREATE TRIGGER full_1 BEFORE INSERT ON sealed BEGIN {refuse}
                 CREATE TRIGGER full_2 BEFORE UPDATE ON sealed BEGIN {refuse}"
            ))
            .unwrap();
        Self(vault)
    }

    fn over(self) {
        self.0.execute_batch("DROP TRIGGER full_1; DROP TRIGGER full_2").unwrap();
    }
}

#[tokio::test]
async fn a_new_session_stays_in_memory_while_the_vault_cannot_take_it() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let callback = decided(&url, Decision::Accept).await;
    let disk = FullDisk::on(&machine);
    machine.core.receive_callback(callback.as_str()).unwrap();
    let session = machine.account_of(&id).await;
    assert!(matches!(session.storage, Storage::MemoryBecause(problem) if problem.code == Code::VaultUnavailable));
    assert!(!machine.access_token(&session.record.id).is_empty());
    disk.over();
    machine.core.store_in_vault(&session.record.id).unwrap();
    assert_eq!(machine.core.session(&session.record.id).unwrap().storage, Storage::Vault);
}

#[tokio::test]
async fn a_rotated_pair_that_the_vault_cannot_take_is_used_from_memory() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let old = machine.access_token(&id);
    let disk = FullDisk::on(&machine);
    machine.core.refresh(&id).await.unwrap();
    let session = machine.core.session(&id).unwrap();
    assert!(matches!(session.storage, Storage::MemoryBecause(_)), "{:?}", session.storage);
    assert_eq!(session.record.renewals, 1);
    assert_ne!(machine.access_token(&id), old, "the new token is handed out, not the one on disk");
    assert_eq!(machine.core.sessions().unwrap().len(), 1, "it is one account, wherever it rests");
    disk.over();
    machine.core.refresh(&id).await.expect("the new refresh token is the one that is spent");
    machine.core.store_in_vault(&id).unwrap();
    let machine = machine.restarted().await;
    assert_eq!(machine.core.session(&id).unwrap().record.renewals, 2);
}

#[tokio::test]
async fn a_sign_in_without_key_store_can_be_repeated_in_memory() {
    let machine = Machine::new().await;
    machine.key_store.lock(true);
    let id = machine.core.start_sign_in(&machine.request(DEEP_LINK)).unwrap().attempt.id;
    assert_eq!(machine.until(&id, SignInState::Ended).await.attempt.problem.unwrap().code, Code::KeyStoreLocked);
    machine.core.keep_in_memory();
    let session = machine.sign_in().await;
    assert_eq!(session.storage, Storage::Memory);
    machine.key_store.lock(false);
    machine.core.retry_key_store().await;
    assert_eq!(machine.core.session(&session.record.id).unwrap().storage, Storage::Vault);
}

#[tokio::test]
async fn a_link_that_comes_while_the_vault_is_closed_is_used_once_it_opens() {
    let machine = Machine::new().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.key_store.lock(true);
    let machine = machine.restarted().await;
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap_err();
    machine.key_store.lock(false);
    machine.core.retry_key_store().await;
    assert_eq!(machine.account_of(&id).await.name(), "Mira Okafor");
}

#[tokio::test]
async fn a_sealed_secret_goes_to_no_other_endpoints() {
    let machine = Machine::new().await;
    let session = machine.sign_in().await;
    let elsewhere = || {
        let url = String::from("https://elsewhere.example");
        let mut draft = machine.draft();
        draft.cloud = CloudDraft::Custom { authorization_url: url.clone(), api_url: url };
        draft
    };
    let mut without_secret = elsewhere();
    without_secret.client_secret = None;
    let error = machine.core.update_registration(&machine.registration, without_secret).unwrap_err();
    assert_eq!(error.details()["field"], "clientSecret", "the sealed secret is not taken along");
    let mut with_secret = elsewhere();
    with_secret.client_secret = Some(Secret::new("ATOA-another".into()));
    machine.core.update_registration(&machine.registration, with_secret).unwrap();
    let error = machine.core.refresh(&session.record.id).await.unwrap_err();
    assert_eq!(error.code(), Code::RefreshTokenMissing, "the refresh token is not sent there");
}

#[tokio::test]
async fn removing_a_registration_ends_what_is_under_way_and_removes_its_accounts() {
    let machine = Machine::new().await;
    machine.sign_in().await;
    let (id, url) = machine.begin(DEEP_LINK).await;
    let callback = decided(&url, Decision::Accept).await;
    machine.core.remove_registration(&machine.registration).unwrap();
    assert_eq!(machine.core.sign_in(&id).unwrap().state, SignInState::Ended);
    machine.core.receive_callback(callback.as_str()).unwrap_err();
    assert!(machine.core.sessions().unwrap().is_empty());
    assert_eq!(machine.sandbox.world().count(Place::TokenExchange), 1, "{}", stock::CLIENT_ID);
}

#[tokio::test]
async fn a_sign_in_that_is_cancelled_while_it_prepares_never_waits() {
    for _ in 0..20 {
        let machine = Machine::new().await;
        let id = machine.core.start_sign_in(&machine.request(DEEP_LINK)).unwrap().attempt.id;
        tokio::task::yield_now().await;
        machine.core.cancel_sign_in(&id).unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        assert_eq!(machine.core.sign_in(&id).unwrap().state, SignInState::Ended, "an end is final");
    }
}
