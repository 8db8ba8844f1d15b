//! Where the vault's key rests, and moving it.

use std::time::Duration;

use acceptance::Canary;
use trilo_core::Code;
use trilo_core::passphrase::Passphrase;
use trilo_core::registration::RegistrationDraft;
use trilo_core::secret::Secret;
use trilo_core::sessions::VaultState;
use trilo_core::settings::Settings;
use trilo_core::vault::KeyStoreKind;
use trilo_sandbox::{Effect, Fault, Place, stock};

use crate::machine::Machine;

const WORDS: &str = "correct horse battery staple";
const OTHER_WORDS: &str = "purple monkey dishwasher";

fn words(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(Secret::new(text.to_owned())).unwrap()
}

#[tokio::test]
async fn a_vault_moves_under_a_passphrase_and_asks_for_it_at_the_next_start() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let token = machine.access_token(&id);
    let status = machine.core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    assert_eq!((status.state, status.key_store), (VaultState::Open, KeyStoreKind::Passphrase));
    assert_eq!(machine.access_token(&id), token, "nothing else changed");
    assert!(machine.key_store.values().is_empty(), "the system's key store holds nothing any more");

    let machine = machine.restarted().await;
    let status = machine.core.vault_status();
    assert_eq!((status.state, status.key_store), (VaultState::Locked, KeyStoreKind::Passphrase));
    assert!(status.exists);
    assert_eq!(machine.core.sessions().unwrap_err().code(), Code::VaultLocked);
    assert_eq!(machine.core.unlock(None).await.unwrap_err().code(), Code::PassphraseMissing);
    assert_eq!(machine.core.unlock(Some(words(OTHER_WORDS))).await.unwrap_err().code(), Code::PassphraseWrong);
    assert_eq!(machine.core.vault_status().state, VaultState::Locked);
    machine.core.unlock(Some(words(WORDS))).await.unwrap();
    assert_eq!(machine.access_token(&id), token);
    machine.core.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn a_passphrase_is_changed_only_by_who_knows_it() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    let missing = machine.core.use_passphrase(None, passphrase(OTHER_WORDS)).await.unwrap_err();
    assert_eq!(missing.code(), Code::PassphraseMissing);
    let wrong = machine.core.use_passphrase(Some(words("something else")), passphrase(OTHER_WORDS)).await.unwrap_err();
    assert_eq!(wrong.code(), Code::PassphraseWrong);
    assert_eq!(
        machine.core.rotate_vault_key(Some(words("something else"))).await.unwrap_err().code(),
        Code::PassphraseWrong
    );
    machine.core.use_passphrase(Some(words(WORDS)), passphrase(OTHER_WORDS)).await.unwrap();
    machine.core.rotate_vault_key(Some(words(OTHER_WORDS))).await.unwrap();
    let machine = machine.restarted().await;
    assert_eq!(machine.core.unlock(Some(words(WORDS))).await.unwrap_err().code(), Code::PassphraseWrong);
    machine.core.unlock(Some(words(OTHER_WORDS))).await.unwrap();
    machine.core.session(&id).unwrap();
}

#[tokio::test]
async fn a_vault_moves_back_to_the_systems_key_store_and_its_key_rotates_there() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    machine.key_store.lock(true);
    assert_eq!(machine.core.use_system_key_store().await.unwrap_err().code(), Code::KeyStoreLocked);
    assert_eq!(machine.core.vault_status().key_store, KeyStoreKind::Passphrase);
    machine.key_store.lock(false);
    machine.core.use_system_key_store().await.unwrap();
    let first = machine.key_store.values();
    machine.core.rotate_vault_key(None).await.unwrap();
    let second = machine.key_store.values();
    assert!(first.len() == 1 && second.len() == 1 && first != second, "another key, and only one");
    let machine = machine.restarted().await;
    assert_eq!(machine.core.vault_status().state, VaultState::Open);
    machine.core.refresh(&id).await.unwrap();
}

#[tokio::test]
async fn without_a_system_key_store_a_passphrase_begins_the_vault() {
    let machine = Machine::new().await;
    let (core, _folder) = machine.elsewhere_with_locked_key_store().await;
    let VaultState::Unavailable(problem) = core.vault_status().state else { panic!("there is no vault yet") };
    assert_eq!(problem.code, Code::KeyStoreLocked);
    core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    let status = core.vault_status();
    assert_eq!((status.state, status.key_store), (VaultState::Open, KeyStoreKind::Passphrase));
    core.lock().unwrap();
    core.unlock(Some(words(WORDS))).await.expect("the system's key store is not needed");
}

