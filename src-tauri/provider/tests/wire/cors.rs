//! Cross-origin requests.

use reqwest::Method;
use reqwest::header::ORIGIN;

use crate::support::{APP, Stage};

#[tokio::test]
async fn an_allowed_origin_may_read_answers_and_errors_with_credentials() {
    let stage = Stage::new().await;
    let response = stage.refresh("").await;
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("access-control-allow-origin"), Some(APP));
    assert_eq!(header("access-control-allow-credentials"), Some("true"));
    assert!(header("vary").unwrap().eq_ignore_ascii_case("origin"));
}

#[tokio::test]
async fn a_preflight_is_granted_to_an_allowed_origin_only() {
    let stage = Stage::new().await;
    for (origin, granted) in [(APP, true), ("http://evil.test", false)] {
        let response = stage
            .client
            .request(Method::OPTIONS, stage.url("/refresh?env=development"))
            .header(ORIGIN, origin)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "x-requested-with")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 204);
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("access-control-allow-origin"), granted.then_some(APP));
        assert_eq!(header("access-control-allow-credentials"), granted.then_some("true"));
        assert_eq!(header("access-control-allow-headers"), granted.then_some("x-requested-with"));
        assert_eq!(header("access-control-allow-methods").is_some_and(|methods| methods.contains("POST")), granted);
    }
}
