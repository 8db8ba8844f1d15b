//! `api.atlassian.com`: profile, sites, gateway, personal data reporting.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{App, SCOPES, read, text};
use trilo_sandbox::{AccountStatus, Product, ScriptedBrowser, stock};

const SITES: &str = "oauth/token/accessible-resources";

fn unauthorized() -> (u16, Value) {
    (401, json!({ "code": 401, "message": "Unauthorized" }))
}

fn no_scope() -> (u16, Value) {
    (401, json!({ "code": 401, "message": "Unauthorized; scope does not match" }))
}

fn not_installed() -> (u16, Value) {
    (403, json!({ "code": 403, "message": "The app is not installed on this instance" }))
}

fn jira(site: &str, path: &str) -> String {
    format!("ex/jira/{site}{path}")
}

#[tokio::test]
async fn hidden_profile_fields_are_missing() {
    let app = App::start().await;
    let tokens = app.sign_in("Sumi Tanaka", SCOPES).await;
    let (_, profile) = app.get("me", &tokens).await;
    let fields: Vec<_> = profile.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["account_id", "account_status", "account_type", "name"]);
}

#[tokio::test]
async fn a_full_profile_has_all_fields_and_a_picture() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let (_, profile) = app.get("me", &tokens).await;
    assert_eq!(profile["extended_profile"]["job_title"], "Staff engineer");
    assert_eq!((text(&profile, "nickname"), text(&profile, "zoneinfo")), ("Mira", "Europe/London"));
    let picture = app.client.get(text(&profile, "picture")).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.text().await.unwrap().contains(">MO<"));
}

#[tokio::test]
async fn the_profile_needs_its_scope() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", "read:jira-work").await;
    assert_eq!(app.get("me", &tokens).await, no_scope());
}

#[tokio::test]
async fn a_token_that_is_missing_wrong_or_expired_is_unauthorized() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    for path in ["me", SITES, "ex/jira/x/rest/api/3/myself"] {
        assert_eq!(read(app.client.get(app.url(path)).send().await.unwrap()).await, unauthorized());
        assert_eq!(app.get(path, &json!({ "access_token": "eywrong" })).await, unauthorized());
        let basic = app.client.get(app.url(path)).basic_auth("mira@example.com", Some("token"));
        assert_eq!(read(basic.send().await.unwrap()).await, unauthorized());
    }
    app.sandbox.world().advance_clock(Duration::from_mins(59));
    assert_eq!(app.get("me", &tokens).await.0, 200);
    app.sandbox.world().advance_clock(Duration::from_mins(1));
    assert_eq!(app.get("me", &tokens).await, unauthorized());
}

#[tokio::test]
async fn a_site_has_one_row_for_each_product() {
    let app = App::start().await;
    let scope = "read:me offline_access read:jira-work read:confluence-user read:space:confluence";
    let tokens = app.sign_in("Mira Okafor", scope).await;
    let (_, rows) = app.get(SITES, &tokens).await;
    let rows: Vec<_> = rows.as_array().unwrap().iter().map(|row| (text(row, "id"), row["scopes"].clone())).collect();
    let jira = (stock::NORTHWIND, json!(["read:jira-work"]));
    let confluence = (stock::NORTHWIND, json!(["read:confluence-user", "read:space:confluence"]));
    assert_eq!(rows, [jira, confluence], "scopes without a site are in no row");
}

