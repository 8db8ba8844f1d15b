//! A provider before the sandbox, for the tests in a real browser: names its addresses on a line of JSON, and serves until
//! its input ends. Its arguments are the origins that may have tokens.

#![allow(clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "the tests of the wire need more of it")]
mod support;

use std::io::Write;

use serde_json::json;
use tokio::io::AsyncReadExt;

#[tokio::main]
async fn main() {
    let stage = support::Stage::with(|options| {
        for origin in std::env::args().skip(1) {
            options.allow_origin(&origin).unwrap();
        }
    })
    .await;
    let addresses = json!({
        "auth": format!("http://localhost:{}/api/auth", stage.provider.port()),
        "control": stage.sandbox.control_url(),
        "port": stage.provider.port(),
    });
    writeln!(std::io::stdout(), "{addresses}").unwrap();
    let _ = tokio::io::stdin().read(&mut [0]).await;
    stage.provider.stop().await;
}
