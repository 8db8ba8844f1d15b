//! What the authorize page refuses, in the words people see, and what it never sends to the callback.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::time::Duration;

use support::{App, SCOPES, browser, callback, error_page, parameter};
use trilo_sandbox::{
    BrowserError, Decision, GrantType, Landing, Registration, Sandbox, ScriptedBrowser, scopes, stock,
};

const JONAS: &str = "jonas@example.com";

async fn refused(name: &str, value: Option<&str>) -> (String, String) {
    error_page(App::start().await.visit_with("Mira Okafor", name, value).await)
}

fn wrong(text: &str) -> (String, String) {
    ("Something went wrong".to_owned(), text.to_owned())
}

const INCOMPLETE: &str = "The authorize request was incomplete or invalid";

#[tokio::test]
async fn a_request_without_the_right_audience_is_incomplete() {
    assert_eq!(refused("audience", None).await, wrong(INCOMPLETE));
    assert_eq!(refused("audience", Some("api.example.com")).await, wrong(INCOMPLETE));
}

#[tokio::test]
async fn an_unknown_client_is_told_at_the_error_address() {
    let text = "invalid_request: failed to retrieve client";
    assert_eq!(refused("client_id", Some("unknown")).await, wrong(text));
    assert_eq!(refused("client_id", None).await, wrong(text));
    let landing = App::start().await.visit_with("Mira Okafor", "client_id", None).await;
    let Landing::ErrorPage { url, .. } = landing else { panic!("{landing:?}") };
    let query = "error=invalid_request&error_description=failed%20to%20retrieve%20client";
    assert_eq!((url.path(), url.query()), ("/error", Some(query)));
}

#[tokio::test]
async fn a_callback_that_differs_by_a_character_is_not_registered() {
    for uri in ["trilo://oauth/callback/", "http://127.0.0.1:7007/api/auth/atlassian", "trilo://oauth/Callback"] {
        let text = format!("unauthorized_client: redirect_uri is not registered for client: {uri}");
        assert_eq!(refused("redirect_uri", Some(uri)).await, wrong(&text));
    }
}

#[tokio::test]
async fn only_the_code_flow_with_s256_is_there() {
    assert_eq!(refused("response_type", Some("token")).await, wrong(INCOMPLETE));
    assert_eq!(refused("code_challenge_method", Some("plain")).await, wrong(INCOMPLETE));
    assert_eq!(refused("code_challenge", Some("short")).await, wrong(INCOMPLETE));
}

#[tokio::test]
async fn a_parameter_sent_twice_is_invalid() {
    let app = App::start().await;
    let mut parameters = app.parameters(SCOPES);
    parameters.push(("state", "state-2".to_owned()));
    let landing = ScriptedBrowser::new("Mira Okafor").visit(&app.authorize_url(&parameters)).await.unwrap();
    assert_eq!(error_page(landing), wrong(INCOMPLETE));
}

#[tokio::test]
async fn scopes_that_nobody_knows_are_not_supported() {
    let text = "This app has not requested any supported Atlassian scopes. \
                Check the authorization URL and try again.";
    for scope in [None, Some("read:jira-wrok"), Some("offline_access")] {
        assert_eq!(refused("scope", scope).await, wrong(text));
    }
}

#[tokio::test]
async fn scopes_that_were_not_added_to_the_app_are_listed() {
    let app = App::start().await.with_client(stock::FEW_SCOPES_CLIENT_ID, stock::FEW_SCOPES_CLIENT_SECRET);
    let (title, text) = error_page(app.visit_with(JONAS, "scope", Some("read:me write:jira-work")).await);
    assert_eq!(title, "Something went wrong");
    let start = "This app has requested scopes that have not been added to the app. \
                 Configure the app at https://developer.atlassian.com/apps and add the following scopes:";
    assert_eq!(text, format!("{start} write:jira-work"));
}

#[tokio::test]
async fn scopes_of_openid_lead_nowhere() {
    assert_eq!(refused("scope", Some("openid read:me")).await, wrong("There's nothing here"));
}

