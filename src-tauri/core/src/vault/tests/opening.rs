use super::*;

#[tokio::test]
async fn the_first_opening_makes_a_vault_and_the_next_finds_it() {
    let (_home, folder, store) = place();
    let registration = registration("Jira");
    let vault = open_with(&folder, &store).await.unwrap();
    vault.put_registration(&registration, Some(&Secret::new("secret".to_owned()))).unwrap();
    assert!(!vault.is_in_memory());
    drop(vault);

    let again = open_with(&folder, &store).await.unwrap();
    assert_eq!(again.client_secret(&registration.id).unwrap().unwrap().expose(), "secret");
    let entries = lock(&store.entries);
    assert_eq!(entries.len(), 1, "one vault has one key");
    assert!(entries.iter().all(|(name, key)| name.starts_with("vault-key:") && key.is_ascii()));
}

#[tokio::test]
async fn a_lost_or_strange_key_is_refused_and_nothing_is_overwritten() {
    let (_home, folder, store) = place();
    let registration = registration("Jira");
    open_with(&folder, &store).await.unwrap().put_registration(&registration, None).unwrap();
    let before = fs::read(folder.join("vault.sqlite3")).unwrap();
    let (entry, key) = lock(&store.entries).drain().next().unwrap();

    assert!(matches!(open_with(&folder, &store).await, Err(VaultError::KeyMismatch)), "the key is gone");
    assert!(lock(&store.entries).is_empty(), "no new key over rows that it could not open");
    for strange in [STRANGE_KEY.as_bytes(), b"no key"] {
        lock(&store.entries).insert(entry.clone(), strange.to_vec());
        assert!(matches!(open_with(&folder, &store).await, Err(VaultError::KeyMismatch)), "another key");
    }
    assert_eq!(fs::read(folder.join("vault.sqlite3")).unwrap(), before);

    lock(&store.entries).insert(entry, key);
    assert_eq!(open_with(&folder, &store).await.unwrap().registrations().unwrap(), [registration]);
}

/// The base64 text of 32 zero bytes.
const STRANGE_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[tokio::test]
async fn a_key_store_that_keeps_nothing_leaves_the_folder_untouched() {
    for (fault, expected) in [(Fault::Locked, "Locked"), (Fault::Forgetful, "Forgetful")] {
        let (home, folder, _) = place();
        let error = open_with(&folder, &MemoryKeyStore::with(fault)).await.unwrap_err();
        assert_eq!(format!("{error:?}"), format!("KeyStore({expected})"));
        assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "not even the folder is made");
    }
}

