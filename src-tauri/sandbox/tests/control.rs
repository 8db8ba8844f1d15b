//! The control API and page, the doorkeeper, the clock, and what the world tells about requests.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use support::{App, SCOPES, read};
use trilo_sandbox::{CONTROL_HEADER, Options, Place, Product, TokenStyle, stock};

fn call(app: &App, method: Method, path: &str, body: &Value) -> RequestBuilder {
    let url = app.sandbox.control_url().join("api/").unwrap().join(path).unwrap();
    app.client.request(method, url).json(body)
}

async fn status(app: &App, method: Method, path: &str, body: Value) -> u16 {
    call(app, method, path, &body).header(CONTROL_HEADER, "1").send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn changing_calls_need_the_header() {
    let app = App::start().await;
    let before = app.sandbox.world().now();
    let response = call(&app, Method::POST, "clock", &json!({ "advance_seconds": 3600 })).send().await.unwrap();
    assert_eq!(response.status(), 403);
    assert!(app.sandbox.world().now().duration_since(before).as_secs() < 60);
}

#[tokio::test]
async fn grants_sites_and_passwords_can_be_changed_by_api() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    let world = app.sandbox.world();

    let grant = json!({ "person": stock::MIRA, "client_id": stock::CLIENT_ID });
    assert_eq!(status(&app, Method::POST, "sites/uninstall", json!({ "site": stock::NORTHWIND })).await, 204);
    assert_eq!(status(&app, Method::POST, "sites/uninstall", json!({ "site": "unknown" })).await, 404);
    assert_eq!(status(&app, Method::POST, "people/password", json!({ "person": stock::MIRA })).await, 204);
    assert_eq!(app.refresh(&tokens).await.0, 403);
    assert_eq!(status(&app, Method::POST, "grants/revoke", grant.clone()).await, 204);
    assert_eq!(status(&app, Method::POST, "grants/revoke", grant).await, 404);

    let block = json!({ "site": stock::NORTHWIND, "blocked": true });
    assert_eq!(status(&app, Method::POST, "sites/block", block).await, 204);
    assert!(world.sites()[0].blocks_user_apps);
}

#[tokio::test]
async fn access_accounts_faults_and_options_can_be_changed_by_api() {
    let app = App::start().await;
    let world = app.sandbox.world();
    let (site, person) = (stock::NORTHWIND, stock::JONAS);
    let access = |allowed: bool| json!({ "site": site, "product": "jira", "person": person, "allowed": allowed });
    assert_eq!(status(&app, Method::POST, "sites/access", access(false)).await, 204);
    assert!(!world.sites()[0].admits(stock::JONAS, Product::Jira));
    assert_eq!(status(&app, Method::POST, "sites/access", access(true)).await, 204);
    assert!(world.sites()[0].admits(stock::JONAS, Product::Jira));
    let closed = json!({ "person": stock::JONAS, "status": "closed" });
    assert_eq!(status(&app, Method::POST, "people/status", closed).await, 204);

    let fault = json!({ "where": "token_refresh", "times": 2, "effect": { "kind": "latency", "ms": 5 } });
    assert_eq!(status(&app, Method::POST, "faults", fault).await, 204);
    assert_eq!(world.faults().len(), 1);
    assert_eq!(status(&app, Method::DELETE, "faults", json!({})).await, 204);
    assert_eq!(world.faults(), []);

    assert_eq!(status(&app, Method::PUT, "options", json!({ "token_style": "opaque" })).await, 204);
    assert_eq!(world.options(), Options { token_style: TokenStyle::Opaque, ..Options::default() });

    let mut registration = serde_json::to_value(&world.registrations()[0]).unwrap();
    registration["client_id"] = json!("another");
    assert_eq!(status(&app, Method::POST, "registrations", registration).await, 204);
    let secret = json!({ "client_secret": "new" });
    assert_eq!(status(&app, Method::PUT, "registrations/another/secret", secret).await, 204);
    assert_eq!(world.registrations().pop().unwrap().client_secret, "new");
}

#[tokio::test]
async fn a_body_that_says_nothing_known_is_refused() {
    let app = App::start().await;
    for (path, body) in [("faults", json!({ "where": "moon" })), ("clock", json!({ "advance": 1 }))] {
        assert_eq!(status(&app, Method::POST, path, body).await, 400);
    }
}

#[tokio::test]
async fn the_world_can_be_read() {
    let app = App::start().await;
    let (status, world) = read(call(&app, Method::GET, "world", &json!({})).send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(world["sites"].as_array().unwrap().len(), 3);
    assert_eq!(world["registrations"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn the_control_page_shows_the_world() {
    let app = App::start().await;
    app.sign_in("Mira Okafor", SCOPES).await;
    let response = app.client.get(app.sandbox.control_url()).send().await.unwrap();
    assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let page = response.text().await.unwrap();
    for words in ["Trilo sandbox app", "northwind.atlassian.net", "Sumi Tanaka", "POST /oauth/token", "Revoke"] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_foreign_host_name_is_refused() {
    let app = App::start().await;
    let ask = |host: &str| app.client.get(app.url("sandbox/api/world")).header("host", host).send();
    assert_eq!(ask("rebound.example:80").await.unwrap().status(), 403);
    assert_eq!(ask("localhost.example").await.unwrap().status(), 403);
    for host in ["localhost", "127.0.0.1:1", "[::1]:7008"] {
        assert_eq!(ask(host).await.unwrap().status(), 200, "{host}");
    }
}

#[tokio::test]
async fn forms_of_other_pages_are_refused() {
    let app = App::start().await;
    let form = [("person", stock::MIRA), ("request", "")];
    let post = |origin: &str| app.client.post(app.url("sandbox/login")).header("origin", origin).form(&form).send();
    assert_eq!(post("https://evil.example").await.unwrap().status(), 403);
    assert_eq!(post("null").await.unwrap().status(), 403);
    let own = app.sandbox.authorization_url().origin().ascii_serialization();
    assert_eq!(post(&own).await.unwrap().status(), 303);
}

#[tokio::test]
async fn every_answer_has_a_trace_id_and_the_virtual_date() {
    let app = App::start().await;
    app.sandbox.world().advance_clock(Duration::from_hours(24 * 365 * 10));
    for path in ["me", "authorize", "nothing"] {
        let response = app.client.get(app.url(path)).send().await.unwrap();
        assert_eq!(response.headers()["atl-traceid"].len(), 32);
        let date = response.headers()["date"].to_str().unwrap().to_owned();
        let year = app.sandbox.world().now().to_string()[..4].to_owned();
        assert!(date.contains(&year) && date.ends_with("GMT"), "{date}");
    }
}

#[tokio::test]
async fn requests_are_counted_by_place_and_hold_no_secrets() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", SCOPES).await;
    app.refresh(&tokens).await;
    app.refresh(&tokens).await;
    let world = app.sandbox.world();
    assert_eq!((world.count(Place::TokenExchange), world.count(Place::TokenRefresh)), (1, 2));
    assert!(world.count(Place::Any) >= 6);
    assert!(world.requests().iter().all(|request| !request.path.contains('?')), "no query, so no codes");
    assert!(!format!("{:?} {:?}", world.registrations(), app.sandbox).contains(stock::CLIENT_SECRET));
    world.forget_requests();
    assert_eq!(world.count(Place::TokenRefresh), 0);
}
