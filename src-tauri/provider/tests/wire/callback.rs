//! `/handler/frame`, the short path, and the popup's page.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::Value;
use sha2::{Digest, Sha256};
use trilo_provider::CallbackPath;
use trilo_sandbox::{Decision, Effect, Fault, Landing, Place, ScriptedBrowser, stock};

use crate::support::{APP, Stage, attributes_of, cookie_of, encoded, message};

fn popup() -> String {
    format!("scope=&origin={}&flow=popup&env=development", encoded(APP))
}

/// Takes a callback and gives the error in its page, which comes with status 200.
async fn error_of(stage: &Stage, callback: url::Url, cookie: &str) -> String {
    let response = stage.client.get(callback).header(COOKIE, cookie).send().await.unwrap();
    assert_eq!(response.status(), 200, "the error is inside the page");
    assert!(!response.headers().contains_key(SET_COOKIE));
    let answer = message(&response.text().await.unwrap());
    assert_eq!(answer["type"], "authorization_response");
    assert_eq!(answer["error"]["name"], "Error");
    answer["error"]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_popups_page_gives_the_session_to_the_frontends_origin_alone() {
    let stage = Stage::new().await;
    let signed_in = stage.sign_in().await;
    let response = &signed_in.answer["response"];
    assert_eq!(signed_in.answer["type"], "authorization_response");
    assert_eq!(response["profile"]["displayName"], "Mira Okafor");
    assert_eq!(response["profile"]["email"], "mira@example.com");
    assert_eq!(response["providerInfo"]["expiresInSeconds"], 3600);
    assert_eq!(response["providerInfo"]["scope"], "offline_access read:jira-user read:jira-work read:me");
    assert!(response["providerInfo"]["accessToken"].as_str().unwrap().len() > 20);
    assert_eq!(response.get("backstageIdentity"), None, "nobody asked for an identity");
    assert!(signed_in.html.contains("type: 'config_info', targetOrigin: origin }, '*')"), "{}", signed_in.html);
    assert!(signed_in.html.contains("decodeURIComponent('http%3A%2F%2Flocalhost%3A3000')"));
    assert!(signed_in.html.contains("setTimeout(function () { window.close(); }, 100)"));
}

#[tokio::test]
async fn the_page_runs_one_script_by_its_hash_and_keeps_its_opener() {
    let stage = Stage::new().await;
    let signed_in = stage.sign_in().await;
    let header = |name: &str| signed_in.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let script = signed_in.html.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    assert!(header("content-security-policy").unwrap().contains(&format!("script-src 'sha256-{hash}'")));
    assert!(header("content-type").unwrap().starts_with("text/html"));
    assert_eq!(header("x-frame-options").as_deref(), Some("sameorigin"));
    assert_eq!(header("cross-origin-opener-policy"), None, "it would cut the opener");
}

#[tokio::test]
async fn the_sessions_cookie_is_opaque_and_lasts_a_thousand_days() {
    let stage = Stage::new().await;
    let signed_in = stage.sign_in().await;
    let attributes = attributes_of(&signed_in.headers, "atlassian-refresh-token");
    for wanted in ["httponly", "samesite=lax", "path=/api/auth/atlassian", "max-age=86400000"] {
        assert!(attributes.iter().any(|attribute| attribute == wanted), "{wanted} is in {attributes:?}");
    }
    assert_eq!(signed_in.cookie.split_once('=').unwrap().1.len(), 43, "an id, not Atlassian's token, which is longer");
}

#[tokio::test]
async fn a_callback_without_the_nonce_or_with_another_one_spends_nothing() {
    let stage = Stage::new().await;
    let (nonce, url) = stage.start(&popup()).await;
    let callback = stage.decide(stock::MIRA, Decision::Accept, &url).await;
    assert_eq!(error_of(&stage, callback.clone(), "").await, "Auth response is missing cookie nonce");
    assert_eq!(error_of(&stage, callback.clone(), "atlassian-nonce=other").await, "Invalid nonce");
    assert_eq!(stage.sandbox.world().count(Place::TokenExchange), 0);
    let response = stage.client.get(callback).header(COOKIE, nonce).send().await.unwrap();
    cookie_of(response.headers(), "atlassian-refresh-token");
}

#[tokio::test]
async fn a_replayed_callback_gets_nothing() {
    let stage = Stage::new().await;
    let (nonce, url) = stage.start(&popup()).await;
    let callback = stage.decide(stock::MIRA, Decision::Accept, &url).await;
    stage.client.get(callback.clone()).header(COOKIE, &nonce).send().await.unwrap();
    assert_eq!(error_of(&stage, callback, &nonce).await, "This sign-in was answered before");
}

#[tokio::test]
async fn an_unreadable_state_is_not_allowed_and_a_missing_one_an_input_error() {
    let stage = Stage::new().await;
    for (query, status, name) in [("?state=zz&code=c", 403, "NotAllowedError"), ("?code=c", 400, "InputError")] {
        let response = stage.get(&format!("/handler/frame{query}")).send().await.unwrap();
        assert_eq!(response.status(), status);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["error"]["name"], name);
        assert_eq!(body["request"]["method"], "GET");
        assert_eq!(body["request"]["url"], format!("/atlassian/handler/frame{query}"), "below the plugin's mount");
    }
}