#[tokio::test]
async fn a_key_store_that_does_not_answer_is_given_up_at_the_deadline() {
    let (home, folder, _) = place();
    let store: Arc<dyn KeyStore> = MemoryKeyStore::with(Fault::Hanging);
    let error =
        Vault::open(&folder, &Keys { store, deadline: Duration::from_millis(50), passphrase: None }).await.unwrap_err();
    assert!(matches!(error, VaultError::KeyStore(KeyStoreError::Unresponsive)));
    assert!(fs::read_dir(home.path()).unwrap().next().is_none());
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_leaves_no_key_behind() {
    let (home, _, store) = place();
    fs::write(home.path().join("file"), "in the way").unwrap();
    let error = open_with(&home.path().join("file").join("trilo"), &store).await.unwrap_err();
    assert!(matches!(error, VaultError::DataFolder { .. }), "{error:?}");
    assert!(lock(&store.entries).is_empty());
}

#[tokio::test]
async fn no_secret_is_in_the_bytes_of_the_folder() {
    let (_home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    let registration = registration("Jira");
    vault.put_registration(&registration, Some(&Secret::new("canary-secret".to_owned()))).unwrap();
    let record = record(&registration, "557058:1");
    vault.put_session(&record, &details("canary-name"), &tokens("canary-token")).unwrap();
    vault.put_pending(&pending(&registration, "canary-state")).unwrap();

    // Still open, so that the log has not been folded into the file.
    let paths = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let bytes: Vec<u8> = paths.flat_map(|path| fs::read(path).unwrap()).collect();
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("557058:1"), "the search finds what is readable");
    assert!(folder.join("vault.sqlite3-wal").exists());
    assert!(!has("canary"));
}

#[tokio::test]
async fn a_newer_vault_is_refused_and_left_as_it_is() {
    let (_home, folder, store) = place();
    drop(open_with(&folder, &store).await.unwrap());
    let file = folder.join("vault.sqlite3");
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&file).unwrap();
    assert!(matches!(open_with(&folder, &store).await, Err(VaultError::Newer { found: 99, known: 3 })));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn a_damaged_or_foreign_file_is_refused_and_left_as_it_is() {
    let (_home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    for _ in 0..100 {
        vault.put_attempt(&Attempt::begin(AttemptKind::SignIn, &[], Timestamp::UNIX_EPOCH)).unwrap();
    }
    drop(vault);
    let file = folder.join("vault.sqlite3");
    let mut overwritten = fs::read(&file).unwrap();
    overwritten[4096..].fill(0xA5);
    let foreign = folder.join("foreign");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE other (id INTEGER)").unwrap();
    for bytes in [overwritten, b"no database, but long enough to be one".repeat(200), fs::read(&foreign).unwrap()] {
        fs::write(&file, &bytes).unwrap();
        let error = open_with(&folder, &store).await.unwrap_err();
        assert!(matches!(&error, VaultError::DamagedFile { path } if *path == file), "{error:?}");
        assert_eq!(fs::read(&file).unwrap(), bytes);
    }
    assert_eq!(lock(&store.entries).len(), 1, "the key may still serve a repaired file");
}

#[tokio::test]
async fn a_file_that_a_crash_left_empty_becomes_a_vault() {
    let (_home, folder, store) = place();
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("vault.sqlite3"), "").unwrap();
    assert!(open_with(&folder, &store).await.unwrap().registrations().unwrap().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn folder_and_files_are_their_owners_alone_and_become_so_again() {
    use std::os::unix::fs::PermissionsExt;

    let (_home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    vault.put_settings(&Settings::default()).unwrap();
    let paths = ["", "vault.sqlite3", "vault.sqlite3-wal", "vault.sqlite3-shm"].map(|name| folder.join(name));
    let modes = || paths.clone().map(|path| fs::metadata(path).unwrap().permissions().mode() & 0o777);
    assert_eq!(modes(), [0o700, 0o600, 0o600, 0o600]);

    for path in &paths {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let _second = open_with(&folder, &store).await.unwrap();
    assert_eq!(modes(), [0o700, 0o600, 0o600, 0o600]);
}

#[tokio::test]
async fn two_processes_see_each_others_changes() {
    let (_home, folder, store) = place();
    let one = open_with(&folder, &store).await.unwrap();
    let two = open_with(&folder, &store).await.unwrap();
    let registration = registration("Jira");
    one.put_registration(&registration, None).unwrap();
    let record = record(&registration, "1");
    two.put_session(&record, &details("Ada"), &tokens("by two")).unwrap();
    assert_eq!(access_token(&one, &record.id), "by two");
    one.put_session(&record, &details("Ada"), &tokens("by one")).unwrap();
    assert_eq!(access_token(&two, &record.id), "by one");
}

#[tokio::test]
async fn a_session_whose_registration_is_gone_is_refused() {
    let (_home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    let record = record(&registration("gone"), "1");
    vault.put_session(&record, &details("Ada"), &tokens("t")).unwrap_err();
    assert!(vault.sessions().unwrap().is_empty() && vault.tokens(&record.id).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_make_the_vault_at_once_agree_on_one() {
    for _ in 0..10 {
        let (_home, folder, store) = place();
        let opening = (0..6).map(|_| {
            let (folder, store) = (folder.clone(), store.clone());
            tokio::spawn(async move { open_with(&folder, &store).await })
        });
        let mut vaults = Vec::new();
        for opened in opening.collect::<Vec<_>>() {
            vaults.push(opened.await.unwrap().unwrap());
        }
        let registration = registration("Jira");
        vaults[0].put_registration(&registration, Some(&Secret::new("secret".to_owned()))).unwrap();
        for vault in &vaults {
            assert_eq!(vault.client_secret(&registration.id).unwrap().unwrap().expose(), "secret");
        }
        assert_eq!(lock(&store.entries).len(), 1, "the keys of the slower ones are removed");
    }
}
