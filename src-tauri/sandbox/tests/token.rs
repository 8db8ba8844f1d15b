//! The token endpoint: what it gives, what it refuses, and how refresh tokens rotate.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{App, SCOPES, claims, read, text};
use trilo_sandbox::{DeadRefreshToken, Options, ScriptedBrowser, TokenStyle, stock};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

fn refusal(status: u16, error: &str, description: &str) -> (u16, Value) {
    (status, json!({ "error": error, "error_description": description }))
}

fn dead() -> (u16, Value) {
    refusal(403, "unauthorized_client", "refresh_token is invalid")
}

fn invalid_code() -> (u16, Value) {
    refusal(400, "invalid_request", "authorization_code is invalid")
}

async fn app_and_code() -> (App, String) {
    let app = App::start().await;
    let code = app.code(&ScriptedBrowser::new("Mira Okafor"), SCOPES).await;
    (app, code)
}

/// The answer to an exchange with one field changed or, without a value, missing.
async fn exchange_with(name: &str, value: Option<&str>) -> (u16, Value) {
    let (app, code) = app_and_code().await;
    let mut body = app.exchange_body(&code);
    match value {
        Some(value) => body[name] = json!(value),
        None => drop(body.as_object_mut().unwrap().remove(name)),
    }
    app.token(&body).await
}

#[tokio::test]
async fn a_form_body_is_as_good_as_json() {
    let (app, code) = app_and_code().await;
    let body = app.exchange_body(&code);
    let response = app.client.post(app.url("oauth/token")).form(&body).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(read(response).await.0, 200);
}

#[tokio::test]
async fn the_secret_is_required_even_with_pkce() {
    let unauthorized = refusal(401, "access_denied", "Unauthorized");
    assert_eq!(exchange_with("client_secret", None).await, unauthorized);
    assert_eq!(exchange_with("client_secret", Some("wrong")).await, unauthorized);
    assert_eq!(exchange_with("client_id", Some("unknown")).await, unauthorized);
}

#[tokio::test]
async fn a_rotated_secret_ends_the_old_one() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    assert!(app.sandbox.world().set_secret(stock::CLIENT_ID, "new"));
    assert_eq!(app.refresh(&tokens).await, refusal(401, "access_denied", "Unauthorized"));
    let app = app.with_client(stock::CLIENT_ID, "new");
    assert_eq!(app.refresh(&tokens).await.0, 200);
}

#[tokio::test]
async fn a_replayed_code_is_refused() {
    let (app, code) = app_and_code().await;
    let body = app.exchange_body(&code);
    assert_eq!(app.token(&body).await.0, 200);
    assert_eq!(app.token(&body).await, invalid_code());
}

#[tokio::test]
async fn a_code_lives_ten_minutes() {
    let (app, code) = app_and_code().await;
    app.sandbox.world().advance_clock(MINUTE * 9);
    assert_eq!(app.token(&app.exchange_body(&code)).await.0, 200);
    let code = app.code(&ScriptedBrowser::new("Mira Okafor"), SCOPES).await;
    app.sandbox.world().advance_clock(MINUTE * 10);
    assert_eq!(app.token(&app.exchange_body(&code)).await, invalid_code());
}

#[tokio::test]
async fn a_code_is_bound_to_callback_verifier_and_client() {
    for (name, value) in [
        ("redirect_uri", Some(stock::LOOPBACK_CALLBACK)),
        ("redirect_uri", None),
        ("code_verifier", Some("another-verifier-another-verifier-another-verifier")),
        ("code_verifier", None),
        ("code", Some("eyaltered")),
        ("code", None),
    ] {
        assert_eq!(exchange_with(name, value).await, invalid_code(), "{name} {value:?}");
    }
    let (app, code) = app_and_code().await;
    let app = app.with_client(stock::UNSHARED_CLIENT_ID, stock::UNSHARED_CLIENT_SECRET);
    assert_eq!(app.token(&app.exchange_body(&code)).await, invalid_code(), "a code of another client");
}

#[tokio::test]
async fn other_grants_are_refused() {
    let app = App::start().await;
    let grant = |grant_type: &str| {
        let (client_id, client_secret) = (app.client_id, app.client_secret);
        json!({ "grant_type": grant_type, "client_id": client_id, "client_secret": client_secret })
    };
    let (status, body) = app.token(&grant("client_credentials")).await;
    assert_eq!((status, text(&body, "error")), (400, "invalid_client"));
    let (status, body) = app.token(&grant("password")).await;
    assert_eq!((status, text(&body, "error")), (400, "unsupported_grant_type"));
    let (status, body) = app.token(&grant("")).await;
    assert_eq!((status, text(&body, "error")), (400, "invalid_request"));
}

