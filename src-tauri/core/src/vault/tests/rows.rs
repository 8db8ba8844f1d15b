use super::*;

fn change(vault: &Vault, sql: &str, id: &str) {
    assert_eq!(vault.read(|connection| Ok(connection.execute(sql, [id])?)).unwrap(), 1);
}

#[tokio::test]
async fn one_unreadable_row_fails_no_list_and_is_counted_once() {
    let (_home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    let (good, bad) = (registration("Jira"), registration("Confluence"));
    vault.put_registration(&good, None).unwrap();
    vault.put_registration(&bad, None).unwrap();
    let records = ["1", "2", "3"].map(|id| record(&good, id));
    for record in &records {
        vault.put_session(record, &details("Ada"), &tokens("t")).unwrap();
    }
    let (waiting, lost) = (pending(&good, "one"), pending(&good, "two"));
    vault.put_pending(&waiting).unwrap();
    vault.put_pending(&lost).unwrap();
    let attempts = [0, 1].map(|_| Attempt::begin(AttemptKind::SignIn, &[], Timestamp::UNIX_EPOCH));
    for attempt in &attempts {
        vault.put_attempt(attempt).unwrap();
    }
    assert_eq!(vault.damaged_rows(), 0);
    change(&vault, "UPDATE registration SET body = '{' WHERE id = ?1", bad.id.as_str());
    change(&vault, "UPDATE account SET body = 'no JSON' WHERE id = ?1", records[0].id.as_str());
    let flip = "UPDATE sealed SET ciphertext = zeroblob(9) WHERE kind = 'details' AND owner = ?1";
    change(&vault, flip, records[1].id.as_str());
    change(&vault, "DELETE FROM sealed WHERE kind = 'pending' AND owner = ?1", lost.attempt.as_str());
    change(&vault, "UPDATE attempt SET body = '[' WHERE id = ?1", attempts[0].id.as_str());

    for _ in 0..2 {
        assert_eq!(vault.registrations().unwrap(), std::slice::from_ref(&good));
        let expected = [(records[1].clone(), AccountDetails::default()), (records[2].clone(), details("Ada"))];
        assert_eq!(vault.sessions().unwrap(), expected, "listed by its record where its details are lost");
        assert_eq!(vault.session(&records[1].id).unwrap().unwrap(), expected[0]);
        assert_eq!(vault.session_records().unwrap(), records[1..]);
        assert_eq!(vault.pending().unwrap().len(), 1);
        assert_eq!(vault.attempts(9).unwrap(), attempts[1..]);
        assert_eq!(vault.attempts_under_way().unwrap(), attempts[1..]);
        assert_eq!(vault.damaged_rows(), 5);
    }
    let change = |_: &mut SessionRecord, known: &mut AccountDetails| *known = details("Grace");
    assert!(vault.change_session(&records[1].id, Some(&tokens("new")), change).unwrap());
    assert_eq!(vault.session(&records[1].id).unwrap().unwrap().1, details("Grace"), "the next reading mends it");
}

#[tokio::test]
async fn with_another_key_no_row_counts_as_damaged() {
    let (_home, folder, store) = place();
    let vault = open_with(&folder, &store).await.unwrap();
    let registration = registration("Jira");
    vault.put_registration(&registration, None).unwrap();
    let record = record(&registration, "1");
    vault.put_session(&record, &details("Ada"), &tokens("t")).unwrap();
    vault.read(|connection| Ok(connection.execute("UPDATE sealed SET ciphertext = zeroblob(40)", [])?)).unwrap();
    assert!(matches!(vault.sessions(), Err(VaultError::Sealed)));
    vault.change_session(&record.id, None, |_, _| ()).unwrap_err();
    assert_eq!(vault.damaged_rows(), 0);
}
