//! `/start`.

use reqwest::header::{LOCATION, SET_COOKIE};
use trilo_core::diagnose::AttemptOutcome;

use crate::support::{APP, CLIENT_ID, Stage, attributes_of, cookie_of, encoded};

async fn refused(stage: &Stage, query: &str) -> (u16, String, bool) {
    let response = stage.get(&format!("/start?{query}")).send().await.unwrap();
    let (status, sets) = (response.status().as_u16(), response.headers().contains_key(SET_COOKIE));
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(body["response"]["statusCode"], status);
    (status, body["error"]["name"].as_str().unwrap().to_owned(), sets)
}

#[tokio::test]
async fn the_browser_is_sent_to_atlassian_with_what_the_contract_names() {
    let stage = Stage::new().await;
    let query =
        format!("scope=write%3Ajira-work%20read%3Ajira-work&origin={}&flow=popup&env=development", encoded(APP));
    let response = stage.get(&format!("/start?{query}")).send().await.unwrap();
    assert_eq!(response.status(), 302);
    let location = response.headers()[LOCATION].to_str().unwrap().to_owned();
    assert!(response.text().await.unwrap().is_empty());
    assert!(location.starts_with(&format!("{}authorize?", stage.sandbox.authorization_url())), "{location}");
    let url: url::Url = location.parse().unwrap();
    let parameter = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(parameter("audience").as_deref(), Some("api.atlassian.com"));
    assert_eq!(parameter("prompt").as_deref(), Some("consent"));
    assert_eq!(parameter("response_type").as_deref(), Some("code"));
    assert_eq!(parameter("client_id").as_deref(), Some(CLIENT_ID));
    assert_eq!(parameter("redirect_uri"), Some(stage.url("/handler/frame")));
    let scopes = "write:jira-work read:jira-work offline_access read:me read:jira-user";
    assert_eq!(parameter("scope").as_deref(), Some(scopes), "the frontend's, the required, the configured, each once");
    assert!(location.contains("write%3Ajira-work%20read%3Ajira-work"), "blanks go as %20: {location}");
    assert!(parameter("state").unwrap().len() >= 43, "it is opaque and cannot be guessed");
}

#[tokio::test]
async fn a_nonce_goes_into_a_cookie_that_reaches_only_the_callback() {
    let stage = Stage::new().await;
    let response = stage.get("/start?env=development").send().await.unwrap();
    let nonce = cookie_of(response.headers(), "atlassian-nonce");
    let value =
        percent_encoding::percent_decode_str(nonce.split_once('=').unwrap().1).decode_utf8().unwrap().into_owned();
    assert_eq!(value.len(), 24, "sixteen bytes in base64: {value}");
    let attributes = attributes_of(response.headers(), "atlassian-nonce");
    for wanted in ["httponly", "samesite=lax", "path=/api/auth/atlassian/handler", "max-age=600"] {
        assert!(attributes.iter().any(|attribute| attribute == wanted), "{wanted} is in {attributes:?}");
    }
    assert!(!attributes.iter().any(|attribute| attribute == "secure" || attribute.starts_with("domain")));
}

#[tokio::test]
async fn a_request_without_an_environment_is_an_input_error_and_an_unknown_one_is_not_found() {
    let stage = Stage::new().await;
    assert_eq!(refused(&stage, "").await, (400, "InputError".into(), false));
    assert_eq!(refused(&stage, "env=staging").await, (404, "NotFoundError".into(), false));
}

#[tokio::test]
async fn an_origin_must_be_an_allowed_url() {
    let stage = Stage::new().await;
    assert_eq!(refused(&stage, "env=development&origin=nonsense").await, (400, "InputError".into(), false));
    let foreign = format!("env=development&origin={}", encoded("http://evil.test"));
    assert_eq!(refused(&stage, &foreign).await, (403, "NotAllowedError".into(), false));
    assert_eq!(stage.last_record().outcome, AttemptOutcome::Denied);
}

#[tokio::test]
async fn a_pattern_of_origins_is_allowed_too() {
    let stage = Stage::with(|options| options.allow_origin("https://*.example.com").unwrap()).await;
    let (_, to) = stage.start(&format!("env=development&origin={}", encoded("https://PR-7.example.com"))).await;
    assert_eq!(to.path(), "/authorize");
}

#[tokio::test]
async fn a_redirect_url_stays_within_the_allowed_origins() {
    let stage = Stage::new().await;
    let redirect = |to: &str| format!("env=development&flow=redirect&redirectUrl={}", encoded(to));
    assert_eq!(refused(&stage, &redirect("http://evil.test/x")).await, (403, "NotAllowedError".into(), false));
    assert_eq!(refused(&stage, &redirect("/settings")).await, (400, "InputError".into(), false));
    assert_eq!(refused(&stage, "env=development&flow=redirect").await, (400, "InputError".into(), false));
    stage.start(&redirect("http://localhost:3000/settings")).await;
}

#[tokio::test]
async fn a_parameter_that_is_there_twice_is_an_input_error() {
    let stage = Stage::new().await;
    assert_eq!(refused(&stage, "env=development&env=development").await, (400, "InputError".into(), false));
}

#[tokio::test]
async fn scopes_may_be_separated_by_blanks_bars_and_commas() {
    let stage = Stage::new().await;
    let (_, to) = stage.start("env=development&scope=a:b%7Cc:d,e:f%20g:h").await;
    let scope = to.query_pairs().find(|(name, _)| name == "scope").unwrap().1.into_owned();
    assert!(scope.starts_with("a:b c:d e:f g:h offline_access read:me"), "{scope}");
}
