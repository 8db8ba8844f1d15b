use jiff::ToSpan;

use super::*;
use crate::diagnose::exchange::{Exchange, Message, Sender, Timings};
use crate::diagnose::journal::AttemptSearch;
use crate::diagnose::{AttemptOutcome, StepKind};
use crate::error::{Code, Error};
use crate::vault::Names;

struct Nobody;

impl Names for Nobody {
    fn accounts(&self, _: &str) -> Vec<AccountId> {
        Vec::new()
    }

    fn registrations(&self, _: &str) -> Vec<RegistrationId> {
        Vec::new()
    }
}

struct Mira(AccountId);

impl Names for Mira {
    fn accounts(&self, word: &str) -> Vec<AccountId> {
        if word == "mira" { vec![self.0.clone()] } else { Vec::new() }
    }

    fn registrations(&self, _: &str) -> Vec<RegistrationId> {
        Vec::new()
    }
}

fn attempt(kind: AttemptKind, hours: i64) -> Attempt {
    Attempt::begin(kind, &[StepKind::TokenRenewed], Timestamp::UNIX_EPOCH + hours.hours())
}

fn exchange(url: &str) -> Exchange {
    Exchange {
        sender: Sender::Trilo,
        method: "POST".into(),
        url: url.into(),
        started_at: Timestamp::UNIX_EPOCH,
        request: Message::default(),
        response: None,
        failure: Some("nothing answers there".into()),
        connection: crate::diagnose::exchange::Connection::default(),
        timings: Timings::default(),
    }
}

fn found(vault: &Vault, search: &AttemptSearch) -> Vec<Attempt> {
    vault.search_attempts(search, &Nobody, 100).unwrap().attempts
}

#[test]
fn attempts_come_newest_first_and_a_changed_one_keeps_its_place() {
    let vault = Vault::in_memory().unwrap();
    let mut attempts: Vec<_> = (0..5).map(|hour| attempt(AttemptKind::SignIn, hour)).collect();
    for attempt in &attempts {
        vault.put_attempt(attempt).unwrap();
    }
    attempts[2].kind = AttemptKind::Refresh;
    vault.put_attempt(&attempts[2]).unwrap();
    attempts.reverse();
    assert_eq!(vault.attempts(usize::MAX).unwrap(), attempts);
    assert_eq!(vault.attempts(1).unwrap(), attempts[..1]);
    assert_eq!(vault.attempt(&attempts[2].id).unwrap().unwrap().kind, AttemptKind::Refresh);
    assert_eq!(vault.attempts_named(&attempts[1].id.as_str()[..12]).unwrap(), [attempts[1].id.clone()]);
}

#[test]
fn exchanges_rest_apart_and_come_with_the_one_attempt_that_is_asked_for() {
    let (vault, mut one) = (Vault::in_memory().unwrap(), attempt(AttemptKind::Refresh, 0));
    for url in ["https://auth.example/oauth/token", "https://auth.example/again"] {
        one.exchanged(StepKind::TokenRenewed, vec![exchange(url)]);
    }
    vault.put_attempt(&one).unwrap();
    vault.put_attempt(&one).unwrap();
    assert_eq!(vault.attempt(&one.id).unwrap().unwrap(), one, "written over, not beside");
    assert_eq!(vault.attempts(1).unwrap()[0].exchanges().count(), 0);
    let copy = Vault::in_memory().unwrap();
    vault.copy_into(&copy).unwrap();
    assert_eq!(copy.attempt(&one.id).unwrap().unwrap(), one);
}