#[tokio::test]
async fn nothing_is_checked_before_login() {
    let app = App::start().await;
    let response = app.client.get(app.url("authorize?client_id=nonsense")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().contains("Log in to the sandbox"));
}

#[tokio::test]
async fn an_app_that_is_not_shared_is_for_its_owner_only() {
    let app = App::start().await.with_client(stock::UNSHARED_CLIENT_ID, stock::UNSHARED_CLIENT_SECRET);
    let (_, text) = error_page(app.visit(&ScriptedBrowser::new(JONAS), SCOPES).await);
    let told = "Your site admin must authorize this app for the site northwind.atlassian.net before the app can \
                access your account.";
    assert_eq!(text, told);
    let landing = app.visit(&browser("Mira Okafor", Decision::Stop), SCOPES).await;
    let Landing::Consent { text, .. } = landing else { panic!("{landing:?}") };
    assert!(text.contains("development mode") && text.contains("not been reviewed"), "{text}");
}

#[tokio::test]
async fn an_admin_can_block_apps_on_a_site() {
    let app = App::start().await;
    assert!(app.sandbox.world().block_user_apps(stock::NORTHWIND, true));
    let (title, _) = error_page(app.visit(&ScriptedBrowser::new(JONAS), SCOPES).await);
    assert_eq!(title, "Admin approval needed", "Jonas has no other site");
    let mira = ScriptedBrowser::new("Mira Okafor");
    let (_, text) = error_page(app.visit(&mira, SCOPES).await);
    assert!(text.contains("northwind.atlassian.net"), "{text}");
    callback(app.visit(&mira.site("payments-lab"), SCOPES).await);
}

#[tokio::test]
async fn a_person_without_a_site_of_the_product_is_denied() {
    let app = App::start().await;
    let denied = |products| {
        let text = format!(
            "This app requires access to a {products} site which you don't have or don't have the permission to access."
        );
        ("Access denied.".to_owned(), text)
    };
    let pat = ScriptedBrowser::new("Pat Customer");
    assert_eq!(error_page(app.visit(&pat, "read:jira-work").await), denied("Jira"));
    let both = "read:jira-work read:confluence-user";
    assert_eq!(error_page(app.visit(&ScriptedBrowser::new(JONAS), both).await), denied("Jira & Confluence"));
    callback(app.visit(&pat, "read:me").await);
}

#[tokio::test]
async fn a_consent_page_is_good_for_one_answer() {
    let app = App::start().await;
    let login = app.client.post(app.url("sandbox/login"));
    let login = login.form(&[("person", stock::MIRA), ("request", "")]).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let consent = app.client.get(app.authorize_url(&app.parameters(SCOPES))).header("cookie", &cookie);
    let page = consent.send().await.unwrap().text().await.unwrap();
    let request = page.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = async |cookie: &str| {
        let form = [("request", request), ("decision", "accept"), ("site", stock::NORTHWIND)];
        let post = app.client.post(app.url("authorize/decision")).header("cookie", cookie).form(&form);
        post.send().await.unwrap()
    };
    let first = answer(&cookie).await;
    assert_eq!(first.status(), 302, "the answer itself is the redirect, even to an app's own scheme");
    assert!(first.text().await.unwrap().contains("Open Trilo"), "and its page has the link");
    let second = answer(&cookie).await;
    assert_eq!(second.status(), 400);
    assert!(second.text().await.unwrap().contains("Invalid context provided. Please try authorizing again."));
}

