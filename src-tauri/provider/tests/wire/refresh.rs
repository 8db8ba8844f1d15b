//! `/refresh`.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use serde_json::Value;
use trilo_sandbox::{Effect, Fault, Place, stock};

use crate::support::{APP, CLIENT_ID, Stage, cookie_of};

const QUERY: &str = "/refresh?optional&env=development";

#[tokio::test]
async fn a_refresh_renews_at_atlassian_and_answers_with_the_session() {
    let stage = Stage::new().await;
    let signed_in = stage.sign_in().await;
    let response = stage.refresh(&signed_in.cookie).await;
    assert_eq!(response.status(), 200);
    assert!(response.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("application/json"));
    assert_eq!(cookie_of(response.headers(), "atlassian-refresh-token"), signed_in.cookie, "its life is lengthened");
    let body: Value = response.json().await.unwrap();
    let first = &signed_in.answer["response"]["providerInfo"];
    assert_ne!(body["providerInfo"]["accessToken"], first["accessToken"]);
    assert_eq!(body["providerInfo"]["scope"], first["scope"]);
    assert_eq!(body["providerInfo"]["expiresInSeconds"], 3600);
    assert_eq!(body["profile"], signed_in.answer["response"]["profile"]);
    assert_eq!(stage.sandbox.world().count(Place::TokenRefresh), 1);
}

#[tokio::test]
async fn a_refresh_by_post_answers_alike() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    assert_eq!(stage.fetch(Method::POST, QUERY, &cookie).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn without_the_header_or_the_cookie_nobody_is_known() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let response = stage.get(QUERY).header(COOKIE, cookie).header(ORIGIN, APP).send().await.unwrap();
    assert_eq!(response.status(), 401);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"]["name"], "AuthenticationError");
    assert_eq!(body["error"]["message"], "Invalid X-Requested-With header");
    let response = stage.refresh("").await;
    assert_eq!(response.status(), 401);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"]["message"], "Refresh failed; caused by InputError: Missing session cookie");
    assert_eq!(body["request"]["url"], "/atlassian/refresh?optional&env=development");
    assert_eq!(stage.refresh("atlassian-refresh-token=guessed").await.status(), 401);
}

#[tokio::test]
async fn a_foreign_origin_is_refused_before_the_token_is_spent() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let request = stage.get(QUERY).header("x-requested-with", "XMLHttpRequest").header(COOKIE, &cookie);
    let response = request.header(ORIGIN, "http://evil.test").send().await.unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(response.headers().get("access-control-allow-origin"), None);
    assert_eq!(stage.sandbox.world().count(Place::TokenRefresh), 0);
}

#[tokio::test]
async fn many_tabs_at_once_share_one_renewal() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let refresh = || async { stage.refresh(&cookie).await.json::<Value>().await.unwrap() };
    let (first, second, third) = tokio::join!(refresh(), refresh(), refresh());
    let token = |body: &Value| body["providerInfo"]["accessToken"].as_str().unwrap().to_owned();
    assert!(token(&first) == token(&second) && token(&second) == token(&third));
    assert_eq!(stage.sandbox.world().count(Place::TokenRefresh), 1);
}

#[tokio::test]
async fn an_outage_ends_nothing_and_is_answered_as_backstage_does() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    for effect in [Effect::Status { status: 503 }, Effect::DropConnection] {
        stage.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, effect));
        let response = stage.refresh(&cookie).await;
        assert_eq!(response.status(), 401);
        assert!(response.headers().get("set-cookie").is_none(), "the cookie is left in place");
        stage.sandbox.world().clear_faults();
        assert_eq!(stage.refresh(&cookie).await.status(), 200);
    }
}

#[tokio::test]
async fn a_failing_profile_costs_neither_the_rotated_token_nor_the_session() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    stage.sandbox.world().set_fault(Fault::new(Place::Me, Effect::Status { status: 500 }));
    let response = stage.refresh(&cookie).await;
    assert_eq!(response.status(), 200, "the profile is known from before");
    assert_eq!(response.json::<Value>().await.unwrap()["profile"]["displayName"], "Mira Okafor");
    stage.sandbox.world().clear_faults();
    stage.advance(Duration::from_mins(15));
    assert_eq!(
        stage.refresh(&cookie).await.status(),
        200,
        "the token that was rotated meanwhile is the one that is kept"
    );
}

#[tokio::test]
async fn an_answer_without_scopes_means_those_that_were_granted() {
    let stage = Stage::new().await;
    let signed_in = stage.sign_in().await;
    stage.sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::NoScope));
    let body: Value = stage.refresh(&signed_in.cookie).await.json().await.unwrap();
    assert_eq!(body["providerInfo"]["scope"], signed_in.answer["response"]["providerInfo"]["scope"]);
}

#[tokio::test]
async fn a_revoked_grant_is_told_as_not_signed_in() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    assert!(stage.sandbox.world().revoke_grant(stock::MIRA, CLIENT_ID));
    let response = stage.refresh(&cookie).await;
    assert_eq!(response.status(), 401);
    let message = response.json::<Value>().await.unwrap()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Refresh failed; caused by ") && !message.contains("[object"), "{message}");
}

#[tokio::test]
async fn a_page_at_127_0_0_1_reaches_the_same_server() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let host = format!("127.0.0.1:{}", stage.provider.port());
    let request = stage.fetch(Method::GET, QUERY, &cookie).header(HOST, host);
    assert_eq!(request.send().await.unwrap().status(), 200);
}
