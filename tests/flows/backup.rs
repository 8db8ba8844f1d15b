//! Backups from one computer to another.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use acceptance::Canary;
use age::secrecy::SecretString;
use tempfile::TempDir;
use trilo_core::backup::{Action, BackupItem, Because, ItemKind};
use trilo_core::passphrase::Passphrase;
use trilo_core::registration::{CloudDraft, RegistrationDraft};
use trilo_core::secret::Secret;
use trilo_core::sessions::{BackupPreview, ImportedBackup};
use trilo_core::{Code, Core, Error};
use trilo_sandbox::stock;

use crate::machine::Machine;

const PASSPHRASE: &str = "correct horse battery staple";

/// A folder to carry backups in.
struct Stick(TempDir);

impl Stick {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    async fn backup_of(&self, core: &Core, name: &str) -> PathBuf {
        let passphrase = Passphrase::new(Secret::new(PASSPHRASE.into())).unwrap();
        core.export_backup(self.file(name), passphrase).await.unwrap().path
    }
}

async fn preview(core: &Core, path: &Path) -> Result<BackupPreview, Error> {
    core.preview_backup(path.to_owned(), Secret::new(PASSPHRASE.into())).await
}

async fn take_in(core: &Core, path: &Path) -> (BackupPreview, ImportedBackup) {
    let preview = preview(core, path).await.unwrap();
    let imported = core.import_backup(&preview.id).await.unwrap();
    (preview, imported)
}

fn set_clipboard(core: &Core, clear_after: Option<u32>) {
    let mut settings = core.settings().unwrap();
    settings.clear_clipboard_after = clear_after;
    core.put_settings(settings).unwrap();
}

fn reasons(items: &[BackupItem]) -> Vec<(ItemKind, Because)> {
    items.iter().map(|item| (item.kind, item.because)).collect()
}

fn count(items: &[BackupItem], action: Action) -> usize {
    items.iter().filter(|item| item.because.action() == action).count()
}

#[tokio::test]
async fn an_account_moves_to_another_computer_and_is_renewed_there() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    set_clipboard(&machine.core, Some(99));
    let path = stick.backup_of(&machine.core, "backup.age").await;
    let (there, _folder) = machine.elsewhere().await;
    let (preview, imported) = take_in(&there, &path).await;
    let expected = [ItemKind::Registration, ItemKind::Account].map(|kind| (kind, Because::New));
    assert_eq!(reasons(&preview.items)[..2], expected);
    assert_eq!(preview.items[1].name, "Mira Okafor");
    assert_eq!(preview.items[1].of.as_deref(), Some("Flow tests"));
    assert_eq!((imported.added, imported.replaced, imported.failed.len()), (2, 1, 0), "the settings are replaced");
    assert_eq!(there.settings().unwrap().clear_clipboard_after, Some(99));
    assert_eq!(there.access_token(&account).unwrap().expose(), &machine.access_token(&account));
    there.refresh(&account).await.expect("client secret and refresh token came along");
    assert_ne!(there.access_token(&account).unwrap().expose(), &machine.access_token(&account));
}

#[tokio::test]
async fn taking_in_a_backup_twice_changes_nothing_the_second_time() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    machine.sign_in().await;
    let path = stick.backup_of(&machine.core, "backup.age").await;
    for core in [&machine.core, &machine.elsewhere().await.0] {
        take_in(core, &path).await;
        let (preview, imported) = take_in(core, &path).await;
        assert!(preview.items.iter().all(|item| item.because == Because::Same), "{:?}", preview.items);
        assert_eq!((imported.added, imported.replaced, imported.skipped), (0, 0, 3));
    }
}

#[tokio::test]
async fn a_refresh_token_that_was_rotated_here_is_not_replaced_by_the_one_of_a_backup() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let old = stick.backup_of(&machine.core, "old.age").await;
    machine.advance(Duration::from_hours(1));
    machine.core.refresh(&account).await.unwrap();
    let token = machine.access_token(&account);
    let (preview, _) = take_in(&machine.core, &old).await;
    assert_eq!(preview.items[1].because, Because::Older);
    assert_eq!(machine.access_token(&account), token);
    machine.core.refresh(&account).await.expect("the newer refresh token is still the one that is used");
}

#[tokio::test]
async fn a_newer_backup_brings_back_a_token_that_was_rotated_elsewhere() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let first = stick.backup_of(&machine.core, "first.age").await;
    let (there, _folder) = machine.elsewhere().await;
    take_in(&there, &first).await;
    machine.advance(Duration::from_hours(1));
    there.refresh(&account).await.unwrap();
    machine.advance(Duration::from_hours(1));
    let newer = stick.backup_of(&there, "newer.age").await;
    let (preview, imported) = take_in(&machine.core, &newer).await;
    assert_eq!(preview.items[1].because, Because::Newer);
    assert_eq!(imported.replaced, 1);
    assert_eq!(machine.access_token(&account), *there.access_token(&account).unwrap().expose());
    machine.core.refresh(&account).await.expect("it is not the spent one that is used");
}

