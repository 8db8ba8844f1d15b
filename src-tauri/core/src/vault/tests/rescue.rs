use super::files::names;
use super::*;

const NOW: &str = "2026-11-24T22:15:00Z";
const ASIDE: &str = "vault.sqlite3.damaged-20261124T221500Z";
const ACCOUNTS: usize = 300;

async fn rescue(folder: &Path, store: &Arc<MemoryKeyStore>) -> Result<Rescued, VaultError> {
    let keys = Keys { store: store.clone(), deadline: DEADLINE, passphrase: None };
    Vault::rescue(folder, &keys, NOW.parse().unwrap()).await
}

/// A closed vault with many accounts and attempts, enough for tables with interior pages.
async fn full_vault() -> (TempDir, std::path::PathBuf, Arc<MemoryKeyStore>, Vec<SessionRecord>) {
    let (home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    let registration = registration("Jira");
    vault.put_registration(&registration, Some(&Secret::new("secret".to_owned()))).unwrap();
    // Several pages would be one transaction each otherwise, with a wait for the disk.
    lock(&vault.connection).pragma_update(None, "synchronous", "OFF").unwrap();
    let records: Vec<_> = (0..ACCOUNTS).map(|number| record(&registration, &number.to_string())).collect();
    for record in &records {
        vault.put_session(record, &details("Ada"), &tokens("t")).unwrap();
        vault.put_attempt(&Attempt::begin(AttemptKind::SignIn, &[], Timestamp::UNIX_EPOCH)).unwrap();
    }
    drop(vault);
    (home, folder, store, records)
}

/// What the vault of a folder holds after a rescue, compared with what the rescue told.
async fn check(folder: &Path, store: &Arc<MemoryKeyStore>, rescued: &Rescued, damaged: &[u8]) -> Vault {
    assert_eq!(rescued.set_aside, folder.join(ASIDE));
    assert_eq!(fs::read(&rescued.set_aside).unwrap(), damaged, "the original bytes");
    let vault = open_with(folder, store).await.unwrap();
    assert_eq!(vault.registrations().unwrap().len(), rescued.registrations);
    assert_eq!(vault.sessions().unwrap().len(), rescued.accounts);
    assert_eq!(vault.attempts(usize::MAX).unwrap().len(), rescued.attempts);
    assert_eq!(vault.damaged_rows(), 0);
    for record in vault.session_records().unwrap() {
        let tokens = vault.tokens(&record.id).unwrap();
        assert_eq!(tokens.is_some(), record.renewable && record.verdict.is_none());
        let code = record.verdict.map(|verdict| verdict.problem.code);
        assert_eq!(code.is_some(), tokens.is_none());
        assert!(code.is_none_or(|code| code == crate::Code::RefreshTokenMissing));
    }
    let leftovers = names(folder).into_iter().filter(|name| name.contains("rescue") || name.contains("remade"));
    assert_eq!(leftovers.count(), 0);
    vault
}

/// The root pages of the tables and indexes, and the kind byte of every page.
fn pages(file: &Path, table: &str) -> (usize, Vec<u8>) {
    let connection = Connection::open(file).unwrap();
    let query = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let root: i64 = connection.query_row(query, [table], |row| row.get(0)).unwrap();
    drop(connection);
    let bytes = fs::read(file).unwrap();
    (usize::try_from(root).unwrap(), bytes.chunks(4096).map(|page| page[0]).collect())
}

#[tokio::test]
async fn a_whole_vault_is_not_rescued() {
    let (_home, folder, store) = place();
    assert!(matches!(rescue(&folder, &store).await, Err(VaultError::NotDamaged)));
    drop(open_with(&folder, &store).await.unwrap());
    assert!(matches!(rescue(&folder, &store).await, Err(VaultError::NotDamaged)));
    assert_eq!(names(&folder), ["locks", "vault.sqlite3"]);
}

#[tokio::test]
async fn of_half_a_file_the_readable_half_is_kept_under_the_same_key() {
    let (_home, folder, store, records) = full_vault().await;
    let file = folder.join("vault.sqlite3");
    let whole = fs::read(&file).unwrap();
    let half = &whole[..whole.len() / 8192 * 4096];
    fs::write(&file, half).unwrap();
    assert!(open_with(&folder, &store).await.unwrap_err().is_damage());
    let rescued = rescue(&folder, &store).await.unwrap();
    println!("{rescued:?}");
    let vault = check(&folder, &store, &rescued, half).await;
    assert_eq!(rescued.registrations, 1);
    assert!(rescued.accounts > ACCOUNTS / 4 && rescued.lost > 0);
    assert_eq!(access_token(&vault, &records[0].id), "t");
    assert_eq!(vault.sessions().unwrap()[0].1, details("Ada"));
    assert_eq!(lock(&store.entries).len(), 1);
}

#[tokio::test]
async fn one_lost_leaf_of_sealed_rows_costs_the_rows_on_it() {
    let (_home, folder, store, records) = full_vault().await;
    let file = folder.join("vault.sqlite3");
    let mut bytes = fs::read(&file).unwrap();
    let (root, _) = pages(&file, "sealed");
    let at = (root - 1) * 4096;
    assert_eq!(bytes[at], 5, "the root of the table is an interior page");
    // The child of a cell in the middle (sqlite.org/fileformat2.html, section 1.6), which is a leaf or above leaves.
    let cells = usize::from(u16::from_be_bytes([bytes[at + 3], bytes[at + 4]]));
    let pointer = at + 12 + cells / 2 * 2;
    let cell = at + usize::from(u16::from_be_bytes([bytes[pointer], bytes[pointer + 1]]));
    let child = u32::from_be_bytes(bytes[cell..cell + 4].try_into().unwrap()) as usize;
    bytes[(child - 1) * 4096..child * 4096].fill(0xA5);
    fs::write(&file, &bytes).unwrap();
    let rescued = rescue(&folder, &store).await.unwrap();
    println!("{rescued:?}");
    let vault = check(&folder, &store, &rescued, &bytes).await;
    assert_eq!((rescued.registrations, rescued.accounts, rescued.attempts), (1, ACCOUNTS, ACCOUNTS));
    let without = records.iter().filter(|record| vault.tokens(&record.id).unwrap().is_none()).count();
    assert!((1..60).contains(&without) && (1..120).contains(&rescued.lost), "{without} {rescued:?}");
}

#[tokio::test]
async fn a_lost_interior_page_of_attempts_costs_no_account() {
    let (_home, folder, store, records) = full_vault().await;
    let file = folder.join("vault.sqlite3");
    let (root, kinds) = pages(&file, "attempt");
    assert_eq!(kinds[root - 1], 5, "an interior page");
    let mut bytes = fs::read(&file).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0xA5);
    fs::write(&file, &bytes).unwrap();
    let rescued = rescue(&folder, &store).await.unwrap();
    println!("{rescued:?}");
    let vault = check(&folder, &store, &rescued, &bytes).await;
    assert_eq!((rescued.registrations, rescued.accounts, rescued.attempts), (1, ACCOUNTS, 0));
    assert_eq!(rescued.lost, ACCOUNTS, "the index still tells how many there were");
    assert!(records.iter().all(|record| vault.tokens(&record.id).unwrap().is_some()));
}

