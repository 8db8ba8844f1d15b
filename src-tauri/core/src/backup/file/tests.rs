#![allow(clippy::unwrap_used)]

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::comparison::tests::{account, registration};
use super::*;
use crate::settings::Settings;

const PASSPHRASE: &str = "correct horse battery";
/// Quick, for these tests are about all else.
const LITTLE_WORK: u8 = 4;

fn passphrase() -> Passphrase {
    Passphrase::new(Secret::new(PASSPHRASE.to_owned())).unwrap()
}

fn contents() -> Contents {
    let registration = registration("Jira tools");
    let accounts = vec![account(&registration.registration, "mira", 10)];
    let made_by = "0.1.0".to_owned();
    let made_at = "2026-11-24T12:00:00Z".parse().unwrap();
    Contents { made_at, made_by, registrations: vec![registration], accounts, settings: Settings::default() }
}

fn json_of(contents: &Contents) -> Value {
    let mut json = Vec::new();
    contents.write_json(&mut json).unwrap();
    serde_json::from_slice(&json).unwrap()
}

/// Encrypts anything as a backup is.
fn sealed(plaintext: &[u8]) -> Vec<u8> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(PASSPHRASE.to_owned()));
    recipient.set_work_factor(LITTLE_WORK);
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
    writer.write_all(plaintext).unwrap();
    writer.finish().unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<Contents, BackupError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.age");
    fs::write(&path, bytes).unwrap();
    read(&path, passphrase().secret())
}

