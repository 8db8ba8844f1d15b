//! `/logout`.

use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};

use crate::support::{APP, Stage, attributes_of};

const QUERY: &str = "/logout?env=development";

#[tokio::test]
async fn a_sign_out_clears_the_cookie_and_is_forgotten_here_too() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let response = stage.fetch(Method::POST, QUERY, &cookie).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let attributes = attributes_of(response.headers(), "atlassian-refresh-token");
    assert!(attributes.contains(&"max-age=0".to_owned()), "{attributes:?}");
    assert!(response.text().await.unwrap().is_empty());
    assert_eq!(stage.refresh(&cookie).await.status(), 401, "the old id opens nothing");
    assert!(stage.core.sessions().unwrap().is_empty(), "the account came by Backstage, and goes with it");
    let told = stage.sandbox.world().requests().iter().any(|request| request.path == "/oauth/revoke");
    assert!(!told, "Atlassian is not told");
}

#[tokio::test]
async fn a_sign_out_leaves_the_other_browser_signed_in() {
    let stage = Stage::new().await;
    let (first, second) = (stage.sign_in().await.cookie, stage.sign_in().await.cookie);
    stage.fetch(Method::POST, QUERY, &first).send().await.unwrap();
    assert_eq!(stage.refresh(&first).await.status(), 401);
    assert_eq!(stage.refresh(&second).await.status(), 200);
}

#[tokio::test]
async fn a_sign_out_without_a_cookie_is_one_all_the_same() {
    let stage = Stage::new().await;
    let response = stage.fetch(Method::POST, QUERY, "").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers().get("set-cookie").is_none());
}

#[tokio::test]
async fn a_sign_out_needs_the_header_an_allowed_origin_and_post() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let post = || stage.client.post(stage.url(QUERY)).header(COOKIE, &cookie);
    assert_eq!(post().header(ORIGIN, APP).send().await.unwrap().status(), 401);
    let foreign = post().header("x-requested-with", "XMLHttpRequest").header(ORIGIN, "http://evil.test");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
    assert_eq!(stage.fetch(Method::GET, QUERY, &cookie).send().await.unwrap().status(), 404);
    assert_eq!(stage.refresh(&cookie).await.status(), 200, "nothing of that signed anybody out");
}
