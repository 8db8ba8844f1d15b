//! What a person waits for who pastes a text: its secrets taken out, and its explanation.

#![allow(missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use trilo_core::diagnose::explain::explain;
use trilo_core::diagnose::redaction::Redaction;

const EXCHANGE: &str = "POST /oauth/token HTTP/2\nhost: auth.atlassian.com\ncontent-type: application/json\n\
    authorization: Basic bWlyYTpub3QtYS1zZWNyZXQ=\n\n\
    {\"grant_type\":\"refresh_token\",\"client_id\":\"9f2kQvT1m0Zr\",\"client_secret\":\"ATOAnotasecret0000000000\",\
    \"refresh_token\":\"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl\"}\n\n\
    HTTP/2 403\natl-traceid: 0f1e2d3c4b5a69788796a5b4c3d2e1f0\ncontent-type: application/json\n\n\
    {\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is invalid\"}\n";

fn redaction(criterion: &mut Criterion) {
    let redaction = Redaction::new([7; 32], Vec::new());
    let mut group = criterion.benchmark_group("redact");
    for (name, text) in
        [("an exchange", EXCHANGE.to_owned()), ("a log of 1 MB", EXCHANGE.repeat((1 << 20) / EXCHANGE.len()))]
    {
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        group.bench_function(name, |bencher| bencher.iter(|| redaction.redact(black_box(&text))));
    }
    group.finish();
}

fn explanation(criterion: &mut Criterion) {
    let log = EXCHANGE.repeat((1 << 20) / EXCHANGE.len());
    let mut group = criterion.benchmark_group("explain");
    group.sample_size(10);
    group.bench_function("an exchange", |bencher| bencher.iter(|| explain(black_box(EXCHANGE))));
    group.bench_function("a log of 1 MB", |bencher| bencher.iter(|| explain(black_box(&log))));
    group.finish();
}

criterion_group!(benches, redaction, explanation);
criterion_main!(benches);