#[test]
fn what_is_too_old_or_too_much_goes_with_its_exchanges() {
    let vault = Vault::in_memory().unwrap();
    vault.put_settings(&Settings { journal_days: 2, journal_megabytes: 1, ..Settings::default() }).unwrap();
    let mut old = attempt(AttemptKind::Refresh, 0);
    old.exchanged(StepKind::TokenRenewed, vec![exchange("https://old.example/")]);
    vault.put_attempt(&old).unwrap();
    let new = attempt(AttemptKind::Refresh, 49);
    vault.put_attempt(&new).unwrap();
    assert_eq!(vault.attempts(9).unwrap(), [new]);
    assert_eq!(count(&vault, "exchange"), 0);

    for hour in 50..350 {
        let mut large = attempt(AttemptKind::Refresh, hour / 10);
        large.exchanged(StepKind::TokenRenewed, vec![exchange(&"x".repeat(5_000))]);
        vault.put_attempt(&large).unwrap();
    }
    let bytes =
        vault.read(|connection| Ok(connection.query_row("SELECT bytes FROM journal", [], |row| row.get::<_, i64>(0))?));
    let kept = vault.attempts(usize::MAX).unwrap().len();
    assert!(bytes.unwrap() <= 1_000_000 && (20..300).contains(&kept), "{kept} attempts are kept");
    vault.read(|connection| Ok(connection.execute("DELETE FROM attempt", [])?)).unwrap();
    let bytes =
        vault.read(|connection| Ok(connection.query_row("SELECT bytes FROM journal", [], |row| row.get::<_, i64>(0))?));
    assert_eq!((bytes.unwrap(), count(&vault, "exchange")), (0, 0), "the count is exact");
}

#[test]
fn an_attempt_is_found_by_its_words_and_by_each_of_its_facts() {
    let vault = Vault::in_memory().unwrap();
    let account = AccountId::random();
    let mut failed = attempt(AttemptKind::Refresh, 10);
    failed.account = Some(account.clone());
    failed.exchanged(
        StepKind::TokenRenewed,
        vec![exchange("https://auth.example/oauth/token?site=northwind.atlassian.net")],
    );
    failed.end(AttemptOutcome::Failed, Some(Error::RefreshTokenMissing.problem()), failed.started_at);
    let other = attempt(AttemptKind::SignIn, 20);
    for attempt in [&failed, &other] {
        vault.put_attempt(attempt).unwrap();
    }
    let search = AttemptSearch::default;
    assert_eq!(found(&vault, &search()).len(), 2);
    for text in
        ["token", "refresh tok", "oauth/token", "northwind.atlassian", "\"there is no\"", &failed.id.as_str()[..8]]
    {
        let found = found(&vault, &AttemptSearch { text: text.into(), ..search() });
        assert_eq!(found.len(), 1, "{text} must find it");
        assert_eq!(found[0].id, failed.id);
    }
    for text in ["token nowhere", "%", "*", "OR", "NEAR(", "mira"] {
        assert!(found(&vault, &AttemptSearch { text: text.into(), ..search() }).is_empty(), "{text}");
    }
    let named = AttemptSearch { text: "mira token".into(), ..search() };
    assert_eq!(vault.search_attempts(&named, &Mira(account.clone()), 9).unwrap().attempts.len(), 1);
    let at = |hours: i64| Some(Timestamp::UNIX_EPOCH + hours.hours());
    for narrowed in [
        AttemptSearch { kinds: vec![AttemptKind::Refresh], ..search() },
        AttemptSearch { outcomes: vec![AttemptOutcome::Failed, AttemptOutcome::Denied], ..search() },
        AttemptSearch { account: Some(account), ..search() },
        AttemptSearch { code: Some(Code::RefreshTokenMissing), ..search() },
        AttemptSearch { until: at(20), ..search() },
        AttemptSearch { since: at(5), until: at(11), ..search() },
        AttemptSearch { site: Some("northwind.atlassian.net".into()), ..search() },
        AttemptSearch { before: Some(other.id.clone()), ..search() },
    ] {
        let found = found(&vault, &narrowed);
        assert_eq!(found.iter().map(|found| &found.id).collect::<Vec<_>>(), [&failed.id], "{narrowed:?}");
    }
    let first = vault.search_attempts(&search(), &Nobody, 1).unwrap();
    assert_eq!((first.attempts[0].id.clone(), first.more), (other.id, true));
}

#[test]
fn marks_are_made_with_one_key_for_the_whole_journal() {
    let vault = Vault::in_memory().unwrap();
    assert_eq!(vault.fingerprint_key().unwrap(), vault.fingerprint_key().unwrap());
    assert_ne!(vault.fingerprint_key().unwrap(), Vault::in_memory().unwrap().fingerprint_key().unwrap());
}

fn count(vault: &Vault, table: &str) -> i64 {
    let query = format!("SELECT count(*) FROM {table}");
    vault.read(|connection| Ok(connection.query_row(&query, [], |row| row.get(0))?)).unwrap()
}
