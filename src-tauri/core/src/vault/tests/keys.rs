//! Moving a vault's key.

use super::*;

const WORDS: &str = "correct horse battery staple";
const TOKEN: &str = "canary-refresh-token-4711";

fn passphrase(words: &str) -> Passphrase {
    Passphrase::new(Secret::new(words.into())).unwrap()
}

fn keys(store: &Arc<MemoryKeyStore>, words: Option<&str>) -> Keys {
    let passphrase = words.map(|words| Secret::new(words.to_owned()));
    Keys { store: store.clone(), deadline: DEADLINE, passphrase }
}

/// A vault with a registration, an account and its tokens.
async fn filled(folder: &Path, keys: &Keys) -> (Arc<Vault>, SessionRecord) {
    let vault = Vault::open(folder, keys).await.unwrap();
    let registration = registration("Jira");
    vault.put_registration(&registration, Some(&Secret::new("canary-client-secret".into()))).unwrap();
    let record = record(&registration, "5b10a2844c20165700ede21g");
    let token = || Secret::new(TOKEN.to_owned());
    let tokens = StoredTokens { access_token: token(), refresh_token: Some(token()) };
    vault.put_session(&record, &AccountDetails::default(), &tokens).unwrap();
    (Arc::new(vault), record)
}

fn refresh_token(vault: &Vault, record: &SessionRecord) -> String {
    vault.tokens(&record.id).unwrap().unwrap().refresh_token.unwrap().expose().clone()
}

/// The files of the data folder, without the folder of lock files, which are empty.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

fn assert_nothing_in_the_clear(folder: &Path) {
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap();
        for canary in [TOKEN, "canary-client-secret", WORDS] {
            assert!(!bytes.windows(canary.len()).any(|words| words == canary.as_bytes()), "{canary} in {path:?}");
        }
    }
}

#[tokio::test]
async fn everything_moves_under_a_passphrase_and_back() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    let moved = vault.resealed(&folder, &keys(&store, None), NewKey::Passphrase(passphrase(WORDS))).await.unwrap();
    assert_eq!(refresh_token(&moved, &record), TOKEN);
    assert!(lock(&store.entries).is_empty(), "the old key is gone from the key store");
    assert_nothing_in_the_clear(&folder);
    drop(moved);

    assert!(matches!(Vault::open(&folder, &keys(&store, None)).await, Err(VaultError::PassphraseMissing)));
    let wrong = Vault::open(&folder, &keys(&store, Some("wrong horse battery"))).await;
    assert!(matches!(wrong, Err(VaultError::PassphraseWrong)));
    let vault = Arc::new(Vault::open(&folder, &keys(&store, Some(WORDS))).await.unwrap());
    assert_eq!(vault.key_store(), KeyStoreKind::Passphrase);

    let back = vault.resealed(&folder, &keys(&store, None), NewKey::System).await.unwrap();
    assert_eq!((back.key_store(), refresh_token(&back, &record).as_str()), (KeyStoreKind::System, TOKEN));
    assert_eq!(lock(&store.entries).len(), 1);
    assert_nothing_in_the_clear(&folder);
}

#[tokio::test]
async fn a_handle_with_the_old_key_is_out_of_date() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    let other = open_with(&folder, &store).await.unwrap();
    let rotated = vault.clone().resealed(&folder, &keys(&store, None), NewKey::System).await.unwrap();
    for old in [&*vault, &other] {
        assert!(matches!(old.tokens(&record.id), Err(VaultError::KeyChanged)));
        assert!(matches!(old.put_settings(&Settings::default()), Err(VaultError::KeyChanged)), "and it writes nothing");
    }
    assert!(Arc::new(other).resealed(&folder, &keys(&store, None), NewKey::System).await.is_err());
    assert_eq!(lock(&store.entries).len(), 1, "a key that was kept for nothing is removed");
    assert_eq!(refresh_token(&rotated, &record), TOKEN);
}

#[tokio::test]
async fn a_key_store_that_refuses_leaves_the_vault_as_it_was() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, Some(WORDS))).await;
    assert!(lock(&store.entries).is_empty());
    for fault in [Fault::Locked, Fault::Forgetful] {
        let bad = MemoryKeyStore::with(fault);
        vault.clone().resealed(&folder, &keys(&bad, None), NewKey::System).await.unwrap_err();
        assert_eq!(refresh_token(&vault, &record), TOKEN);
    }
    Vault::open(&folder, &keys(&store, Some(WORDS))).await.unwrap();
}