#[tokio::test]
async fn a_file_with_the_passphrase_opens_the_vault_without_asking() {
    let mut machine = Machine::new().await;
    machine.put_passphrase_file(WORDS);
    let id = machine.sign_in().await.record.id;
    machine.core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    let machine = machine.restarted().await;
    let status = machine.core.vault_status();
    assert_eq!((status.state, status.key_store), (VaultState::Open, KeyStoreKind::Passphrase));
    assert!(status.passphrase_file);
    machine.core.refresh(&id).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_may_read_opens_nothing() {
    use std::os::unix::fs::PermissionsExt;

    let mut machine = Machine::new().await;
    machine.core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    let file = machine.put_passphrase_file(WORDS);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let machine = machine.restarted().await;
    let VaultState::Unavailable(problem) = machine.core.vault_status().state else { panic!("it is refused") };
    assert_eq!(problem.code, Code::PassphraseFileUnusable);
    assert_eq!(problem.details["path"], file.display().to_string());
    machine.core.unlock(Some(words(WORDS))).await.expect("a passphrase that is typed still opens it");
}

#[tokio::test]
async fn everything_moves_into_memory_and_leaves_nothing_behind() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let token = machine.access_token(&id);
    let status = machine.core.move_to_memory().await.unwrap();
    assert_eq!((status.state, status.key_store, status.exists), (VaultState::MemoryOnly, KeyStoreKind::Memory, false));
    assert!(machine.key_store.values().is_empty());
    assert_eq!(machine.access_token(&id), token);
    machine.core.refresh(&id).await.unwrap();
    assert_eq!(machine.core.lock().unwrap_err().code(), Code::NothingToLock);
    let machine = machine.restarted().await;
    assert!(machine.core.sessions().unwrap().is_empty(), "it is gone with the process, as the person was told");
}

#[tokio::test]
async fn another_process_replaces_the_key_and_this_one_follows() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let other = machine.second_process().await;
    other.rotate_vault_key(None).await.unwrap();
    assert_eq!(machine.core.session(&id).unwrap_err().code(), Code::VaultKeyChanged);
    machine.core.follow_key().await;
    machine.core.refresh(&id).await.unwrap();
    other.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    machine.core.follow_key().await;
    assert_eq!(machine.core.vault_status().state, VaultState::Locked, "it cannot know the passphrase");
    machine.core.unlock(Some(words(WORDS))).await.unwrap();
    machine.core.session(&id).unwrap();
}

#[tokio::test]
async fn no_secret_rests_in_the_clear_whatever_the_key_store() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    let mut canaries = vec![Canary::new("passphrase", WORDS), Canary::new("client secret", stock::CLIENT_SECRET)];
    for round in 0..4 {
        canaries.push(Canary::new("access token", &machine.access_token(&id)));
        let finds: Vec<_> = canaries.iter().flat_map(|canary| canary.look_in_folder(machine.folder())).collect();
        assert!(finds.is_empty(), "round {round}: {finds:?}");
        machine.core.refresh(&id).await.unwrap();
        match round {
            0 => drop(machine.core.use_passphrase(None, passphrase(WORDS)).await.unwrap()),
            1 => drop(machine.core.use_system_key_store().await.unwrap()),
            2 => drop(machine.core.move_to_memory().await.unwrap()),
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_rotates_while_everything_moves_into_memory_is_not_lost() {
    let machine = Machine::new().await;
    let id = machine.sign_in().await.record.id;
    machine.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::Latency { ms: 300 }));
    let (core, account) = (machine.core.clone(), id.clone());
    let renewing = tokio::spawn(async move { core.refresh(&account).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    machine.core.move_to_memory().await.unwrap();
    renewing.await.unwrap().unwrap();
    machine.advance(Duration::from_mins(20));
    machine.core.refresh(&id).await.expect("the rotated token came along, for the old one is spent");
}

#[tokio::test]
async fn a_registration_that_was_changed_stays_so_through_lock_and_unlock() {
    let machine = Machine::new().await;
    let (core, _folder) = machine.elsewhere_with_locked_key_store().await;
    core.keep_in_memory();
    let id = core.add_registration(machine.draft()).unwrap();
    core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    let renamed = RegistrationDraft { name: "Renamed".into(), client_secret: None, ..machine.draft() };
    core.update_registration(&id, renamed).unwrap();
    core.lock().unwrap();
    core.unlock(Some(words(WORDS))).await.unwrap();
    assert_eq!(core.registration(&id).unwrap().name, "Renamed");
}

#[tokio::test]
async fn private_mode_goes_along_from_memory_into_a_vault() {
    let machine = Machine::new().await;
    let (core, folder) = machine.elsewhere_with_locked_key_store().await;
    core.keep_in_memory();
    core.put_settings(Settings { private_mode: true, lock_after_idle: Some(5), ..Settings::default() }).unwrap();
    core.use_passphrase(None, passphrase(WORDS)).await.unwrap();
    let settings = core.settings().unwrap();
    assert!(settings.private_mode && settings.lock_after_idle == Some(5), "{settings:?}");
    drop(folder);
}
