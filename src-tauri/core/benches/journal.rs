//! The journal: recording an attempt, and finding some among a hundred thousand.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use trilo_core::Error;
use trilo_core::diagnose::exchange::{Body, Connection, Header, Message, Response, Sender, Timings};
use trilo_core::diagnose::journal::AttemptSearch;
use trilo_core::diagnose::{Attempt, AttemptKind, AttemptOutcome, Exchange, StepKind};
use trilo_core::identifier::{AccountId, RegistrationId};
use trilo_core::settings::Settings;
use trilo_core::vault::{Names, Vault};

const ATTEMPTS: u32 = 100_000;
const ACCOUNTS: usize = 200;

struct Nobody;

impl Names for Nobody {
    fn accounts(&self, _: &str) -> Vec<AccountId> {
        Vec::new()
    }

    fn registrations(&self, _: &str) -> Vec<RegistrationId> {
        Vec::new()
    }
}

fn exchange(number: u32) -> Exchange {
    let header = |name: &str, value: String| Header { name: name.to_owned(), value };
    let body = |text: &str| {
        Some(Body { media_type: Some("application/json".into()), text: Some(text.into()), cut: false, size: 200 })
    };
    Exchange {
        sender: Sender::Trilo,
        method: "POST".into(),
        url: "https://auth.atlassian.com/oauth/token".into(),
        started_at: Timestamp::UNIX_EPOCH,
        request: Message {
            headers: vec![header("content-type", "application/json".into())],
            body: body(r#"{"grant_type": "refresh_token", "client_id": "9f2kQ…", "refresh_token": "‹token#3f9a2c›"}"#),
        },
        response: Some(Response {
            status: 403,
            message: Message {
                headers: vec![header("atl-traceid", format!("{number:032x}"))],
                body: body(r#"{"error": "unauthorized_client", "error_description": "refresh_token is invalid"}"#),
            },
        }),
        failure: None,
        connection: Connection::default(),
        timings: Timings { total: 331_000, ..Timings::default() },
    }
}

fn attempt(number: u32, accounts: &[AccountId]) -> Attempt {
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::from(number));
    let kind = if number.is_multiple_of(3) { AttemptKind::SignIn } else { AttemptKind::Refresh };
    let mut attempt = Attempt::begin(kind, &[StepKind::IntentNoted, StepKind::TokenRenewed, StepKind::Stored], at);
    attempt.account = Some(accounts[number as usize % accounts.len()].clone());
    attempt.exchanged(StepKind::TokenRenewed, vec![exchange(number)]);
    let failed = number.is_multiple_of(50);
    let problem = failed.then(|| Error::RefreshTokenMissing.problem());
    attempt.end(if failed { AttemptOutcome::Failed } else { AttemptOutcome::Succeeded }, problem, at);
    attempt
}

fn journal(criterion: &mut Criterion) {
    let accounts: Vec<_> = (0..ACCOUNTS).map(|_| AccountId::random()).collect();
    let vault = Vault::in_memory().unwrap();
    vault.put_settings(&Settings { journal_megabytes: 1_000, journal_days: 730, ..Settings::default() }).unwrap();
    for number in 0..ATTEMPTS {
        vault.put_attempt(&attempt(number, &accounts)).unwrap();
    }
    let mut number = ATTEMPTS;
    criterion.bench_function("record an attempt beside 100,000", |bencher| {
        bencher.iter(|| {
            number += 1;
            vault.put_attempt(&attempt(number, &accounts)).unwrap();
        });
    });
    let text = |text: &str| AttemptSearch { text: text.to_owned(), ..AttemptSearch::default() };
    for (name, search) in [
        ("the newest of 100,000", AttemptSearch::default()),
        ("a word that all have", text("oauth/token")),
        ("a word that one has", text(&format!("{:032x}", 4_711))),
        ("a word that none has", text("nowhere")),
        (
            "failed ones of an account",
            AttemptSearch {
                account: Some(accounts[50].clone()),
                outcomes: vec![AttemptOutcome::Failed],
                ..AttemptSearch::default()
            },
        ),
    ] {
        criterion.bench_function(&format!("search: {name}"), |bencher| {
            bencher.iter(|| vault.search_attempts(black_box(&search), &Nobody, 200).unwrap());
        });
    }
}

criterion_group!(benches, journal);
criterion_main!(benches);