#[tokio::test]
async fn a_site_row_has_name_address_and_picture() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let (_, rows) = app.get(SITES, &tokens).await;
    assert_eq!((text(&rows[0], "name"), text(&rows[0], "url")), ("northwind", "https://northwind.atlassian.net"));
    assert_eq!(app.client.get(text(&rows[0], "avatarUrl")).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn who_has_no_site_gets_an_empty_list() {
    let app = App::start().await;
    let tokens = app.sign_in("Pat Customer", "read:me").await;
    assert_eq!(app.get(SITES, &tokens).await, (200, json!([])));
}

#[tokio::test]
async fn sites_of_an_account_level_grant_accumulate_for_existing_tokens() {
    let app = App::start().await;
    let mira = ScriptedBrowser::new("Mira Okafor").site("northwind");
    let first = app.sign_in_with(&mira, SCOPES).await;
    assert_eq!(app.get(SITES, &first).await.1.as_array().unwrap().len(), 1);
    app.sign_in_with(&mira.site("payments-lab"), SCOPES).await;
    assert_eq!(app.get(SITES, &first).await.1.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_resource_level_token_reaches_its_own_site_only() {
    let app = App::start().await.with_client(stock::RESOURCE_LEVEL_CLIENT_ID, stock::RESOURCE_LEVEL_CLIENT_SECRET);
    let mira = ScriptedBrowser::new("Mira Okafor").site("northwind");
    let first = app.sign_in_with(&mira, SCOPES).await;
    let second = app.sign_in_with(&mira.site("payments-lab"), SCOPES).await;
    let (_, refreshed) = app.refresh(&second).await;
    for (tokens, site) in [(&first, "northwind"), (&second, "payments-lab"), (&refreshed, "payments-lab")] {
        let (_, rows) = app.get(SITES, tokens).await;
        assert_eq!((rows.as_array().unwrap().len(), text(&rows[0], "name")), (1, site));
    }
    let path = jira(stock::PAYMENTS_LAB, "/rest/api/3/myself");
    assert_eq!(app.get(&path, &first).await, not_installed());
}

#[tokio::test]
async fn the_gateway_answers_what_the_scopes_allow() {
    let app = App::start().await;
    let scope = format!("{SCOPES} read:space:confluence read:confluence-user read:servicedesk-request");
    let mira = ScriptedBrowser::new("Mira Okafor").site("northwind");
    app.sign_in_with(&mira, &scope).await;
    let tokens = app.sign_in_with(&mira.site("payments-lab"), &scope).await;
    let confluence = |path: &str| format!("ex/confluence/{}{path}", stock::NORTHWIND);
    for (path, field) in [
        (jira(stock::NORTHWIND, "/rest/api/3/myself"), "accountId"),
        (jira(stock::NORTHWIND, "/rest/api/3/project/search?maxResults=50"), "values"),
        (jira(stock::NORTHWIND, "/rest/api/3/search/jql?jql=project%3DOPS"), "issues"),
        (jira(stock::NORTHWIND, "/rest/api/3/serverInfo"), "baseUrl"),
        (jira(stock::PAYMENTS_LAB, "/rest/servicedeskapi/info"), "version"),
        (confluence("/wiki/api/v2/spaces"), "results"),
        (confluence("/wiki/rest/api/user/current"), "accountId"),
    ] {
        let response = app.get_response(&path, &tokens).await;
        assert!(response.headers().contains_key("x-ratelimit-remaining"), "{path}");
        let (status, body) = read(response).await;
        assert_eq!(status, 200, "{path}: {body}");
        assert!(body.get(field).is_some(), "{path}: {body}");
    }
}

#[tokio::test]
async fn a_missing_scope_does_not_match() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", "read:jira-work read:confluence-user").await;
    let response = app.get_response(&jira(stock::NORTHWIND, "/rest/api/3/myself"), &tokens).await;
    assert_eq!(response.headers()["x-failure-category"], "FAILURE_CLIENT_SCOPE_CHECK");
    assert_eq!(read(response).await, no_scope());
    let v2 = format!("ex/confluence/{}/wiki/api/v2/spaces", stock::NORTHWIND);
    assert_eq!(app.get(&v2, &tokens).await, no_scope(), "v2 takes granular scopes only");
}

#[tokio::test]
async fn granular_scopes_work_as_a_whole_group_only() {
    let app = App::start().await;
    let path = jira(stock::NORTHWIND, "/rest/api/3/myself");
    let group = "read:application-role:jira read:group:jira read:user:jira read:avatar:jira";
    let part = app.sign_in("Mira Okafor", "read:user:jira read:avatar:jira").await;
    assert_eq!(app.get(&path, &part).await, no_scope());
    let whole = app.sign_in("Mira Okafor", group).await;
    assert_eq!(app.get(&path, &whole).await.0, 200);
}

#[tokio::test]
async fn a_path_that_the_gateway_does_not_know_looks_like_a_missing_scope() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    for path in ["/rest/api/3/nothing", "/rest/api/3/myself/", "/rest/api/3/myself/?expand=groups"] {
        assert_eq!(app.get(&jira(stock::NORTHWIND, path), &tokens).await, no_scope(), "{path}");
    }
    assert_eq!(app.get("ex/compass/x/y", &tokens).await, no_scope());
}

#[tokio::test]
async fn a_removed_operation_is_gone() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    assert_eq!(app.get(&jira(stock::NORTHWIND, "/rest/api/3/search?jql=x"), &tokens).await.0, 410);
}

