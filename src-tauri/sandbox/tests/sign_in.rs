//! From the authorize request to `/me` and the list of sites.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use support::{App, SCOPES, browser, callback, parameter, text};
use trilo_sandbox::{Decision, Landing, ScriptedBrowser, stock};

#[tokio::test]
async fn accepting_comes_back_with_code_and_state() {
    let app = App::start().await;
    let url = callback(app.visit(&ScriptedBrowser::new("mira@example.com"), SCOPES).await);
    assert!(url.as_str().starts_with("trilo://oauth/callback?code=ey"), "{url}");
    assert_eq!(parameter(&url, "state").as_deref(), Some("state-1"));
}

#[tokio::test]
async fn cancelling_comes_back_with_access_denied() {
    let app = App::start().await;
    let url = callback(app.visit(&browser("Mira Okafor", Decision::Cancel), SCOPES).await);
    let query = "error=access_denied&error_description=User%20did%20not%20authorize%20the%20request&state=state-1";
    assert_eq!(url.query(), Some(query));
}

#[tokio::test]
async fn a_code_becomes_tokens_that_open_the_profile_and_the_sites() {
    let app = App::start().await;
    let tokens = app.sign_in(stock::MIRA, SCOPES).await;
    assert_eq!((tokens["expires_in"].as_i64(), text(&tokens, "token_type")), (Some(3600), "Bearer"));
    assert_eq!(text(&tokens, "scope"), "offline_access read:jira-user read:jira-work read:me");

    let (status, profile) = app.get("me", &tokens).await;
    assert_eq!((status, text(&profile, "account_id")), (200, stock::MIRA));
    assert_eq!(text(&profile, "email"), "mira@example.com");

    let (status, sites) = app.get("oauth/token/accessible-resources", &tokens).await;
    assert_eq!((status, sites[0]["id"].as_str()), (200, Some(stock::NORTHWIND)));
    assert_eq!(sites[0]["scopes"], serde_json::json!(["read:jira-user", "read:jira-work"]));
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair() {
    let app = App::start().await;
    let first = app.sign_in(stock::MIRA, SCOPES).await;
    let (status, second) = app.refresh(&first).await;
    assert_eq!(status, 200, "{second}");
    assert_ne!(text(&first, "refresh_token"), text(&second, "refresh_token"));
    assert_ne!(text(&first, "access_token"), text(&second, "access_token"));
    assert_eq!(app.get("me", &second).await.0, 200);
    assert_eq!(app.get("me", &first).await.0, 200, "no evidence that a refresh ends older access tokens");
}

#[tokio::test]
async fn the_consent_page_names_app_person_and_scopes() {
    let app = App::start().await;
    let landing = app.visit(&browser("mira@example.com", Decision::Stop), SCOPES).await;
    let Landing::Consent { title, text, sites, .. } = landing else { panic!("{landing:?}") };
    assert_eq!(title, "Trilo sandbox app asks for access to your account");
    assert_eq!(sites, ["northwind", "payments-lab"]);
    for words in ["Sandbox: this is not Atlassian", "Mira Okafor", "read:jira-work", "View your profile"] {
        assert!(text.contains(words), "{words} is missing in: {text}");
    }
}
