//! Faults on purpose, as a client meets them.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::time::{Duration, Instant};

use serde_json::json;
use support::{App, SCOPES, error_page, read, text};
use trilo_sandbox::{Effect, Fault, Place, ScriptedBrowser, stock};

const SITES: &str = "oauth/token/accessible-resources";

async fn signed_in() -> (App, serde_json::Value) {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    (app, tokens)
}

#[tokio::test]
async fn a_slow_answer_comes_all_the_same() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::Me, Effect::Latency { ms: 200 }));
    let start = Instant::now();
    assert_eq!(app.get("me", &tokens).await.0, 200);
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn a_status_is_answered_as_often_as_said() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::new(Place::AccessibleResources, Effect::Status { status: 503 }).times(2));
    assert_eq!(app.get("me", &tokens).await.0, 200, "other places are not met");
    assert_eq!(app.get(SITES, &tokens).await.0, 503);
    assert_eq!(app.get(SITES, &tokens).await.0, 503);
    assert_eq!(app.get(SITES, &tokens).await.0, 200);
}

#[tokio::test]
async fn a_fault_stays_until_it_is_cleared() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::new(Place::Any, Effect::Status { status: 500 }));
    for _ in 0..3 {
        assert_eq!(app.get("me", &tokens).await.0, 500);
    }
    assert_eq!(app.sandbox.world().faults().len(), 1);
    app.sandbox.world().clear_faults();
    assert_eq!(app.get("me", &tokens).await.0, 200);
}

#[tokio::test]
async fn a_rate_limit_comes_with_and_without_retry_after() {
    let (app, tokens) = signed_in().await;
    let path = format!("ex/jira/{}/rest/api/3/myself", stock::NORTHWIND);
    app.sandbox.world().set_fault(Fault::once(Place::Gateway, Effect::RateLimited { retry_after: Some(30) }));
    let response = app.get_response(&path, &tokens).await;
    assert_eq!((response.status().as_u16(), response.headers()["retry-after"].to_str().unwrap()), (429, "30"));
    assert_eq!(response.headers()["ratelimit-reason"], "jira-burst-based");
    app.sandbox.world().set_fault(Fault::once(Place::Gateway, Effect::RateLimited { retry_after: None }));
    let response = app.get_response(&path, &tokens).await;
    assert_eq!((response.status().as_u16(), response.headers().get("retry-after")), (429, None));
    assert!(response.headers().contains_key("x-failure-category"));
}

#[tokio::test]
async fn a_dropped_connection_does_nothing() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::DropConnection));
    let body = app.refresh_body(text(&tokens, "refresh_token"));
    let broken = app.client.post(app.url("oauth/token")).json(&body).send().await.unwrap_err();
    assert!(broken.is_request(), "{broken:?}");
    let last = app.sandbox.world().requests().pop().unwrap();
    assert_eq!((last.place, last.status), (Some(Place::TokenRefresh), None));
    app.sandbox.world().advance_clock(Duration::from_mins(11));
    assert_eq!(app.refresh(&tokens).await.0, 200, "the token was not rotated");
}

#[tokio::test]
async fn a_connection_dropped_after_the_work_has_rotated_the_token() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::DropAfterProcessing));
    let body = app.refresh_body(text(&tokens, "refresh_token"));
    app.client.post(app.url("oauth/token")).json(&body).send().await.unwrap_err();
    app.sandbox.world().advance_clock(Duration::from_mins(11));
    assert_eq!(app.refresh(&tokens).await.0, 403, "the token was superseded more than ten minutes ago");
}

#[tokio::test]
async fn a_truncated_body_breaks_after_the_headers() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::Me, Effect::TruncatedBody));
    let response = app.get_response("me", &tokens).await;
    assert_eq!(response.status(), 200);
    assert!(response.text().await.is_err());
}

#[tokio::test]
async fn a_proxy_answers_in_html() {
    let (app, tokens) = signed_in().await;
    for status in [401, 403, 407, 502] {
        app.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::ProxyHtml { status }));
        let response = app.post_token(&app.refresh_body(text(&tokens, "refresh_token"))).await;
        assert_eq!(response.status().as_u16(), status);
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    }
    assert_eq!(app.refresh(&tokens).await.0, 200, "the refresh token is as good as before");
}

#[tokio::test]
async fn a_grant_can_seem_revoked() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::new(Place::Any, Effect::RevokedGrant).times(2));
    let (status, body) = app.refresh(&tokens).await;
    assert_eq!((status, text(&body, "error_description")), (403, "refresh_token is invalid"));
    assert_eq!(app.get("me", &tokens).await.0, 401);
}

#[tokio::test]
async fn a_code_can_seem_expired() {
    let app = App::start().await;
    let code = app.code(&ScriptedBrowser::new("Mira Okafor"), SCOPES).await;
    app.sandbox.world().set_fault(Fault::once(Place::TokenExchange, Effect::ExpiredCode));
    let (status, body) = app.token(&app.exchange_body(&code)).await;
    assert_eq!((status, text(&body, "error_description")), (400, "authorization_code is invalid"));
}

#[tokio::test]
async fn fields_can_be_missing_from_a_token_answer() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::NoRefreshToken));
    let (status, body) = app.refresh(&tokens).await;
    assert_eq!((status, body.get("refresh_token")), (200, None));
    app.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::NoScope));
    let (status, body) = app.refresh(&tokens).await;
    assert_eq!((status, body.get("scope")), (200, None));
    assert!(body.get("refresh_token").is_some());
}

#[tokio::test]
async fn a_scope_can_seem_missing_elsewhere() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::Me, Effect::NoScope));
    let (status, body) = app.get("me", &tokens).await;
    assert_eq!((status, text(&body, "message")), (401, "Unauthorized; scope does not match"));
}

#[tokio::test]
async fn an_answer_can_be_no_json_or_empty() {
    let (app, tokens) = signed_in().await;
    app.sandbox.world().set_fault(Fault::once(Place::Me, Effect::NotJson));
    let (status, body) = app.get("me", &tokens).await;
    assert_eq!(status, 200);
    assert!(body.as_str().unwrap().starts_with("upstream connect error"));
    app.sandbox.world().set_fault(Fault::once(Place::Me, Effect::EmptyBody));
    assert_eq!(app.get("me", &tokens).await, (200, json!("")));
}

#[tokio::test]
async fn an_answer_can_lead_elsewhere() {
    let (app, tokens) = signed_in().await;
    let location = "http://login.corp.example/".to_owned();
    app.sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::Redirect { location: location.clone() }));
    let response = app.post_token(&app.refresh_body(text(&tokens, "refresh_token"))).await;
    assert_eq!((response.status().as_u16(), response.headers()["location"].to_str().unwrap()), (302, &*location));
}

#[tokio::test]
async fn avatars_and_pages_can_fail_as_well() {
    let (app, _) = signed_in().await;
    let url = app.url(&format!("sandbox/avatars/person/{}", stock::MIRA));
    app.sandbox.world().set_fault(Fault::once(Place::Avatar, Effect::Status { status: 500 }));
    assert_eq!(app.client.get(url.clone()).send().await.unwrap().status(), 500);
    assert_eq!(app.client.get(url).send().await.unwrap().status(), 200);
    app.sandbox.world().set_fault(Fault::once(Place::Authorize, Effect::ProxyHtml { status: 502 }));
    let page = app.client.get(app.url("authorize")).send().await.unwrap();
    assert_eq!(read(page).await.0, 502);
    let landing = app.visit_with("Mira Okafor", "audience", None).await;
    error_page(landing);
}