#[tokio::test]
async fn a_site_outside_the_grant_has_no_app_installed() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", "read:me read:jira-user read:confluence-user").await;
    assert_eq!(app.get(&jira(stock::PAYMENTS_LAB, "/rest/api/3/myself"), &tokens).await, not_installed());
    assert_eq!(app.get(&jira("unknown", "/rest/api/3/myself"), &tokens).await, not_installed());
    assert!(app.sandbox.world().uninstall(stock::NORTHWIND));
    assert_eq!(app.get(&jira(stock::NORTHWIND, "/rest/api/3/myself"), &tokens).await, not_installed());
    assert_eq!(app.get(SITES, &tokens).await, (200, json!([])));
    assert!(!app.sandbox.world().uninstall(stock::NORTHWIND));
}

#[tokio::test]
async fn a_site_can_be_granted_and_its_product_still_be_closed_to_the_person() {
    let app = App::start().await;
    let tokens = app.sign_in("Sumi Tanaka", "read:jira-user read:confluence-user").await;
    let path = format!("ex/confluence/{}/wiki/rest/api/user/current", stock::NORTHWIND);
    assert_eq!(app.get(&path, &tokens).await.0, 200);
    assert!(app.sandbox.world().set_product_access(stock::NORTHWIND, Product::Confluence, stock::SUMI, false));
    let (status, body) = app.get(&path, &tokens).await;
    assert_eq!((status, text(&body, "message")), (403, "Current user not permitted to use Confluence"));
    let other = format!("ex/confluence/{}/wiki/rest/api/user/current", stock::PAYMENTS_LAB);
    assert_eq!(app.get(&other, &tokens).await, not_installed(), "payments-lab has no Confluence");
}

#[tokio::test]
async fn a_changing_call_with_a_browsers_name_fails_the_xsrf_check() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let url = app.url(&jira(stock::NORTHWIND, "/rest/api/3/search/jql"));
    let post = || {
        let post = app.client.post(url.clone()).bearer_auth(text(&tokens, "access_token"));
        post.json(&json!({ "jql": "project = OPS" }))
    };
    let (status, body) = read(post().header("user-agent", "Mozilla/5.0").send().await.unwrap()).await;
    assert_eq!((status, text(&body, "message")), (403, "XSRF check failed"));
    let checked = post().header("user-agent", "Mozilla/5.0").header("x-atlassian-token", "no-check");
    assert_eq!(checked.send().await.unwrap().status(), 200);
    assert_eq!(post().send().await.unwrap().status(), 200);
}

async fn report(app: &App, tokens: &Value, accounts: &Value) -> (u16, Value) {
    let post = app.client.post(app.url("app/report-accounts/")).bearer_auth(text(tokens, "access_token"));
    let response = post.json(&json!({ "accounts": accounts })).send().await.unwrap();
    assert_eq!(response.headers()["cycle-period"], "7");
    read(response).await
}

#[tokio::test]
async fn personal_data_is_reported() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", "report:personal-data").await;
    let account = |id: &str| json!({ "accountId": id, "updatedAt": "2026-01-01T00:00:00Z" });
    let closed = json!({ "accounts": [{ "accountId": stock::CLOSED_ACCOUNT, "status": "closed" }] });
    let both = json!([account(stock::MIRA), account(stock::CLOSED_ACCOUNT)]);
    assert_eq!(report(&app, &tokens, &both).await, (200, closed));
    assert_eq!(report(&app, &tokens, &json!([account(stock::MIRA)])).await.0, 204);
    let updated = json!([{ "accountId": stock::MIRA, "updatedAt": "1969-01-01T00:00:00Z" }]);
    assert_eq!(report(&app, &tokens, &updated).await.1["accounts"][0]["status"], "updated");
    assert!(app.sandbox.world().set_account_status(stock::JONAS, AccountStatus::Closed));
    assert_eq!(report(&app, &tokens, &json!([account(stock::JONAS)])).await.1["accounts"][0]["status"], "closed");
    let many = Value::Array(vec![account(stock::MIRA); 91]);
    for bad in [many, json!([]), json!([account("no spaces")]), json!("nothing")] {
        let (status, body) = report(&app, &tokens, &bad).await;
        assert_eq!((status, text(&body, "errorType")), (400, "InvalidRequest"));
    }
    let other = app.sign_in("Mira Okafor", "read:me").await;
    assert_eq!(report(&app, &other, &both).await, no_scope());
}
