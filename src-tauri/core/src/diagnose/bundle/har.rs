//! The exchanges of a bundle as HAR 1.2, which browsers and many tools open (<http://www.softwareishard.com/blog/har-12-spec/>).

use serde_json::{Value, json};

use super::Bundle;
use crate::diagnose::exchange::{Body, Header, Timings};
use crate::diagnose::{Exchange, StepKind};

/// The document.
pub(super) fn written(bundle: &Bundle) -> Value {
    let exchanges = bundle.attempts.iter().flat_map(|attempt| {
        attempt.exchanges().map(move |(step, exchange)| entry(attempt.id.as_str(), step, exchange))
    });
    json!({
        "log": {
            "version": "1.2",
            "creator": { "name": "Trilo", "version": env!("CARGO_PKG_VERSION") },
            "comment": "What stands between ‹ and › was removed; equal marks stand for equal values.",
            "entries": exchanges.collect::<Vec<_>>(),
        }
    })
}

fn entry(attempt: &str, step: StepKind, exchange: &Exchange) -> Value {
    let version = exchange.connection.http_version.clone().unwrap_or_default();
    let request = &exchange.request;
    let mut entry = json!({
        "startedDateTime": exchange.started_at.to_string(),
        "time": milliseconds(exchange.timings.total),
        "request": {
            "method": exchange.method,
            "url": exchange.url,
            "httpVersion": version,
            "cookies": [],
            "headers": headers(&request.headers),
            "queryString": query(&exchange.url),
            "headersSize": -1,
            "bodySize": size(request.body.as_ref()),
        },
        "response": response(exchange, &version),
        "cache": {},
        "timings": timings(&exchange.timings),
        "comment": format!("attempt {attempt}, {}", super::wire_name(&step)),
    });
    if let Some(body) = &request.body {
        entry["request"]["postData"] = json!({ "mimeType": media_type(body), "params": [], "text": body.text });
    }
    if let Some(address) = exchange.connection.address.as_deref().and_then(host_of_address) {
        entry["serverIPAddress"] = address.into();
    }
    entry
}

fn response(exchange: &Exchange, version: &str) -> Value {
    let message = exchange.response.as_ref().map(|response| &response.message);
    let all: &[Header] = message.map_or(&[], |message| &message.headers);
    let location = all.iter().find(|header| header.name == "location").map(|header| header.value.as_str());
    let body = message.and_then(|message| message.body.as_ref());
    let mut response = json!({
        // A status of zero is how browsers write that no answer came.
        "status": exchange.response.as_ref().map_or(0, |response| response.status),
        "statusText": "",
        "httpVersion": version,
        "cookies": [],
        "headers": headers(all),
        "content": {
            "size": size(body),
            "mimeType": body.map_or("", |body| media_type(body)),
            "text": body.and_then(|body| body.text.as_deref()).unwrap_or_default(),
        },
        "redirectURL": location.unwrap_or_default(),
        "headersSize": -1,
        "bodySize": size(body),
    });
    if let Some(failure) = &exchange.failure {
        response["_error"] = failure.as_str().into();
    }
    response
}

fn headers(headers: &[Header]) -> Vec<Value> {
    headers.iter().map(|header| json!({ "name": header.name, "value": header.value })).collect()
}

fn query(url: &str) -> Vec<Value> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn media_type(body: &Body) -> &str {
    body.media_type.as_deref().unwrap_or_default()
}

fn size(body: Option<&Body>) -> u64 {
    body.map_or(0, |body| body.size)
}

fn host_of_address(address: &str) -> Option<String> {
    address.parse::<std::net::SocketAddr>().ok().map(|address| address.ip().to_string())
}

fn timings(timings: &Timings) -> Value {
    let part = |part: Option<u64>| part.map_or(-1.0, milliseconds);
    json!({
        "blocked": -1,
        "dns": part(timings.dns),
        // HAR counts the encryption within the connection.
        "connect": part(timings.connect.map(|connect| connect.saturating_add(timings.tls.unwrap_or_default()))),
        "ssl": part(timings.tls),
        "send": 0,
        "wait": part(timings.wait).max(0.0),
        "receive": part(timings.receive).max(0.0),
    })
}

#[expect(clippy::cast_precision_loss, reason = "an exchange takes seconds")]
fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1_000.0
}
