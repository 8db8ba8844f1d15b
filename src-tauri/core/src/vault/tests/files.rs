use super::*;
use crate::vault::schema;

/// A vault file as the Trilo of the first schema left it, with a registration and an account; its key is in the store.
fn of_first_schema(folder: &Path, store: &MemoryKeyStore) -> SessionRecord {
    let seal = Seal::random();
    fs::create_dir_all(folder).unwrap();
    let connection = Connection::open(folder.join("vault.sqlite3")).unwrap();
    connection.execute_batch(schema::MIGRATIONS[0]).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.execute("INSERT INTO vault (singleton, id) VALUES (1, ?1)", [seal.vault()]).unwrap();
    seal.put_check(&connection).unwrap();
    let registration = registration("Jira");
    let record = record(&registration, "557058:1");
    let row = [registration.id.as_str(), &to_json(&registration).unwrap()];
    connection.execute("INSERT INTO registration (id, body) VALUES (?1, ?2)", row).unwrap();
    let row = [record.id.as_str(), registration.id.as_str(), "557058:1", &to_json(&record).unwrap()];
    let insert = "INSERT INTO account (id, registration, atlassian_id, body) VALUES (?1, ?2, ?3, ?4)";
    connection.execute(insert, row).unwrap();
    seal.put(&connection, Kind::Details, record.id.as_str(), &details("Ada")).unwrap();
    seal.put(&connection, Kind::Tokens, record.id.as_str(), &tokens("old")).unwrap();
    lock(&store.entries).insert(format!("vault-key:{}", seal.vault()), seal.key_to_keep().expose().clone());
    record
}

/// The names in a folder, sorted.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn schema_of(file: &Path) -> u32 {
    Connection::open(file).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

fn sealed_bytes(file: &Path, kind: &str) -> Vec<u8> {
    let connection = Connection::open(file).unwrap();
    let query = "SELECT ciphertext FROM sealed WHERE kind = ?1";
    connection.query_row(query, [kind], |row| row.get(0)).unwrap()
}

/// The files below a folder that hold some bytes.
fn holders(folder: &Path, bytes: &[u8]) -> Vec<String> {
    let holds = |name: &String| {
        let path = folder.join(name);
        path.is_file() && fs::read(path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    };
    names(folder).into_iter().filter(holds).collect()
}

#[tokio::test]
async fn an_older_vault_is_backed_up_before_it_is_migrated() {
    let (_home, folder, store) = place();
    let record = of_first_schema(&folder, &store);
    let backup = folder.join("vault.sqlite3.schema-1.backup");
    fs::write(&backup, "an older backup").unwrap();
    let vault = open_with(&folder, &store).await.unwrap();
    assert_eq!(access_token(&vault, &record.id), "old");
    assert_eq!(schema_of(&folder.join("vault.sqlite3")), 3);
    assert_eq!(schema_of(&backup), 1);
    assert!(!names(&folder).iter().any(|name| name.contains("unfinished")), "{:?}", names(&folder));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }
    drop(vault);

    fs::rename(&backup, folder.join("vault.sqlite3")).unwrap();
    let vault = open_with(&folder, &store).await.unwrap();
    assert_eq!(access_token(&vault, &record.id), "old", "the backup is a vault that opens");
}

#[tokio::test]
async fn a_vault_that_cannot_be_backed_up_is_not_migrated() {
    let (_home, folder, store) = place();
    of_first_schema(&folder, &store);
    // A folder of this name is in the way of the finished backup.
    let backup = folder.join("vault.sqlite3.schema-1.backup");
    fs::create_dir_all(backup.join("in the way")).unwrap();
    let error = open_with(&folder, &store).await.unwrap_err();
    assert!(matches!(&error, VaultError::DataFolder { path, .. } if *path == backup), "{error:?}");
    assert_eq!(schema_of(&folder.join("vault.sqlite3")), 1);
    assert!(!names(&folder).iter().any(|name| name.contains("unfinished")), "{:?}", names(&folder));
    fs::remove_dir_all(&backup).unwrap();
    open_with(&folder, &store).await.unwrap();
    assert_eq!(schema_of(&folder.join("vault.sqlite3")), 3);
}