#[tokio::test]
async fn of_bytes_that_are_no_vault_nothing_is_kept_and_the_next_opening_makes_one() {
    let (_home, folder, store, _) = full_vault().await;
    let file = folder.join("vault.sqlite3");
    let mut header = fs::read(&file).unwrap();
    header[..100].fill(0x5A);
    let random: Vec<u8> = (0..600).flat_map(|_| crate::identifier::random::<32>()).collect();
    for (times, bytes) in [header, random].into_iter().enumerate() {
        fs::write(&file, &bytes).unwrap();
        let rescued = rescue(&folder, &store).await.unwrap();
        let name = if times == 0 { ASIDE.to_owned() } else { format!("{ASIDE}-2") };
        let expected = Rescued { set_aside: folder.join(name), registrations: 0, accounts: 0, attempts: 0, lost: 0 };
        assert_eq!(rescued, expected);
        assert_eq!(fs::read(&rescued.set_aside).unwrap(), bytes);
        assert!(!file.exists());
        assert!(open_with(&folder, &store).await.unwrap().registrations().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_damaged_vault_whose_key_is_gone_stays_where_it_is() {
    let (_home, folder, store, _) = full_vault().await;
    let file = folder.join("vault.sqlite3");
    let mut bytes = fs::read(&file).unwrap();
    bytes.truncate(bytes.len() / 8192 * 4096);
    fs::write(&file, &bytes).unwrap();
    let (entry, _) = lock(&store.entries).drain().next().unwrap();
    assert!(matches!(rescue(&folder, &store).await, Err(VaultError::KeyMismatch)));
    lock(&store.entries).insert(entry, b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_vec());
    assert!(matches!(rescue(&folder, &store).await, Err(VaultError::KeyMismatch)), "another key");
    assert_eq!(names(&folder), ["locks", "vault.sqlite3"]);
    assert_eq!(fs::read(&file).unwrap(), bytes);
}