fn why(bytes: &[u8]) -> Unreadable {
    match read_bytes(bytes) {
        Err(BackupError::Unreadable { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

fn why_of_json(value: &Value) -> Unreadable {
    why(&sealed(value.to_string().as_bytes()))
}

fn written() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.age");
    write_with(&path, &contents(), &passphrase(), LITTLE_WORK).unwrap();
    (folder, path)
}

#[test]
fn what_is_written_is_read_again_to_the_last_secret() {
    let (_folder, path) = written();
    let read = read(&path, passphrase().secret()).unwrap();
    let (before, after) = (contents(), read);
    assert_eq!(after.accounts[0].tokens.access_token.expose(), before.accounts[0].tokens.access_token.expose());
    let secret = |contents: &Contents| contents.registrations[0].client_secret.as_ref().unwrap().expose().clone();
    assert_eq!(secret(&after), secret(&before));
    assert_eq!(json_of(&after)["settings"], json_of(&before)["settings"]);
}

#[test]
fn a_backup_asks_for_the_work_that_age_programs_ask_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.age");
    write(&path, &contents(), &passphrase()).unwrap();
    let bytes = fs::read(path).unwrap();
    let stanza = String::from_utf8_lossy(&bytes[..100]).lines().nth(1).unwrap().to_owned();
    assert!(stanza.starts_with("-> scrypt ") && stanza.ends_with(" 18"), "{stanza}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = written();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left in the folder");
}

#[test]
fn a_file_that_exists_stays_as_it_is() {
    let (_folder, path) = written();
    fs::write(&path, "precious").unwrap();
    let again = write_with(&path, &contents(), &passphrase(), LITTLE_WORK);
    assert!(matches!(again, Err(BackupError::FileExists { .. })), "{again:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
}

#[test]
fn a_path_that_does_not_say_where_is_refused() {
    for path in ["", "backup.age", "./backup.age", "~/backup.age", "/", "/no/such/folder/backup.age"] {
        let written = write_with(Path::new(path), &contents(), &passphrase(), LITTLE_WORK);
        let is_refused = match &written {
            Err(BackupError::FileUnusable { path: named, .. }) => named == Path::new(path),
            Err(BackupError::FileExists { .. }) | Ok(_) => false,
            Err(other) => panic!("{other}"),
        };
        assert!(is_refused, "{path}: {written:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_writing_with_its_reason() {
    // The kernel's own full disk.
    let file = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = encrypt(&contents(), &passphrase(), LITTLE_WORK, &file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StorageFull);
}

#[test]
fn what_is_no_age_file_for_a_passphrase_is_told_at_once() {
    let x25519 = {
        let recipient = age::x25519::Identity::generate().to_public();
        let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient)).unwrap();
        let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
        writer.write_all(b"{}").unwrap();
        writer.finish().unwrap()
    };
    let endless = [START, &vec![b'x'; 100_000]].concat();
    let armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n".to_vec();
    for bytes in [Vec::new(), b"not an age file".to_vec(), x25519, endless, armored, START.to_vec()] {
        assert_eq!(why(&bytes), Unreadable::NotForAPassphrase);
    }
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_file() {
    let (_folder, path) = written();
    for wrong in ["", "correct horse batterx"] {
        let opened = read(&path, &Secret::new(wrong.to_owned()));
        assert!(matches!(opened, Err(BackupError::PassphraseWrong)), "{opened:?}");
    }
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_before_any() {
    let header =
        format!("age-encryption.org/v1\n-> scrypt {} 40\n{}\n--- {}\n", "A".repeat(22), "A".repeat(43), "A".repeat(43));
    assert_eq!(why(&[header.as_bytes(), &[0; 64]].concat()), Unreadable::TooMuchWork);
}

#[test]
fn a_file_that_was_cut_short_or_changed_anywhere_is_damaged() {
    let whole = sealed(json_of(&contents()).to_string().as_bytes());
    let header = whole.windows(5).position(|window| window == HEADER_END).unwrap() + 5 + 44;
    for length in [header, header + 10, header + 16, header + 40, whole.len() - 1] {
        assert_eq!(why(&whole[..length]), Unreadable::Damaged, "cut to {length} of {}", whole.len());
    }
    for at in [header + 3, header + 20, whole.len() - 3] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert_eq!(why(&changed), Unreadable::Damaged, "changed at {at}");
    }
    let mut changed = whole;
    changed[header - 20] ^= 1;
    // By chance, a changed letter of the header's code makes it a header of another kind.
    assert!(matches!(why(&changed), Unreadable::Damaged | Unreadable::NotForAPassphrase));
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let whole = sealed(json_of(&contents()).to_string().as_bytes());
    for at in (0..whole.len()).step_by(7) {
        for flip in [0x01, 0x80, 0xff] {
            let mut changed = whole.clone();
            changed[at] ^= flip;
            assert!(read_bytes(&changed).is_err(), "changed at {at}");
        }
        assert!(read_bytes(&whole[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.age");
    File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let opened = read(&path, passphrase().secret());
    assert!(matches!(opened, Err(BackupError::Unreadable { why: Unreadable::TooLarge, .. })), "{opened:?}");
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_not_read() {
    for path in ["/dev/zero", "/", "/no/such/file.age", "relative.age", ""] {
        let opened = read(Path::new(path), passphrase().secret());
        assert!(matches!(opened, Err(BackupError::FileUnusable { .. })), "{path}: {opened:?}");
    }
}

#[test]
fn other_contents_are_no_backup() {
    for text in
        ["", "no json", "[]", "{}", r#"{"format":"other","version":1}"#, r#"{"format":"trilo-backup","version":-1}"#]
    {
        assert_eq!(why(&sealed(text.as_bytes())), Unreadable::OtherContents, "{text}");
    }
}

#[test]
fn a_newer_backup_is_told_from_a_damaged_one() {
    let newer = json!({"format": "trilo-backup", "version": 2, "vaults": []});
    let opened = read_bytes(&sealed(newer.to_string().as_bytes()));
    assert!(matches!(opened, Err(BackupError::Newer { found: 2, known: 1, .. })), "{opened:?}");
}

#[test]
fn contents_that_no_trilo_wrote_are_refused_as_a_whole() {
    let sound = json_of(&contents());
    let refused = |what: &str, change: &dyn Fn(&mut Value)| {
        let mut changed = sound.clone();
        change(&mut changed);
        assert_ne!(changed, sound, "{what}");
        assert_eq!(why_of_json(&changed), Unreadable::Malformed, "{what}");
    };
    refused("a registration twice", &|json| {
        let first = json["registrations"][0].clone();
        json["registrations"].as_array_mut().unwrap().push(first);
    });
    refused("an account twice", &|json| {
        let first = json["accounts"][0].clone();
        json["accounts"].as_array_mut().unwrap().push(first);
    });
    refused("an id that leads out of the folder", &|json| json["accounts"][0]["record"]["id"] = "../../evil".into());
    refused("an id of another shape", &|json| json["registrations"][0]["registration"]["id"] = "x".into());
    refused("an empty account id", &|json| json["accounts"][0]["record"]["atlassianId"] = "".into());
    refused("no name", &|json| json["registrations"][0]["registration"]["name"] = " ".into());
    refused("a secret with a line break", &|json| json["registrations"][0]["clientSecret"] = "a\nb".into());
    refused("plain http to elsewhere", &|json| {
        let elsewhere =
            json!({"kind": "custom", "authorizationUrl": "http://evil.example", "apiUrl": "https://x.example"});
        json["registrations"][0]["registration"]["cloud"] = elsewhere;
    });
    refused("a sandbox elsewhere", &|json| {
        let elsewhere =
            json!({"kind": "sandbox", "authorizationUrl": "https://evil.example", "apiUrl": "https://evil.example"});
        json["registrations"][0]["registration"]["cloud"] = elsewhere;
    });
    refused("an impossible setting", &|json| json["settings"]["clearClipboardAfter"] = 1.into());
    refused("no accounts", &|json| drop(json.as_object_mut().unwrap().remove("accounts")));
}