#[tokio::test]
async fn a_token_of_a_backup_that_was_used_since_asks_for_a_new_sign_in() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let old = stick.backup_of(&machine.core, "old.age").await;
    machine.core.refresh(&account).await.unwrap();
    machine.advance(Duration::from_secs(601));
    let (there, _folder) = machine.elsewhere().await;
    take_in(&there, &old).await;
    assert_eq!(there.refresh(&account).await.unwrap_err().code(), Code::RefreshTokenDead);
    assert!(there.session(&account).unwrap().record.verdict.is_some());
}

#[tokio::test]
async fn what_became_newer_since_the_preview_stays() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let (there, _folder) = machine.elsewhere().await;
    take_in(&there, &stick.backup_of(&machine.core, "first.age").await).await;
    machine.advance(Duration::from_mins(1));
    machine.core.refresh(&account).await.unwrap();
    let newer = stick.backup_of(&machine.core, "newer.age").await;
    let preview = preview(&there, &newer).await.unwrap();
    assert_eq!(preview.items[1].because, Because::Newer);
    machine.advance(Duration::from_mins(1));
    there.refresh(&account).await.expect("the old token is still good for ten minutes");
    let token = there.access_token(&account).unwrap();
    let imported = there.import_backup(&preview.id).await.unwrap();
    assert_eq!((imported.added, imported.replaced, imported.skipped), (0, 0, 3));
    assert_eq!(there.access_token(&account).unwrap().expose(), token.expose());
}

#[tokio::test]
async fn what_the_preview_says_is_what_the_import_does() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let before = stick.backup_of(&machine.core, "before.age").await;
    machine.advance(Duration::from_hours(1));
    machine.core.refresh(&account).await.unwrap();
    set_clipboard(&machine.core, None);
    let renamed = RegistrationDraft { name: "Renamed".into(), client_secret: None, ..machine.draft() };
    machine.core.update_registration(&machine.registration, renamed).unwrap();
    let after = stick.backup_of(&machine.core, "after.age").await;
    for order in [[&before, &after], [&after, &before], [&before, &before], [&after, &after]] {
        let (there, _folder) = machine.elsewhere().await;
        for path in order {
            let (preview, imported) = take_in(&there, path).await;
            let told = [Action::Add, Action::Replace, Action::Skip].map(|action| count(&preview.items, action));
            let done = [imported.added, imported.replaced, imported.skipped];
            assert_eq!(told, done, "{order:?}: {:?}", preview.items);
        }
        let latest = order.contains(&&after);
        let token = there.access_token(&account).unwrap().expose().clone();
        assert_eq!(token == machine.access_token(&account), latest, "{order:?}: the newest token stays");
        let name = there.listed_registrations().unwrap().remove(0).registration.name;
        assert_eq!(name == "Renamed", latest, "{order:?}: the registration that worked last stays");
    }
}

#[tokio::test]
async fn an_app_of_other_endpoints_never_gets_what_was_entrusted_to_the_one_here() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let token = machine.access_token(&account);
    let (there, _folder) = machine.elsewhere().await;
    let path = stick.backup_of(&machine.core, "own.age").await;
    take_in(&there, &path).await;
    let evil = "https://evil.example".to_owned();
    let cloud = CloudDraft::Custom { authorization_url: evil.clone(), api_url: evil };
    there.update_registration(&machine.registration, RegistrationDraft { cloud, ..machine.draft() }).unwrap();
    let evil = stick.backup_of(&there, "evil.age").await;
    let (preview, imported) = take_in(&machine.core, &evil).await;
    assert_eq!(preview.items[0].because, Because::New, "it is another app, whatever its id");
    assert!(imported.failed.is_empty());
    let cloud = machine.core.registration(&machine.registration).unwrap().cloud;
    assert_eq!(cloud.endpoints().api_url, machine.sandbox.api_url());
    assert_eq!(machine.access_token(&account), token);
    machine.core.refresh(&account).await.expect("the account here is as it was");
}

#[tokio::test]
async fn no_secret_is_found_in_a_backup_or_beside_it() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let path = stick.backup_of(&machine.core, "backup.age").await;
    let (there, folder) = machine.elsewhere().await;
    take_in(&there, &path).await;
    let canaries = [
        Canary::new("the passphrase", PASSPHRASE),
        Canary::new("the client secret", stock::CLIENT_SECRET),
        Canary::new("the access token", &machine.access_token(&account)),
        Canary::new("the e-mail address", "mira@example.com"),
    ];
    for canary in canaries {
        for place in [stick.0.path(), machine.folder(), folder.path()] {
            let finds = canary.look_in_folder(place);
            assert!(finds.is_empty(), "{finds:?}");
        }
    }
    assert_eq!(std::fs::read_dir(stick.0.path()).unwrap().count(), 1, "the backup, and nothing else");
}

