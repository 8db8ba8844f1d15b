//! What a person waits for while picking scopes: each keystroke of a search, and the smallest set for many operations.

#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use trilo_catalogue::{Catalogue, Preference, Wish};

const SHOWN: usize = 50;

fn search(criterion: &mut Criterion) {
    let catalogue = Catalogue::built_in();
    // The first letters match nearly everything; the last query has most words to match.
    for text in ["c", "cr", "create iss", "read jira", "GET /rest/api/3/iss", "page comment write create"] {
        criterion.bench_function(&format!("search for {text:?}"), |bencher| {
            bencher.iter(|| catalogue.search(black_box(text), SHOWN));
        });
    }
    let call = "curl -X PUT https://api.atlassian.com/ex/jira/11223344/rest/api/3/issue/ABC-1?notifyUsers=false";
    criterion.bench_function("search for a pasted call", |bencher| {
        bencher.iter(|| catalogue.search(black_box(call), SHOWN));
    });
}

fn solve(criterion: &mut Criterion) {
    let catalogue = Catalogue::built_in();
    let keys: Vec<_> = catalogue.callable().map(|operation| operation.key.clone()).collect();
    // Every sixth, so that all products and kinds of operations are among them.
    let operations: Vec<_> = keys.iter().step_by(keys.len() / 200).take(200).cloned().collect();
    for preference in [Preference::Automatic, Preference::GranularOnly] {
        let wish = Wish { operations: operations.clone(), preference, keep: Vec::new() };
        criterion.bench_function(&format!("solve 200 operations, {preference:?}"), |bencher| {
            bencher.iter(|| catalogue.solve(black_box(&wish)));
        });
    }
    criterion.bench_function("unlock with 5 scopes", |bencher| {
        let scopes = ["read:jira-work", "write:jira-work", "read:page:confluence", "read:jira-user", "read:me"];
        bencher.iter(|| catalogue.unlock(black_box(&scopes)));
    });
}

criterion_group!(benches, search, solve);
criterion_main!(benches);
