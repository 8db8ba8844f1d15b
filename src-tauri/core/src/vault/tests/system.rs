use super::*;

/// Whether this run has a session bus and a key ring of its own, with an unlocked default collection.
///
/// The test run sets the variable there. Elsewhere these tests would write to the key ring of whoever runs them.
fn in_private_session() -> bool {
    std::env::var_os("TRILO_PRIVATE_SESSION").is_some()
}

#[tokio::test]
async fn a_good_key_store_is_proven_and_keeps_nothing_of_it() {
    let memory = MemoryKeyStore::with(Fault::None);
    let store: Arc<dyn KeyStore> = memory.clone();
    key_store::prove(&store).await.unwrap();
    assert!(lock(&memory.entries).is_empty());
}

#[tokio::test]
async fn a_key_store_that_forgets_or_is_locked_is_not_proven() {
    let prove = async |fault| {
        let store: Arc<dyn KeyStore> = MemoryKeyStore::with(fault);
        key_store::prove(&store).await.unwrap_err()
    };
    assert!(matches!(prove(Fault::Forgetful).await, KeyStoreError::Forgetful));
    assert!(matches!(prove(Fault::Locked).await, KeyStoreError::Locked));
}

#[tokio::test]
async fn a_call_that_panics_is_a_failure_and_its_words_are_not_kept() {
    let error = key_store::with_deadline::<()>(DEADLINE, || panic!("canary")).await.unwrap_err();
    assert!(matches!(&error, KeyStoreError::Failed(_)) && !format!("{error:?}").contains("canary"));
}

#[tokio::test]
async fn the_system_key_store_keeps_gives_back_and_removes() {
    if !in_private_session() {
        return;
    }
    let store: Arc<dyn KeyStore> = Arc::new(SystemKeyStore);
    key_store::prove(&store).await.unwrap();
    let (entry, value) = ("test:round-trip", Secret::new(vec![0, 0xFF, b'\n', 1]));
    store.write(entry, &Secret::new(b"before".to_vec())).unwrap();
    store.write(entry, &value).unwrap();
    assert_eq!(store.read(entry).unwrap().unwrap().expose(), value.expose());
    store.remove(entry).unwrap();
    store.remove(entry).unwrap();
    assert!(store.read(entry).unwrap().is_none());
}

#[tokio::test]
async fn a_vault_opens_with_the_system_key_store() {
    if !in_private_session() {
        return;
    }
    let (_home, folder, _) = place();
    let keys = Keys { store: Arc::new(SystemKeyStore), deadline: Duration::from_secs(10), passphrase: None };
    let registration = registration("Jira");
    let vault = Vault::open(&folder, &keys).await.unwrap();
    vault.put_registration(&registration, Some(&Secret::new("secret".to_owned()))).unwrap();
    let again = Vault::open(&folder, &keys).await.unwrap();
    assert_eq!(again.client_secret(&registration.id).unwrap().unwrap().expose(), "secret");

    let passphrase = Passphrase::new(Secret::new("correct horse battery".to_owned())).unwrap();
    let known = Some(passphrase.secret().clone());
    let moved = Arc::new(again).resealed(&folder, &keys, NewKey::Passphrase(passphrase)).await.unwrap();
    assert_eq!(moved.key_store(), KeyStoreKind::Passphrase);
    assert!(matches!(Vault::open(&folder, &keys).await, Err(VaultError::PassphraseMissing)));
    Vault::open(&folder, &Keys { passphrase: known, ..keys.clone() }).await.unwrap();
    let back = Arc::new(moved).resealed(&folder, &keys, NewKey::System).await.unwrap();
    assert_eq!(back.client_secret(&registration.id).unwrap().unwrap().expose(), "secret");
    Arc::new(back).erase(&folder, &keys).await.unwrap();
    assert!(!Vault::exists(&folder));
}