#[tokio::test]
async fn a_vault_is_not_made_under_a_short_passphrase() {
    let (home, folder, store) = place();
    let short = Vault::open(&folder, &keys(&store, Some("too short"))).await;
    assert!(matches!(short, Err(VaultError::PassphraseTooShort(_))));
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "nothing was made");
}

#[tokio::test]
async fn a_vault_of_the_first_schema_tells_where_its_key_rests() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    let id = vault.seal.vault().to_owned();
    let key = vault.seal.key_to_keep();
    drop(vault);
    let raw = Connection::open(folder.join("vault.sqlite3")).unwrap();
    raw.execute_batch("DROP TABLE key_store; DROP TABLE intent; DROP TABLE attempt_words; DROP TABLE exchange; DROP TABLE journal;
         DROP TABLE attempt; PRAGMA user_version = 1;
         CREATE TABLE attempt (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;").unwrap();
    drop(raw);
    lock(&store.entries).clear();
    store.write(&format!("vault-key:{id}"), &key).unwrap();
    let vault = open_with(&folder, &store).await.unwrap();
    assert_eq!(refresh_token(&vault, &record), TOKEN);
    let place = vault.key_place().unwrap();
    assert_eq!(place, KeyPlace::System { entry: format!("vault-key:{id}") });
}

#[tokio::test]
async fn an_erased_vault_leaves_no_file_and_no_key() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    fs::write(folder.join("vault.sqlite3.schema-1.backup"), "a copy from before a migration").unwrap();
    let memory = Vault::in_memory().unwrap();
    vault.copy_into(&memory).unwrap();
    vault.erase(&folder, &keys(&store, None)).await.unwrap();
    assert_eq!(refresh_token(&memory, &record), TOKEN);
    assert_eq!(memory.registrations().unwrap().len(), 1);
    assert!(lock(&store.entries).is_empty());
    assert_eq!(files(&folder), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_damaged_row_that_knows_the_key_again_is_damage_that_can_be_rescued() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    drop(vault);
    for damage in
        ["UPDATE sealed SET ciphertext = zeroblob(40) WHERE kind = 'check'", "UPDATE key_store SET body = '?'"]
    {
        Connection::open(folder.join("vault.sqlite3")).unwrap().execute_batch(damage).unwrap();
        let error = open_with(&folder, &store).await.unwrap_err();
        assert!(error.is_damage(), "{damage}: {error:?}");
        Vault::rescue(&folder, &keys(&store, None), Timestamp::now()).await.unwrap();
        let rescued = open_with(&folder, &store).await.unwrap();
        assert_eq!(refresh_token(&rescued, &record), TOKEN, "{damage}");
    }
}

#[tokio::test]
async fn a_handle_of_a_vault_that_was_erased_or_rescued_is_out_of_date() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    let other = open_with(&folder, &store).await.unwrap();
    vault.erase(&folder, &keys(&store, None)).await.unwrap();
    assert!(matches!(other.session(&record.id), Err(VaultError::KeyChanged)));

    let (vault, _) = filled(&folder, &keys(&store, None)).await;
    Connection::open(folder.join("vault.sqlite3")).unwrap().execute_batch("UPDATE key_store SET body = '?'").unwrap();
    vault.check_key().unwrap();
    Vault::rescue(&folder, &keys(&store, None), Timestamp::now()).await.unwrap();
    assert!(matches!(vault.check_key(), Err(VaultError::KeyChanged)), "its file was set aside");
}

#[tokio::test]
async fn a_superseded_handle_stores_nothing_and_the_new_one_goes_on() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    let ours = vault.clone().superseded(&folder).await.unwrap();
    assert!(matches!(vault.put_settings(&Settings::default()), Err(VaultError::KeyChanged)));
    assert_eq!(refresh_token(&ours, &record), TOKEN);
}

#[tokio::test]
async fn rows_that_do_not_open_keep_nothing_from_being_copied_and_made_private() {
    let (_home, folder, store) = place();
    let (vault, record) = filled(&folder, &keys(&store, None)).await;
    vault
        .read(|connection| {
            Ok(connection.execute_batch(
                "UPDATE sealed SET ciphertext = zeroblob(40) WHERE kind <> 'check' AND kind <> 'client-secret'",
            )?)
        })
        .unwrap();
    let memory = Vault::in_memory().unwrap();
    vault.copy_into(&memory).unwrap();
    assert!(memory.session_records().unwrap().is_empty(), "there are no tokens to copy");
    assert_eq!(memory.registrations().unwrap().len(), 1);
    vault.put_settings(&Settings { private_mode: true, ..Settings::default() }).unwrap();
    assert_eq!(vault.session(&record.id).unwrap().unwrap().1, AccountDetails::default());
}