#[tokio::test]
async fn a_refused_consent_is_told_as_a_rejection() {
    let stage = Stage::new().await;
    let (nonce, url) = stage.start(&popup()).await;
    let callback = stage.decide(stock::MIRA, Decision::Cancel, &url).await;
    assert!(error_of(&stage, callback, &nonce).await.starts_with("Authentication rejected, "));
}

#[tokio::test]
async fn a_refused_code_and_a_failing_profile_are_told_with_their_reasons() {
    for (place, effect) in [(Place::TokenExchange, Effect::ExpiredCode), (Place::Me, Effect::Status { status: 500 })] {
        let stage = Stage::new().await;
        let (nonce, url) = stage.start(&popup()).await;
        let callback = stage.decide(stock::MIRA, Decision::Accept, &url).await;
        stage.sandbox.world().set_fault(Fault::new(place, effect));
        let told = error_of(&stage, callback, &nonce).await;
        assert!(told.starts_with("Authentication failed, ") && !told.contains("undefined"), "{told}");
    }
}

#[tokio::test]
async fn a_callback_may_come_by_post() {
    let stage = Stage::new().await;
    let (nonce, url) = stage.start(&popup()).await;
    let callback = stage.decide(stock::MIRA, Decision::Accept, &url).await;
    let form = callback.query().unwrap().to_owned();
    let request = stage.client.request(Method::POST, stage.url("/handler/frame")).header(COOKIE, nonce);
    let response = request.header("content-type", "application/x-www-form-urlencoded").body(form).send().await.unwrap();
    assert_eq!(response.status(), 200);
    cookie_of(response.headers(), "atlassian-refresh-token");
}

#[tokio::test]
async fn the_short_callback_works_with_cookies_that_reach_it() {
    let stage = Stage::with(|options| options.callback = CallbackPath::Short).await;
    let response = stage.get(&format!("/start?{}", popup())).send().await.unwrap();
    let attributes = attributes_of(response.headers(), "atlassian-nonce");
    assert!(attributes.contains(&"path=/api/auth/atlassian".to_owned()), "{attributes:?}");
    let signed_in = stage.sign_in().await;
    assert_eq!(stage.refresh(&signed_in.cookie).await.status(), 200);
}

#[tokio::test]
async fn the_redirect_flow_comes_back_to_the_frontend_with_a_session_or_an_error() {
    let frontend = frontend().await;
    let stage = Stage::with(|options| options.allow_origin(&frontend).unwrap()).await;
    let back = format!("{frontend}/settings?tab=1");
    let query = format!("env=development&flow=redirect&redirectUrl={}", encoded(&back));
    let start = stage.url(&format!("/start?{query}")).parse().unwrap();
    for (decision, sessions) in [(Decision::Cancel, 0), (Decision::Accept, 1)] {
        let landing = ScriptedBrowser::new(stock::MIRA).decision(decision).visit(&start).await.unwrap();
        let Landing::Page { url, .. } = landing else { panic!("no page: {landing:?}") };
        if decision == Decision::Accept {
            assert_eq!(url.as_str(), back, "no session is in the address");
        } else {
            assert!(url.as_str().starts_with(&format!("{back}&error=Authentication+rejected")), "{url}");
        }
        assert_eq!(stage.provider.sessions().len(), sessions);
    }
}

/// A frontend that is there and says nothing; gives its origin.
async fn frontend() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let router = axum::Router::new().fallback(|| async { axum::response::Html("<title>App</title>") });
    tokio::spawn(async { axum::serve(listener, router).await });
    origin
}

#[tokio::test]
async fn a_sign_in_is_good_for_ten_minutes() {
    let stage = Stage::new().await;
    let (nonce, url) = stage.start(&popup()).await;
    let callback = stage.decide(stock::MIRA, Decision::Accept, &url).await;
    stage.advance(std::time::Duration::from_mins(10));
    let response = stage.client.get(callback).header(COOKIE, nonce).send().await.unwrap();
    assert_eq!(response.status(), 403);
}
