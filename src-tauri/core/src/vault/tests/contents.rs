use super::*;

fn vault() -> (Vault, Registration) {
    let vault = Vault::in_memory().unwrap();
    let registration = registration("Jira");
    vault.put_registration(&registration, Some(&Secret::new("secret".to_owned()))).unwrap();
    (vault, registration)
}

#[test]
fn registrations_keep_their_order_and_their_secret_through_a_change() {
    let (vault, mut first) = vault();
    let second = registration("Confluence");
    vault.put_registration(&second, None).unwrap();
    first.name = "Jira of the team".to_owned();
    vault.put_registration(&first, None).unwrap();

    assert_eq!(vault.registrations().unwrap(), [first.clone(), second.clone()]);
    assert_eq!(vault.registration(&second.id).unwrap(), Some(second.clone()));
    assert_eq!(vault.client_secret(&first.id).unwrap().unwrap().expose(), "secret");
    assert!(vault.has_client_secret(&first.id).unwrap() && !vault.has_client_secret(&second.id).unwrap());
    assert!(vault.client_secret(&second.id).unwrap().is_none());
}

#[test]
fn a_session_comes_back_as_it_was_put_and_is_found_by_its_person() {
    let (vault, registration) = vault();
    let (record, details) = (record(&registration, "557058:1"), details("Ada"));
    vault.put_session(&record, &details, &tokens("one")).unwrap();

    assert_eq!(vault.sessions().unwrap(), [(record.clone(), details.clone())]);
    assert_eq!(vault.session(&record.id).unwrap(), Some((record.clone(), details)));
    assert_eq!(vault.find_session(&registration.id, "557058:1").unwrap(), Some(record.id.clone()));
    assert_eq!(vault.find_session(&RegistrationId::random(), "557058:1").unwrap(), None);
    assert_eq!(access_token(&vault, &record.id), "one");
}

#[test]
fn tokens_of_sixteen_kilobytes_are_kept() {
    let (vault, registration) = vault();
    let (record, long) = (record(&registration, "1"), "t".repeat(16 * 1024));
    vault.put_session(&record, &details("Ada"), &tokens(&long)).unwrap();
    assert_eq!(access_token(&vault, &record.id), long);
}

#[test]
fn new_details_leave_the_tokens_alone_and_do_not_revive_a_session() {
    let (vault, registration) = vault();
    let mut record = record(&registration, "unknown");
    vault.put_session(&record, &AccountDetails::default(), &tokens("one")).unwrap();
    record.atlassian_id = "557058:1".to_owned();
    let change = |known: &mut SessionRecord, known_details: &mut AccountDetails| {
        known.atlassian_id = "557058:1".to_owned();
        *known_details = details("Ada");
    };
    assert!(vault.change_session(&record.id, None, change).unwrap());
    assert_eq!(vault.session(&record.id).unwrap(), Some((record.clone(), details("Ada"))));
    assert_eq!(access_token(&vault, &record.id), "one");

    vault.remove_session(&record.id).unwrap();
    assert!(!vault.change_session(&record.id, None, |_, known| *known = details("Ada")).unwrap());
    assert!(vault.session(&record.id).unwrap().is_none() && vault.tokens(&record.id).unwrap().is_none());
    assert_eq!(sealed_rows(&vault, "details"), 0, "nothing of a person stays behind");
}

#[test]
fn a_session_is_replaced_as_a_whole_or_not_at_all() {
    let (vault, registration) = vault();
    let mut record = record(&registration, "1");
    vault.put_session(&record, &details("Ada"), &tokens("old")).unwrap();
    let before = record.clone();
    vault
        .read(|connection| {
            let refuse = "CREATE TRIGGER refuse BEFORE UPDATE ON sealed WHEN NEW.kind = 'tokens'
                          BEGIN SELECT RAISE(ABORT, 'no'); END";
            Ok(connection.execute_batch(refuse)?)
        })
        .unwrap();
    record.renewals = 1;
    vault.put_session(&record, &details("Grace"), &tokens("new")).unwrap_err();
    assert_eq!(vault.session(&record.id).unwrap(), Some((before, details("Ada"))));
    assert_eq!(access_token(&vault, &record.id), "old");
}

#[test]
fn a_waiting_sign_in_comes_back_with_state_and_verifier() {
    let (vault, registration) = vault();
    let (first, second) = (pending(&registration, "one"), pending(&registration, "two"));
    vault.put_pending(&first).unwrap();
    vault.put_pending(&second).unwrap();
    let as_json = |pending: &PendingAuthorization| serde_json::to_value(pending).unwrap();
    let waiting = vault.pending().unwrap();
    assert_eq!(waiting.iter().map(as_json).collect::<Vec<_>>(), [as_json(&first), as_json(&second)]);

    vault.remove_pending(&first.attempt).unwrap();
    vault.remove_pending(&first.attempt).unwrap();
    assert_eq!(vault.pending().unwrap()[0].attempt, second.attempt);
}

