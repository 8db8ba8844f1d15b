use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};
use trilo_sandbox::{Effect, Fault, Place, Sandbox, stock};

use crate::steps::{MIRAS_NAME, copied_token, name_behind, sign_in_to};

#[tokio::test]
async fn what_a_proxy_says_costs_no_token() {
    let environment = PrivateEnvironment::new("proxy").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;
    let before = copied_token(page).await;

    sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::ProxyHtml { status: 403 }));
    page.press(Role::Button, "Refresh").await;
    page.says("Your proxy answered instead of Atlassian").await;
    assert!(copied_token(page).await == before, "the token is kept");

    sandbox.world().clear_faults();
    page.press(Role::Button, "Refresh").await;
    page.says(", 1 time").await;
    assert!(copied_token(page).await != before, "the refresh brought another token");
    assert!(!page.text().await.contains("Your proxy answered"), "what is over is no longer said");
}

#[tokio::test]
async fn a_renewed_token_that_got_lost_on_the_way_is_asked_for_again() {
    let environment = PrivateEnvironment::new("lost-answer").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;

    sandbox.world().set_fault(Fault::once(Place::TokenRefresh, Effect::DropAfterProcessing));
    page.press(Role::Button, "Refresh").await;
    page.control(Role::Button, "Refresh").await;
    if !page.text().await.contains(", 1 time") {
        page.press(Role::Button, "Refresh").await;
    }
    page.says(", 1 time").await;
    assert_eq!(name_behind(&copied_token(page).await, &sandbox.api_url()).await, MIRAS_NAME);
}

#[tokio::test]
async fn a_withdrawn_consent_asks_to_sign_in_again_with_the_same_choices() {
    let environment = PrivateEnvironment::new("withdrawn").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;

    assert!(sandbox.world().revoke_grant(stock::MIRA, stock::CLIENT_ID), "there was a grant to withdraw");
    page.press(Role::Button, "Refresh").await;
    page.says("The refresh token is no longer accepted").await;
    page.press(Role::Button, "Sign in again").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    page.until_gone(Role::Button, "Sign in again").await;
    assert_eq!(name_behind(&copied_token(page).await, &sandbox.api_url()).await, MIRAS_NAME);
}

#[tokio::test]
async fn an_account_is_forgotten_here_for_good() {
    let environment = PrivateEnvironment::new("forget").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;
    page.press(Role::Button, "More").await;
    page.press(Role::MenuItem, "Sign out…").await;
    page.says("The grant stays at Atlassian").await;
    page.press(Role::Button, "Sign out here").await;
    page.says("No accounts yet.").await;
    assert_eq!(sandbox.world().grants().len(), 1, "forgetting is not revoking");
    app.end(&environment).await;

    let app = App::start(&environment).await;
    app.page().says("No accounts yet.").await;
}

#[tokio::test]
async fn signing_out_may_ask_atlassian_too_and_promises_nothing() {
    let environment = PrivateEnvironment::new("revoke").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;
    page.press(Role::Button, "More").await;
    page.press(Role::MenuItem, "Sign out…").await;
    page.press(Role::Checkbox, "Also ask Atlassian to revoke the token").await;
    page.press(Role::Button, "Sign out here").await;
    page.says("Atlassian answered the request to revoke the token. It documents no effect").await;
    page.says("No accounts yet.").await;
    let asked = sandbox.world().requests().into_iter().any(|request| request.path == "/oauth/revoke");
    assert!(asked, "Atlassian was asked");
}