#[tokio::test]
async fn a_body_that_is_no_token_request_is_invalid() {
    let app = App::start().await;
    let post = |kind: &'static str, body: &'static str| {
        app.client.post(app.url("oauth/token")).header("content-type", kind).body(body).send()
    };
    for (kind, body) in [
        ("application/json", "{"),
        ("application/json", "{\"grant_type\":1}"),
        ("text/plain", "grant_type=refresh_token"),
        ("application/x-www-form-urlencoded", "grant_type=refresh_token&grant_type=refresh_token"),
    ] {
        let (status, answer) = read(post(kind, body).await.unwrap()).await;
        assert_eq!((status, text(&answer, "error")), (400, "invalid_request"), "{kind} {body}");
    }
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", "read:me read:jira-work").await;
    assert_eq!(tokens.get("refresh_token"), None);
}

#[tokio::test]
async fn a_refresh_takes_exactly_its_four_fields() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let mut body = app.refresh_body(text(&tokens, "refresh_token"));
    body["redirect_uri"] = json!(stock::DEEP_LINK_CALLBACK);
    assert_eq!(text(&app.token(&body).await.1, "error"), "invalid_request");
    let mut body = app.refresh_body("");
    assert_eq!(text(&app.token(&body).await.1, "error"), "invalid_request");
    body["refresh_token"] = json!("unknown");
    assert_eq!(app.token(&body).await, dead());
}

#[tokio::test]
async fn a_superseded_refresh_token_passes_again_for_ten_minutes() {
    let app = App::start().await;
    let first = app.sign_in("Mira Okafor", SCOPES).await;
    let (_, second) = app.refresh(&first).await;
    app.sandbox.world().advance_clock(MINUTE * 9);
    let (status, third) = app.refresh(&first).await;
    assert_eq!(status, 200, "inside the leeway: {third}");
    assert_ne!(text(&second, "refresh_token"), text(&third, "refresh_token"));
    assert_eq!(app.refresh(&second).await.0, 200, "both successors are good");
    assert_eq!(app.refresh(&third).await.0, 200, "both successors are good");
}

#[tokio::test]
async fn late_reuse_ends_the_whole_family() {
    let app = App::start().await;
    let other = app.sign_in("Mira Okafor", SCOPES).await;
    let first = app.sign_in("Mira Okafor", SCOPES).await;
    let (_, second) = app.refresh(&first).await;
    app.sandbox.world().advance_clock(MINUTE * 11);
    assert_eq!(app.refresh(&first).await, dead());
    assert_eq!(app.refresh(&second).await, dead(), "the newest token of the family is dead as well");
    assert_eq!(app.refresh(&other).await.0, 200, "another consent has a family of its own");
}

#[tokio::test]
async fn ninety_days_of_rest_end_a_refresh_token() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    app.sandbox.world().advance_clock(DAY * 89);
    let (status, tokens) = app.refresh(&tokens).await;
    assert_eq!(status, 200, "each rotation begins the ninety days anew");
    app.sandbox.world().advance_clock(DAY * 91);
    assert_eq!(app.refresh(&tokens).await, dead());
}

#[tokio::test]
async fn an_absolute_lifetime_can_be_set() {
    let app = App::start().await;
    app.sandbox.world().set_options(Options { absolute_lifetime_days: Some(365), ..Options::default() });
    let mut tokens = app.sign_in("Mira Okafor", SCOPES).await;
    for _ in 0..4 {
        app.sandbox.world().advance_clock(DAY * 89);
        tokens = app.refresh(&tokens).await.1;
    }
    app.sandbox.world().advance_clock(DAY * 10);
    assert_eq!(app.refresh(&tokens).await, dead());
}

#[tokio::test]
async fn the_documented_answer_to_a_dead_token_can_be_chosen() {
    let app = App::start().await;
    let options = Options { dead_refresh_token: DeadRefreshToken::InvalidGrant, ..Options::default() };
    app.sandbox.world().set_options(options);
    let documented = refusal(403, "invalid_grant", "Unknown or invalid refresh token.");
    assert_eq!(app.token(&app.refresh_body("unknown")).await, documented);
}