#[tokio::test]
async fn a_backup_opens_with_any_age_program() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let account = machine.sign_in().await.record.id;
    let path = stick.backup_of(&machine.core, "backup.age").await;
    let identity = age::scrypt::Identity::new(SecretString::from(PASSPHRASE.to_owned()));
    let decryptor = age::Decryptor::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut json = String::new();
    let identities = std::iter::once(&identity as &dyn age::Identity);
    decryptor.decrypt(identities).unwrap().read_to_string(&mut json).unwrap();
    let contents: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&contents["format"], &contents["version"]), (&"trilo-backup".into(), &1.into()));
    assert_eq!(contents["registrations"][0]["clientSecret"], stock::CLIENT_SECRET);
    assert_eq!(contents["accounts"][0]["tokens"]["access_token"], machine.access_token(&account));

    // And Trilo opens what another program encrypted again, under another passphrase.
    let recipient = age::scrypt::Recipient::new(SecretString::from("short".to_owned()));
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let file = std::fs::File::create(stick.file("again.age")).unwrap();
    let mut writer = age::Encryptor::with_recipients(recipients).unwrap().wrap_output(file).unwrap();
    writer.write_all(json.as_bytes()).unwrap();
    writer.finish().unwrap();
    let opened = machine.core.preview_backup(stick.file("again.age"), Secret::new("short".into())).await;
    assert_eq!(opened.unwrap().items.len(), 3);
}

#[tokio::test]
async fn a_backup_that_was_looked_into_is_held_for_ten_minutes_and_used_once() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let path = stick.backup_of(&machine.core, "backup.age").await;
    let gone = |result: Result<ImportedBackup, Error>| result.unwrap_err().code() == Code::BackupGone;
    let (first, second) = (preview(&machine.core, &path).await.unwrap(), preview(&machine.core, &path).await.unwrap());
    assert!(gone(machine.core.import_backup(&first.id).await), "the second took its place");
    machine.core.import_backup(&second.id).await.unwrap();
    assert!(gone(machine.core.import_backup(&second.id).await));

    let discarded = preview(&machine.core, &path).await.unwrap();
    machine.core.discard_backup_preview(&discarded.id);
    assert!(gone(machine.core.import_backup(&discarded.id).await));

    let late = preview(&machine.core, &path).await.unwrap();
    machine.advance(Duration::from_secs(599));
    machine.core.discard_backup_preview(&"another".into());
    machine.advance(Duration::from_secs(1));
    assert!(gone(machine.core.import_backup(&late.id).await));
}

#[tokio::test]
async fn what_went_wrong_with_a_file_is_told_with_its_path() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let path = stick.backup_of(&machine.core, "backup.age").await;
    std::fs::write(stick.file("text.age"), "no age file").unwrap();
    let wrong = machine.core.preview_backup(path.clone(), Secret::new("not the passphrase".into())).await;
    assert_eq!(wrong.unwrap_err().code(), Code::BackupPassphraseWrong);
    for (name, code) in [("text.age", Code::BackupUnreadable), ("missing.age", Code::BackupFileUnusable)] {
        let problem = preview(&machine.core, &stick.file(name)).await.unwrap_err().problem();
        assert_eq!((problem.code, &problem.details["path"]), (code, &stick.file(name).display().to_string()));
    }
    let passphrase = || Passphrase::new(Secret::new(PASSPHRASE.into())).unwrap();
    let again = machine.core.export_backup(path.clone(), passphrase()).await.unwrap_err().problem();
    assert_eq!((again.code, &again.details["path"]), (Code::BackupFileExists, &path.display().to_string()));
    let nowhere = machine.core.export_backup("backup.age".into(), passphrase()).await.unwrap_err().problem();
    assert_eq!((nowhere.code, &*nowhere.details["path"]), (Code::BackupFileUnusable, "backup.age"));
}

#[tokio::test]
async fn an_item_that_cannot_be_stored_is_named_and_stops_no_other() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    machine.sign_in().await;
    set_clipboard(&machine.core, Some(99));
    let path = stick.backup_of(&machine.core, "backup.age").await;
    let (there, folder) = machine.elsewhere().await;
    let preview = preview(&there, &path).await.unwrap();
    let vault = rusqlite::Connection::open(folder.path().join("trilo/vault.sqlite3")).unwrap();
    let refuse = "CREATE TRIGGER full BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    vault.execute_batch(refuse).unwrap();
    let imported = there.import_backup(&preview.id).await.unwrap();
    assert_eq!((imported.added, imported.replaced), (1, 1), "the registration and the settings are in");
    let failed: Vec<_> = imported.failed.iter().map(|failure| (failure.kind, &*failure.name)).collect();
    assert_eq!(failed, [(ItemKind::Account, "Mira Okafor")]);
    assert_eq!(imported.failed[0].problem.code, Code::VaultUnavailable);
    assert!(there.sessions().unwrap().is_empty(), "no half of an account is left");
}

#[tokio::test]
async fn without_an_open_vault_there_is_nothing_to_compare_with() {
    let (machine, stick) = (Machine::new().await, Stick::new());
    let path = stick.backup_of(&machine.core, "backup.age").await;
    machine.key_store.lock(true);
    let machine = machine.restarted().await;
    assert_eq!(preview(&machine.core, &path).await.unwrap_err().code(), Code::KeyStoreLocked);
    machine.core.keep_in_memory();
    let (_, imported) = take_in(&machine.core, &path).await;
    assert_eq!(imported.added, 1, "in memory it goes as well");
}
