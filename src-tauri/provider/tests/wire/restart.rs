//! What outlives Trilo, and what a locked vault holds back.

use reqwest::Method;
use reqwest::header::COOKIE;
use trilo_provider::serve;

use crate::support::{APP, Stage, message, options, popup};

#[tokio::test]
async fn a_restart_with_a_vault_on_disk_signs_nobody_out() {
    let stage = Stage::on_disk().await;
    let cookie = stage.sign_in().await.cookie;
    let stage = stage.restarted().await;
    assert_eq!(stage.provider.sessions().len(), 1);
    assert_eq!(stage.refresh(&cookie).await.status(), 200);
    assert_eq!(stage.fetch(Method::POST, "/logout?env=development", &cookie).send().await.unwrap().status(), 200);
    let stage = stage.restarted().await;
    assert_eq!(stage.refresh(&cookie).await.status(), 401, "an end outlives a restart too");
}

#[tokio::test]
async fn a_provider_that_serves_anew_in_the_same_process_goes_on_without_a_vault_on_disk() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in().await.cookie;
    let (port, core) = (stage.provider.port(), stage.core.clone());
    let mut options = options(&stage.sandbox);
    options.port = Some(port);
    options.kept = stage.provider.stop().await;
    let provider = serve(core, options).await.unwrap();
    assert_eq!(provider.sessions().len(), 1);
    let url = format!("http://localhost:{port}/api/auth/atlassian/refresh?env=development");
    let request = stage.client.get(url).header("x-requested-with", "XMLHttpRequest").header(COOKIE, cookie);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_locked_vault_is_told_and_ends_nothing() {
    let stage = Stage::on_disk().await;
    let cookie = stage.sign_in().await.cookie;
    stage.core.lock().unwrap();
    let popup = stage.get(&format!("/start?{}", popup(APP))).send().await.unwrap();
    assert_eq!(popup.status(), 503);
    let told = message(&popup.text().await.unwrap());
    assert_eq!(told["error"]["message"], "Trilo is locked. Unlock it in its window, then try again");
    assert_eq!(stage.refresh(&cookie).await.status(), 503);
    let logout = stage.fetch(Method::POST, "/logout?env=development", &cookie).send().await.unwrap();
    assert_eq!(logout.status(), 503, "the account could not go with the session");
    stage.core.unlock(Some(crate::support::passphrase().secret().clone())).await.unwrap();
    assert_eq!(stage.refresh(&cookie).await.status(), 200);
}
