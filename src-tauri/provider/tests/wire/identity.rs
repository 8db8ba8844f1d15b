//! The identity for Backstage's sign-in page.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use trilo_provider::{Identity, Resolver};

use crate::support::Stage;

async fn stage() -> Stage {
    let resolver = Resolver::EmailLocalPart { allowed_domains: Vec::new() };
    Stage::with(|options| options.identity = Identity::By(resolver)).await
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn the_sign_in_page_gets_an_identity_and_userinfo_knows_it() {
    let stage = stage().await;
    let signed_in = stage.sign_in().await;
    let identity = &signed_in.answer["response"]["backstageIdentity"];
    assert_eq!(identity["expiresInSeconds"], 3600);
    assert_eq!(identity["identity"]["type"], "user");
    assert_eq!(identity["identity"]["userEntityRef"], "user:default/mira");
    assert_eq!(identity["identity"]["ownershipEntityRefs"][0], "user:default/mira");
    let token = identity["token"].as_str().unwrap();
    let (header, claims) = (part(token, 0), part(token, 1));
    assert_eq!((header["typ"].as_str(), header["alg"].as_str()), (Some("vnd.backstage.user"), Some("ES256")));
    let base = format!("http://localhost:{}/api/auth", stage.provider.port());
    assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some(base.as_str()), Some("backstage")));
    assert!(!claims["uip"].as_str().unwrap().is_empty());
    let keys: Value =
        stage.client.get(format!("{base}/.well-known/jwks.json")).send().await.unwrap().json().await.unwrap();
    assert_eq!(keys["keys"][0]["kid"], header["kid"]);
    let info = stage.client.get(format!("{base}/v1/userinfo")).bearer_auth(token).send().await.unwrap();
    assert_eq!(info.json::<Value>().await.unwrap()["claims"]["sub"], "user:default/mira");
    let body: Value = stage.refresh(&signed_in.cookie).await.json().await.unwrap();
    assert_eq!(body["backstageIdentity"]["identity"], identity["identity"]);
}

#[tokio::test]
async fn userinfo_knows_no_other_token() {
    let stage = stage().await;
    let url = format!("http://localhost:{}/api/auth/v1/userinfo", stage.provider.port());
    assert_eq!(stage.client.get(&url).send().await.unwrap().status(), 401);
    assert_eq!(stage.client.get(&url).bearer_auth("a.b.c").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn the_announcement_marks_identity_as_for_development_only() {
    assert!(stage().await.provider.announcement().to_string().contains("(development only)"));
}