#[tokio::test]
async fn nothing_that_was_replaced_or_removed_stays_in_any_file() {
    let (_home, folder, store) = place();
    let mut record = of_first_schema(&folder, &store);
    let file = folder.join("vault.sqlite3");
    let vault = open_with(&folder, &store).await.unwrap();
    let (first_tokens, first_details) = (sealed_bytes(&file, "tokens"), sealed_bytes(&file, "details"));
    assert_eq!(holders(&folder, &first_tokens), ["vault.sqlite3", "vault.sqlite3.schema-1.backup"]);

    record.renewals = 1;
    vault.put_session(&record, &details("Grace"), &tokens("new, and longer than the old one was")).unwrap();
    assert_eq!(holders(&folder, &first_tokens), [] as [&str; 0], "replaced tokens");
    assert_eq!(holders(&folder, &first_details), [] as [&str; 0], "replaced details");

    let (second_tokens, long) = (sealed_bytes(&file, "tokens"), "t".repeat(16 * 1024));
    assert!(vault.change_session(&record.id, Some(&tokens(&long)), |_, _| ()).unwrap());
    assert_eq!(holders(&folder, &second_tokens), [] as [&str; 0]);
    let overflowing = sealed_bytes(&file, "tokens");
    let part = &overflowing[9_000..9_100];
    assert_eq!(holders(&folder, part), ["vault.sqlite3"]);
    vault.remove_session(&record.id).unwrap();
    assert_eq!(holders(&folder, part), [] as [&str; 0], "removed tokens that filled pages of their own");
}

#[tokio::test]
async fn a_reader_that_holds_the_log_delays_nobody_and_the_next_opening_empties_it() {
    let (_home, folder, store) = place();
    let record = of_first_schema(&folder, &store);
    let file = folder.join("vault.sqlite3");
    let vault = open_with(&folder, &store).await.unwrap();
    vault.change_session(&record.id, Some(&tokens("first")), |_, _| ()).unwrap();
    let reader = Connection::open(&file).unwrap();
    let old = sealed_bytes(&file, "tokens");
    reader.execute_batch("BEGIN; SELECT count(*) FROM sealed").unwrap();
    let began = std::time::Instant::now();
    vault.change_session(&record.id, Some(&tokens("second")), |_, _| ()).unwrap();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    drop(reader);
    drop(vault);
    let _vault = open_with(&folder, &store).await.unwrap();
    assert_eq!(holders(&folder, &old), [] as [&str; 0]);
}

#[tokio::test]
async fn a_row_that_refers_to_nothing_is_damage() {
    let (_home, folder, store) = place();
    of_first_schema(&folder, &store);
    let file = folder.join("vault.sqlite3");
    Connection::open(&file).unwrap().execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM registration").unwrap();
    let error = open_with(&folder, &store).await.unwrap_err();
    assert!(matches!(&error, VaultError::DamagedFile { path } if *path == file), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn what_belongs_to_another_user_is_refused_and_left_as_it_is() {
    use std::os::unix::fs::{PermissionsExt, chown};

    if !rustix::process::geteuid().is_root() {
        // Only root can give a file away; the root folder belongs to root, and nobody else can change it.
        let error = open_with(Path::new("/"), &MemoryKeyStore::with(Fault::None)).await.unwrap_err();
        println!("not run by root: tried on the root folder");
        assert!(matches!(&error, VaultError::Foreign { .. } | VaultError::DataFolder { .. }), "{error:?}");
        return;
    }
    let (_home, folder, store) = place();
    of_first_schema(&folder, &store);
    let file = folder.join("vault.sqlite3");
    for foreign in [&folder, &file] {
        chown(foreign, Some(65_534), None).unwrap();
        fs::set_permissions(foreign, fs::Permissions::from_mode(0o755)).unwrap();
        let before = (names(&folder), fs::read(&file).unwrap());
        let error = open_with(&folder, &store).await.unwrap_err();
        assert!(matches!(&error, VaultError::Foreign { path } if path == foreign), "{error:?}");
        assert_eq!((names(&folder), fs::read(&file).unwrap()), before);
        assert_eq!(fs::metadata(foreign).unwrap().permissions().mode() & 0o777, 0o755);
        chown(foreign, Some(0), None).unwrap();
    }
    open_with(&folder, &store).await.unwrap();
}
