//! What a person or a script waits for: reading a callback, a token from the vault, a list of many accounts.

#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use trilo_core::authorization::{AuthorizationRequest, ReceivedCallback};
use trilo_core::identifier::{AccountId, AttemptId};
use trilo_core::registration::Cloud;
use trilo_core::scope::ScopeSet;
use trilo_core::vault::Vault;

use support::{fill, registration};

const ACCOUNTS: usize = 1_000;

fn vault_with(accounts: usize) -> (Vault, AccountId) {
    let (vault, registration) = (Vault::in_memory().unwrap(), registration(Cloud::Commercial));
    let last = fill(&vault, &registration, accounts);
    (vault, last)
}

fn authorization(criterion: &mut Criterion) {
    let registration = registration(Cloud::Commercial);
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
