//! What a person or a script waits for: reading a callback, a token from the vault, a list of many accounts.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use trilo_core::authorization::{AuthorizationRequest, ReceivedCallback};
use trilo_core::identifier::{AccountId, AttemptId, RegistrationId};
use trilo_core::registration::{CallbackUrl, Cloud, Environment, Registration};
use trilo_core::scope::ScopeSet;
use trilo_core::secret::Secret;
use trilo_core::session::{AccountDetails, SessionRecord};
use trilo_core::vault::{StoredTokens, Vault};

const TOKEN_LENGTH: usize = 2_500;
const ACCOUNTS: usize = 1_000;

fn registration() -> Registration {
    Registration {
        id: RegistrationId::random(),
        name: "Bench".into(),
        environment: Environment::Any,
        cloud: Cloud::Commercial,
        client_id: "9f2kQvT1m0Zr".into(),
        callbacks: vec![CallbackUrl::parse(CallbackUrl::DEEP_LINK).unwrap()],
        scopes: ScopeSet::default(),
    }
}

fn record(registration: &Registration) -> SessionRecord {
    let scopes = ScopeSet::parse("read:jira-work read:jira-user").unwrap().with_always();
    SessionRecord {
        id: AccountId::random(),
        registration: registration.id.clone(),
        atlassian_id: AccountId::random().to_string(),
        requested: scopes.clone(),
        granted: scopes,
        signed_in_at: Timestamp::UNIX_EPOCH,
        renewed_at: None,
        renewals: 0,
        verdict: None,
        obtained_at: Timestamp::UNIX_EPOCH,
        expires_at: None,
        clock_offset: None,
        renewable: true,
        profile_problem: None,
        sites_problem: None,
    }
}

fn vault_with(accounts: usize) -> (Vault, AccountId) {
    let (vault, registration) = (Vault::in_memory().unwrap(), registration());
    vault.put_registration(&registration, Some(&Secret::new("secret".into()))).unwrap();
    let mut last = AccountId::random();
    for _ in 0..accounts {
        let record = record(&registration);
        vault.put_session(&record, &AccountDetails::default(), &tokens()).unwrap();
        last = record.id;
    }
    (vault, last)
}

fn tokens() -> StoredTokens {
    let token = || Secret::new("t".repeat(TOKEN_LENGTH));
    StoredTokens { access_token: token(), refresh_token: Some(token()) }
}

fn authorization(criterion: &mut Criterion) {
    let registration = registration();
    let scopes = ScopeSet::parse("read:jira-work read:jira-user").unwrap().with_always();
    criterion.bench_function("build an authorization request", |bencher| {
        bencher.iter_batched(
            || (AttemptId::random(), registration.callbacks[0].clone(), scopes.clone()),
            |(id, callback, scopes)| {
                AuthorizationRequest::new(id, &registration, callback, scopes, Timestamp::UNIX_EPOCH)
            },
            BatchSize::SmallInput,
        );
    });
    let callback = format!("trilo://oauth/callback?code={}&state=s", "c".repeat(2_000));
    criterion.bench_function("read a callback", |bencher| {
        bencher.iter(|| ReceivedCallback::parse(black_box(&callback)).unwrap());
    });
}

fn vault(criterion: &mut Criterion) {
    let (vault, account) = vault_with(ACCOUNTS);
    criterion.bench_function("a token out of 1,000 accounts", |bencher| {
        bencher.iter(|| vault.tokens(black_box(&account)).unwrap().unwrap());
    });
    criterion.bench_function("list 1,000 accounts", |bencher| bencher.iter(|| vault.sessions().unwrap()));
}

criterion_group!(benches, authorization, vault);
criterion_main!(benches);