#[tokio::test]
async fn a_new_password_ends_all_refresh_tokens_of_a_person() {
    let app = App::start().await;
    let mira = app.sign_in("Mira Okafor", SCOPES).await;
    let jonas = app.sign_in("Jonas Lindqvist", SCOPES).await;
    app.sandbox.world().change_password(stock::MIRA);
    assert_eq!(app.refresh(&mira).await, dead());
    assert_eq!(app.get("me", &mira).await.0, 200, "the access token lives until it expires");
    assert_eq!(app.refresh(&jonas).await.0, 200);
}

#[tokio::test]
async fn a_revoked_grant_ends_every_token() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    assert!(app.sandbox.world().revoke_grant(stock::MIRA, stock::CLIENT_ID));
    assert_eq!(app.refresh(&tokens).await, dead());
    assert_eq!(app.get("me", &tokens).await.0, 401);
    assert!(!app.sandbox.world().revoke_grant(stock::MIRA, stock::CLIENT_ID), "there is nothing left to revoke");
}

#[tokio::test]
async fn the_revocation_endpoint_ends_one_family() {
    let app = App::start().await;
    let (one, other) = (app.sign_in("Mira Okafor", SCOPES).await, app.sign_in("Mira Okafor", SCOPES).await);
    let mut body = json!({ "client_id": app.client_id, "client_secret": app.client_secret });
    body["token"] = one["refresh_token"].clone();
    let response = app.client.post(app.url("oauth/revoke")).json(&body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(app.refresh(&one).await, dead());
    assert_eq!(app.refresh(&other).await.0, 200);
}

#[tokio::test]
async fn a_new_consent_overrides_the_scopes_of_the_grant() {
    let app = App::start().await;
    let old = app.sign_in("Mira Okafor", SCOPES).await;
    app.sign_in("Mira Okafor", "read:jira-work offline_access").await;
    let (_, refreshed) = app.refresh(&old).await;
    assert_eq!(text(&refreshed, "scope"), "offline_access read:jira-work");
    assert_eq!(app.get("me", &old).await.0, 401, "read:me is no longer granted");
}

#[tokio::test]
async fn access_tokens_are_signed_and_of_real_size() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let token = text(&tokens, "access_token");
    assert!((2_000..3_500).contains(&token.len()), "{}", token.len());
    assert!(text(&tokens, "refresh_token").len() > 2_000);
    let claims = claims(token);
    assert_eq!(text(&claims, "sub"), stock::MIRA);
    assert_eq!(text(&claims, "aud"), stock::CLIENT_ID);
    assert_eq!(text(&claims, "https://id.atlassian.com/atl_token_type"), "ACCESS");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
    assert!(verifies(&app, token).await, "the published key verifies the signature");
}

async fn verifies(app: &App, token: &str) -> bool {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
    use base64::Engine as _;
    let decode = |text: &str| base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    let keys = app.client.get(app.url(".well-known/jwks.json")).send().await.unwrap();
    let (_, keys) = read(keys).await;
    let (input, signature) = token.rsplit_once('.').unwrap();
    let header: Value = serde_json::from_slice(&decode(token.split('.').next().unwrap())).unwrap();
    assert_eq!(header["kid"], keys["keys"][0]["kid"]);
    let (n, e) = (decode(text(&keys["keys"][0], "n")), decode(text(&keys["keys"][0], "e")));
    let key = RsaPublicKeyComponents { n, e };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &decode(signature)).is_ok()
}

#[tokio::test]
async fn opaque_and_large_tokens_can_be_chosen() {
    let app = App::start().await;
    for (style, length) in [(TokenStyle::Opaque, 40..100), (TokenStyle::Large, 15_000..17_500)] {
        app.sandbox.world().set_options(Options { token_style: style, ..Options::default() });
        let tokens = app.sign_in("Mira Okafor", SCOPES).await;
        let token = text(&tokens, "access_token");
        assert!(length.contains(&token.len()), "{style:?}: {}", token.len());
        assert_eq!(app.get("me", &tokens).await.0, 200);
    }
}

#[tokio::test]
async fn a_secret_in_a_basic_header_counts_as_missing() {
    let (app, code) = app_and_code().await;
    let mut body = app.exchange_body(&code);
    body.as_object_mut().unwrap().remove("client_secret");
    let post = app.client.post(app.url("oauth/token")).basic_auth(app.client_id, Some(app.client_secret));
    let answer = read(post.json(&body).send().await.unwrap()).await;
    assert_eq!(answer, refusal(401, "access_denied", "Unauthorized"));
}
