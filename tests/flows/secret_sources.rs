//! Client secrets that rest elsewhere than in the vault, and what else belongs to a registration.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use trilo_core::passphrase::Passphrase;
use trilo_core::registration::{RegistrationDraft, SecretSource};
use trilo_core::secret::Secret;
use trilo_core::sessions::{Revocation, SignInState};
use trilo_core::{Code, Error};
use trilo_sandbox::scripted_browser::Decision;
use trilo_sandbox::stock;

use crate::machine::{DEEP_LINK, Machine, decided};

/// A password manager that keeps count of how often it is asked.
fn password_manager(folder: &Path, answer: &str) -> (SecretSource, PathBuf) {
    let (program, asked) = (folder.join("passwords"), folder.join("asked"));
    std::fs::write(&program, format!("#!/bin/sh\necho asked >> '{}'\n{answer}\n", asked.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    (SecretSource::Command { command: format!("'{}' show trilo", program.display()) }, asked)
}

fn times(asked: &Path) -> usize {
    std::fs::read_to_string(asked).unwrap_or_default().lines().count()
}

fn with_source(machine: &Machine, secret_source: SecretSource) -> RegistrationDraft {
    RegistrationDraft { secret_source, client_secret: None, ..machine.draft() }
}

#[tokio::test]
async fn a_command_is_asked_at_each_exchange_refresh_and_revocation_and_nothing_is_sealed() {
    let machine = Machine::new().await;
    let (source, asked) = password_manager(machine.folder(), &format!("echo {}", stock::CLIENT_SECRET));
    machine.core.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    assert!(machine.core.listed_registrations().unwrap()[0].has_client_secret);
    assert!(!machine.vault().await.has_client_secret(&machine.registration).unwrap(), "the sealed one is gone");
    let account = machine.sign_in().await.record.id;
    assert_eq!(times(&asked), 1);
    machine.core.refresh(&account).await.unwrap();
    assert_eq!(times(&asked), 2);
    assert_eq!(machine.core.sign_out(&account, true).await.unwrap(), Revocation::Answered);
    assert_eq!(times(&asked), 3);
    let error = machine.core.sealed_client_secret(&machine.registration).unwrap_err();
    assert_eq!(error.code(), Code::SecretSourceFailed, "there is none to reveal");
}

#[tokio::test]
async fn a_file_that_others_may_read_gives_no_secret_and_spends_no_refresh_token() {
    let machine = Machine::new().await;
    let path = machine.folder().join("secret");
    std::fs::write(&path, format!("{}\n", stock::CLIENT_SECRET)).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let source = SecretSource::File { path: path.clone() };
    machine.core.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    let account = machine.sign_in().await.record.id;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = machine.core.refresh(&account).await.unwrap_err();
    assert_eq!(error.code(), Code::SecretSourceFailed);
    assert_eq!(error.details()["problem"], "notPrivate");
    assert!(machine.core.session(&account).unwrap().record.verdict.is_none(), "the account stays as it is");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    machine.core.refresh(&account).await.unwrap();
}

#[tokio::test]
async fn what_a_failing_command_writes_is_nowhere() {
    let machine = Machine::new().await;
    let (source, _) = password_manager(machine.folder(), "echo canary-out; echo canary-error >&2; exit 1");
    machine.core.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    let problem = machine.until(&id, SignInState::Ended).await.attempt.problem.unwrap();
    assert_eq!(problem.code, Code::SecretSourceFailed);
    let subject = machine.folder().join("passwords").display().to_string();
    let details = [("kind", "command"), ("problem", "failed"), ("subject", &subject)];
    assert_eq!(problem.details.iter().map(|(name, fact)| (&**name, &**fact)).collect::<Vec<_>>(), details);
    assert!(!format!("{problem:?}").contains("canary"));
}

#[tokio::test]
async fn an_environment_variable_that_is_not_set_is_said_before_anybody_signs_in() {
    let machine = Machine::new().await;
    let source = SecretSource::Environment { variable: "TRILO_TEST_NO_SUCH_VARIABLE".into() };
    machine.core.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    assert!(!machine.core.listed_registrations().unwrap()[0].has_client_secret);
    // Every process of these tests has a PATH, which is no secret of the sandbox's.
    let source = SecretSource::Environment { variable: "PATH".into() };
    machine.core.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    let (id, url) = machine.begin(DEEP_LINK).await;
    machine.core.receive_callback(decided(&url, Decision::Accept).await.as_str()).unwrap();
    let problem = machine.until(&id, SignInState::Ended).await.attempt.problem.unwrap();
    assert_eq!(problem.code, Code::ClientRejected, "the variable's value was sent");
}

#[tokio::test]
async fn a_source_out_of_a_backup_is_asked_only_after_a_person_confirmed_it() {
    let machine = Machine::new().await;
    let (source, asked) = password_manager(machine.folder(), &format!("echo {}", stock::CLIENT_SECRET));
    machine.core.update_registration(&machine.registration, with_source(&machine, source.clone())).unwrap();
    let account = machine.sign_in().await.record.id;
    let words = || Secret::new("correct horse battery".to_owned());
    let file = machine.folder().join("backup.age");
    machine.core.export_backup(file.clone(), Passphrase::new(words()).unwrap()).await.unwrap();
    let (elsewhere, _folder) = machine.elsewhere().await;
    let preview = elsewhere.preview_backup(file, words()).await.unwrap();
    elsewhere.import_backup(&preview.id).await.unwrap();
    assert_eq!(elsewhere.registration(&machine.registration).unwrap().secret_source, source, "the reference is there");
    let before = times(&asked);
    let error = elsewhere.refresh(&account).await.unwrap_err();
    assert_eq!((error.code(), times(&asked)), (Code::SecretSourceFailed, before), "a stranger's backup runs nothing");
    assert_eq!(error.details()["problem"], "unconfirmed");
    elsewhere.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    elsewhere.refresh(&account).await.unwrap();
    assert_eq!(times(&asked), before + 1);
}

#[tokio::test]
async fn going_back_to_the_vault_needs_the_secret() {
    let machine = Machine::new().await;
    let source = SecretSource::Environment { variable: "PATH".into() };
    machine.core.update_registration(&machine.registration, with_source(&machine, source)).unwrap();
    let without = RegistrationDraft { client_secret: None, ..machine.draft() };
    let refused = machine.core.update_registration(&machine.registration, without);
    assert!(matches!(refused, Err(Error::InvalidRegistration(_))));
    machine.core.update_registration(&machine.registration, machine.draft()).unwrap();
    assert_eq!(machine.core.sealed_client_secret(&machine.registration).unwrap().expose(), stock::CLIENT_SECRET);
}

#[tokio::test]
async fn registrations_are_copied_with_their_secret_and_stand_where_the_person_puts_them() {
    let machine = Machine::new().await;
    let notes = "Made by Mira.\nAsk her first.";
    let with_notes = RegistrationDraft { notes: format!("  {notes}\n"), ..machine.draft() };
    machine.core.update_registration(&machine.registration, with_notes).unwrap();
    let last = machine.core.add_registration(RegistrationDraft { name: "Last".into(), ..machine.draft() }).unwrap();
    let copy = machine.core.duplicate_registration(&machine.registration).unwrap();
    let second = machine.core.duplicate_registration(&machine.registration).unwrap();
    let names = |machine: &Machine| -> Vec<_> {
        machine.core.listed_registrations().unwrap().into_iter().map(|listed| listed.registration.name).collect()
    };
    assert_eq!(names(&machine), ["Flow tests", "Flow tests (copy 2)", "Flow tests (copy)", "Last"]);
    assert_eq!(machine.core.registration(&copy).unwrap().notes, notes);
    assert_eq!(machine.core.sealed_client_secret(&copy).unwrap().expose(), stock::CLIENT_SECRET);
    machine.core.move_registration(&last, Some(&machine.registration)).unwrap();
    machine.core.move_registration(&second, None).unwrap();
    machine.core.move_registration(&copy, Some(&copy)).unwrap();
    assert_eq!(names(&machine), ["Last", "Flow tests", "Flow tests (copy)", "Flow tests (copy 2)"]);
    machine.core.remove_registration(&copy).unwrap();
    assert_eq!(machine.core.move_registration(&last, Some(&copy)).unwrap_err().code(), Code::RegistrationNotFound);
    machine.core.add_registration(RegistrationDraft { name: "New".into(), ..machine.draft() }).unwrap();
    let machine = machine.restarted().await;
    assert_eq!(names(&machine), ["Last", "Flow tests", "Flow tests (copy 2)", "New"]);
    let long = RegistrationDraft { notes: "x".repeat(2_001), ..machine.draft() };
    assert!(matches!(machine.core.add_registration(long), Err(Error::InvalidRegistration(_))));
}