#[tokio::test]
async fn a_consent_page_goes_stale() {
    let app = App::start().await;
    let login = app.client.post(app.url("sandbox/login"));
    let login = login.form(&[("person", stock::MIRA), ("request", "")]).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let consent = app.client.get(app.authorize_url(&app.parameters(SCOPES))).header("cookie", &cookie);
    let page = consent.send().await.unwrap().text().await.unwrap();
    let request = page.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    app.sandbox.world().advance_clock(Duration::from_hours(2));
    let form = [("request", request), ("decision", "cancel")];
    let post = app.client.post(app.url("authorize/decision")).header("cookie", cookie).form(&form);
    assert_eq!(post.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn the_browser_stays_logged_in_until_the_account_is_switched() {
    let app = App::start().await;
    let mira = browser("Mira Okafor", Decision::Stop);
    app.visit(&mira, SCOPES).await;
    let before = app.sandbox.world().requests().len();
    let landing = app.visit(&mira, SCOPES).await;
    assert!(matches!(landing, Landing::Consent { .. }), "{landing:?}");
    assert_eq!(app.sandbox.world().requests().len() - before, 1, "one request: no login in between");
    let page = app.client.get(app.url("sandbox/login?request=audience%3Dx")).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("value=\"audience=x\""), "the request goes on after the switch");
}

#[tokio::test]
async fn without_prompt_an_unchanged_consent_is_not_asked_again() {
    let app = App::start().await;
    let mira = ScriptedBrowser::new("Mira Okafor");
    app.code(&mira, SCOPES).await;
    let quiet = mira.decision(Decision::Stop);
    let mut parameters = app.parameters(SCOPES);
    parameters.retain(|(name, _)| *name != "prompt");
    callback(quiet.visit(&app.authorize_url(&parameters)).await.unwrap());
    let mut more = app.parameters("read:me read:jira-work offline_access");
    more.retain(|(name, _)| *name != "prompt");
    let landing = quiet.visit(&app.authorize_url(&more)).await.unwrap();
    assert!(matches!(landing, Landing::Consent { .. }), "other scopes ask again: {landing:?}");
}

#[tokio::test]
async fn a_resource_level_app_wants_a_site_to_be_chosen() {
    let app = App::start().await.with_client(stock::RESOURCE_LEVEL_CLIENT_ID, stock::RESOURCE_LEVEL_CLIENT_SECRET);
    let url = app.authorize_url(&app.parameters(SCOPES));
    let undecided = ScriptedBrowser::new("Mira Okafor").visit(&url).await;
    assert!(matches!(undecided, Err(BrowserError::SiteNotChosen(_))), "{undecided:?}");
    let lost = ScriptedBrowser::new("Mira Okafor").site("attic").visit(&url).await;
    assert!(matches!(lost, Err(BrowserError::UnknownSite { .. })), "{lost:?}");
    callback(app.visit(&ScriptedBrowser::new("Mira Okafor").site("payments-lab.atlassian.net"), SCOPES).await);
}

#[tokio::test]
async fn a_query_of_the_callback_is_kept() {
    let registration = Registration {
        name: "With a query".to_owned(),
        client_id: "with-a-query".to_owned(),
        client_secret: "secret".to_owned(),
        callbacks: vec!["trilo://oauth/callback?env=production".to_owned()],
        scopes: scopes::console_scopes(),
        sharing: true,
        owner: stock::MIRA.to_owned(),
        grant_type: GrantType::AccountLevel,
        reviewed: true,
    };
    let app = App::with(Sandbox::builder().registration(registration).start().await.unwrap());
    assert_eq!(app.sandbox.world().registrations().len(), 1, "the first registration replaces the stock ones");
    let app = app.with_client("with-a-query", "secret");
    let landing = app.visit_with("Mira Okafor", "redirect_uri", Some("trilo://oauth/callback?env=production")).await;
    let url = callback(landing);
    assert!(url.as_str().starts_with("trilo://oauth/callback?env=production&code="), "{url}");
    assert_eq!(parameter(&url, "state").as_deref(), Some("state-1"));
}

#[tokio::test]
async fn every_console_scope_fits_into_one_request() {
    let app = App::start().await;
    let all = scopes::console_scopes().join(" ");
    let tokens = app.sign_in("Mira Okafor", &format!("{all} offline_access")).await;
    assert_eq!(support::text(&tokens, "scope").split(' ').count(), scopes::console_scopes().len() + 1);
}

#[tokio::test]
async fn who_does_not_exist_cannot_log_in() {
    let app = App::start().await;
    let url = app.authorize_url(&app.parameters(SCOPES));
    for who in ["Nobody", stock::CLOSED_ACCOUNT] {
        let visit = ScriptedBrowser::new(who).visit(&url).await;
        assert!(matches!(visit, Err(BrowserError::UnknownPerson(_))), "{visit:?}");
    }
}