#[test]
fn removing_a_registration_takes_everything_of_it_and_nothing_else() {
    let (vault, registration) = vault();
    let other = super::registration("Other");
    vault.put_registration(&other, Some(&Secret::new("other".to_owned()))).unwrap();
    let kept = record(&other, "1");
    vault.put_session(&kept, &details("Ada"), &tokens("kept")).unwrap();
    vault.put_session(&record(&registration, "1"), &details("Ada"), &tokens("gone")).unwrap();
    vault.put_pending(&pending(&registration, "gone")).unwrap();

    vault.remove_registration(&registration.id).unwrap();
    assert_eq!(vault.registrations().unwrap(), std::slice::from_ref(&other));
    assert_eq!(vault.sessions().unwrap().len(), 1);
    assert_eq!(access_token(&vault, &kept.id), "kept");
    assert!(vault.pending().unwrap().is_empty());
    assert_eq!(vault.client_secret(&other.id).unwrap().unwrap().expose(), "other");
    let rows = ["client-secret", "tokens", "details", "pending"].map(|kind| sealed_rows(&vault, kind));
    assert_eq!(rows, [1, 1, 1, 0], "no sealed row is left without an owner");
}

#[test]
fn a_sealed_row_that_was_moved_or_changed_does_not_open() {
    let (vault, registration) = vault();
    let (mine, theirs) = (record(&registration, "1"), record(&registration, "2"));
    vault.put_session(&mine, &details("Ada"), &tokens("mine")).unwrap();
    vault.put_session(&theirs, &details("Bob"), &tokens("theirs")).unwrap();
    let change = |sql: &str, values: [&str; 2]| vault.read(|connection| Ok(connection.execute(sql, values)?)).unwrap();

    let copy_tokens = "UPDATE sealed SET (nonce, ciphertext) =
        (SELECT nonce, ciphertext FROM sealed WHERE kind = 'tokens' AND owner = ?1) WHERE kind = 'tokens' AND owner = ?2";
    change(copy_tokens, [theirs.id.as_str(), mine.id.as_str()]);
    assert!(vault.tokens(&mine.id).unwrap().is_none(), "another account's tokens");

    let as_details = "UPDATE sealed SET (nonce, ciphertext) =
        (SELECT nonce, ciphertext FROM sealed WHERE kind = 'tokens' AND owner = ?1) WHERE kind = 'details' AND owner = ?2";
    change(as_details, [theirs.id.as_str(), theirs.id.as_str()]);
    let (_, opened) = vault.session(&theirs.id).unwrap().unwrap();
    assert_eq!(opened, AccountDetails::default(), "the same account's tokens are not its details");
    assert_eq!(vault.damaged_rows(), 2);

    let flip = "UPDATE sealed SET ciphertext = zeroblob(length(ciphertext)) WHERE kind = ?1 AND owner = ?2";
    change(flip, ["client-secret", registration.id.as_str()]);
    assert!(vault.client_secret(&registration.id).unwrap().is_none());
}

#[test]
fn no_nonce_is_used_twice() {
    let (vault, registration) = vault();
    let nonce = || {
        let query = "SELECT nonce FROM sealed WHERE kind = 'client-secret'";
        vault.read(|connection| Ok(connection.query_row(query, [], |row| row.get::<_, Vec<u8>>(0))?)).unwrap()
    };
    let before = nonce();
    vault.put_registration(&registration, Some(&Secret::new("secret".to_owned()))).unwrap();
    assert_ne!(before, nonce());
}

#[test]
fn settings_are_the_defaults_until_some_are_put() {
    let vault = Vault::in_memory().unwrap();
    assert_eq!(vault.settings().unwrap(), Settings::default());
    let settings = Settings { clear_clipboard_after: Some(90), ..Settings::default() };
    vault.put_settings(&settings).unwrap();
    assert_eq!(vault.settings().unwrap(), settings);
}

#[test]
fn a_vault_in_memory_takes_accounts_of_registrations_that_rest_elsewhere() {
    let vault = Vault::in_memory().unwrap();
    let record = record(&registration("on disk"), "1");
    vault.put_session(&record, &details("Ada"), &tokens("t")).unwrap();
    assert!(vault.is_in_memory());
    assert_eq!(access_token(&vault, &record.id), "t");
}

#[test]
fn debug_output_shows_neither_key_nor_tokens() {
    let shown = format!("{:?} {:?}", Vault::in_memory().unwrap(), tokens("canary"));
    assert!(!shown.contains("canary") && !shown.contains("key"), "{shown}");
}

fn sealed_rows(vault: &Vault, kind: &str) -> i64 {
    let query = "SELECT count(*) FROM sealed WHERE kind = ?1";
    vault.read(|connection| Ok(connection.query_row(query, [kind], |row| row.get(0))?)).unwrap()
}
