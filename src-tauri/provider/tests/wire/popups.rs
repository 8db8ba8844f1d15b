//! Several sign-ins of one browser at once.

use reqwest::Response;
use reqwest::header::COOKIE;
use trilo_sandbox::{Decision, stock};
use url::Url;

use crate::support::{APP, Stage, cookie_of, cookies_of, message, popup};

async fn started(stage: &Stage) -> (String, Url) {
    let response = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    let to = response.headers()[reqwest::header::LOCATION].to_str().unwrap().parse().unwrap();
    (cookies_of(response.headers()), to)
}

async fn came_back(stage: &Stage, to: &Url, cookies: &str) -> Response {
    let callback = stage.decide(stock::MIRA, Decision::Accept, to).await;
    stage.client.get(callback).header(COOKIE, cookies).send().await.unwrap()
}

/// What a browser sends after both: the later one of two with the same name.
fn jar(first: &str, second: &str) -> String {
    let name = |cookie: &str| cookie.split('=').next().unwrap().to_owned();
    let replaced = |cookie: &&str| second.split("; ").any(|other| name(other) == name(cookie));
    first.split("; ").filter(|cookie| !replaced(cookie)).chain([second]).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn two_popups_at_once_both_sign_in() {
    let stage = Stage::new().await;
    let ((first_cookies, first), (second_cookies, second)) = (started(&stage).await, started(&stage).await);
    let jar = jar(&first_cookies, &second_cookies);
    assert_eq!(jar.matches("atlassian-nonce=").count(), 1, "Backstage's own name is overwritten: {jar}");
    for to in [&first, &second] {
        let response = came_back(&stage, to, &jar).await;
        cookie_of(response.headers(), "atlassian-refresh-token");
    }
}

#[tokio::test]
async fn the_nonce_of_another_sign_in_does_not_do() {
    let stage = Stage::new().await;
    let ((_, first), (second_cookies, _)) = (started(&stage).await, started(&stage).await);
    let response = came_back(&stage, &first, &second_cookies).await;
    assert_eq!(message(&response.text().await.unwrap())["error"]["message"], "Invalid nonce");
}
