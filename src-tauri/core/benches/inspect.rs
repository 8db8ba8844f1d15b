//! What a person who looks at a large grant waits for.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hash::RandomState;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use trilo_core::catalogue::Catalogue;
use trilo_core::inspect::{Grant, GrantSite, Matrix, operations, probe};
use trilo_core::scope::{Scope, ScopeSet};

const SCOPES: usize = 500;
const SITES: usize = 50;

/// A grant of 500 scopes on 50 sites, each of which lacks some.
fn grant() -> Grant {
    let names = Catalogue::built_in().scopes().iter().take(SCOPES);
    let scopes: Vec<Scope> = names.map(|scope| Scope::parse(&scope.scope).unwrap()).collect();
    let without = |nth: usize| -> ScopeSet {
        scopes.iter().enumerate().filter(|(at, _)| at % (nth + 3) != 0).map(|(_, scope)| scope.clone()).collect()
    };
    let site = |nth: usize| GrantSite {
        cloud_id: format!("{nth:032}"),
        name: format!("site-{nth}"),
        url: format!("https://site-{nth}.atlassian.net"),
        scopes: without(nth),
    };
    Grant {
        requested: Some(scopes.iter().cloned().collect()),
        registration: Some(without(5)),
        answer: Some(without(7)),
        claim: Some(without(7)),
        sites: Some((0..SITES).map(site).collect()),
        earlier: ScopeSet::default(),
    }
}

fn inspect(criterion: &mut Criterion) {
    let grant = grant();
    assert_eq!(Matrix::of(&grant).rows.len(), SCOPES);
    criterion.bench_function("grant matrix of 500 scopes on 50 sites", |bencher| {
        bencher.iter(|| Matrix::of(black_box(&grant)));
    });
    let scopes = grant.anywhere();
    criterion.bench_function("what 430 scopes open", |bencher| {
        bencher.iter(|| operations::measure(Catalogue::built_in(), black_box(&scopes)));
    });
    criterion.bench_function("plan of probes for 50 sites", |bencher| {
        bencher.iter(|| probe::plan::<RandomState>(black_box(&grant), None));
    });
}

criterion_group!(benches, inspect);
criterion_main!(benches);
