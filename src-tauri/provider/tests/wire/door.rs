//! What every request passes.

use reqwest::header::HOST;
use serde_json::Value;
use trilo_core::diagnose::{AttemptOutcome, StepKind};

use crate::support::Stage;

#[tokio::test]
async fn a_host_that_is_not_ours_is_refused() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    for host in ["evil.test", "evil.test:80", "localhost.evil.test", "localhost"] {
        let request = stage.fetch(reqwest::Method::GET, "/refresh?env=development", &cookie).header(HOST, host);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 403, "{host}: another name may have been pointed here");
        assert!(response.headers().get("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn another_provider_is_unknown_in_backstages_words() {
    let stage = Stage::new().await;
    let url = format!("http://localhost:{}/api/auth/github/refresh?env=development", stage.provider.port());
    let response = stage.client.get(url).send().await.unwrap();
    assert_eq!(response.status(), 404);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error"]["message"], "Unknown auth provider 'github'");
    assert_eq!(body["request"]["url"], "/github/refresh?env=development");
}

#[tokio::test]
async fn every_request_is_in_the_journal_without_a_secret() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    stage.refresh(&cookie).await;
    let record = stage.last_record();
    assert_eq!(record.outcome, AttemptOutcome::Succeeded);
    assert!(record.account.is_some() && record.registration.is_some());
    let fact = |kind| record.steps.iter().find(|step| step.kind == kind).unwrap().fact.clone();
    assert_eq!(fact(StepKind::OriginChecked).as_deref(), Some("http://localhost:3000"));
    assert_eq!(fact(StepKind::FrontendAnswered).as_deref(), Some("GET /api/auth/atlassian/refresh: 200"));
    let all = serde_json::to_string(&stage.core.attempts(100).unwrap()).unwrap();
    assert!(!all.contains(cookie.split_once('=').unwrap().1));
}

#[tokio::test]
async fn a_page_that_asks_without_end_is_slowed_down() {
    let stage = Stage::new().await;
    let mut statuses = Vec::new();
    for _ in 0..400 {
        statuses.push(stage.get("/nothing").send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses[0], 404);
    assert!(statuses.contains(&429), "the bucket is empty at last");
    assert!(stage.core.attempts(1000).unwrap().len() <= 40, "refused requests do not push out the rest of the journal");
}
