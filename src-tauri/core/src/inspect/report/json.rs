//! The report for programs.

use serde_json::{Value, json};

use super::{Report, expectation_word};
use crate::inspect::probe::ProbeResult;

pub(super) fn write(report: &Report) -> String {
    let grant = &report.grant;
    let opens = report.opens.as_ref().map(|opens| {
        opens.iter().map(|(site, shares)| json!({ "site": site, "products": shares })).collect::<Vec<_>>()
    });
    let claims = report.token.as_ref().map(|token| {
        let claims = token.claims.iter().map(|claim| (claim.name.clone(), Value::from(report.claim_value(claim))));
        claims.collect::<serde_json::Map<_, _>>()
    });
    let shape = json!({
        "format": "trilo-grant-report/1",
        "madeAt": report.made_at,
        "madeBy": { "program": "Trilo", "version": env!("CARGO_PKG_VERSION") },
        "subject": report.subject,
        "registration": report.registration,
        "requested": grant.requested,
        "registered": grant.registration,
        "answer": grant.answer,
        "claim": grant.claim,
        "matrix": report.matrix,
        "opens": opens,
        "claims": claims,
        "probes": report.probes.as_ref().map(|probes| probes.iter().map(probe).collect::<Vec<_>>()),
        "history": report.history,
    });
    serde_json::to_string_pretty(&shape).unwrap_or_default()
}

fn probe(result: &ProbeResult) -> Value {
    json!({
        "name": result.call.probe.name,
        "request": format!("GET {}", result.call.probe.path),
        "product": result.call.probe.product,
        "site": result.call.site.as_ref().map(|site| &site.name),
        "expected": expectation_word(result.call.expected),
        "outcome": result.outcome,
        "asExpected": result.as_expected,
        "status": result.status,
        "milliseconds": u64::try_from(result.duration.as_millis()).unwrap_or(u64::MAX),
        "explanation": result.explanation.as_ref().map(|found| json!({
            "code": found.code, "title": found.title, "cause": found.cause, "fix": found.fix,
        })),
    })
}
