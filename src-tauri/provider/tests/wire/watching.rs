//! What whoever watches sees of the requests.

use crate::support::{APP, Stage, popup};

#[tokio::test]
async fn the_latest_requests_are_shown_without_their_parameters() {
    let stage = Stage::new().await;
    let mut answered = stage.provider.answered();
    stage.get(&format!("/start?{}&state=canary", popup(APP))).send().await.unwrap();
    stage.get("/refresh?env=development").send().await.unwrap();
    answered.changed().await.unwrap();
    let requests = stage.provider.requests();
    assert!(!format!("{requests:?}").contains("canary"), "{requests:?}");
    let shown: Vec<_> = requests.iter().map(|of| (of.method.as_str(), of.path.as_str(), of.status)).collect();
    let (refresh, start) = ("/api/auth/atlassian/refresh", "/api/auth/atlassian/start");
    assert_eq!(shown, [("GET", refresh, 401), ("GET", start, 302)]);
    assert_eq!(requests[1].origin.as_deref(), Some(APP));
    assert_eq!(requests[0].refusal.as_deref(), Some("Invalid X-Requested-With header"));
}

#[tokio::test]
async fn only_so_many_requests_are_kept() {
    let stage = Stage::new().await;
    for _ in 0..105 {
        stage.get("/start").send().await.unwrap();
    }
    assert_eq!(stage.provider.requests().len(), 100);
}
