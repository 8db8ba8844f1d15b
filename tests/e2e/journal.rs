use acceptance::{App, Canary, MIRA, Page, PrivateEnvironment, Role, Visit};
use trilo_sandbox::{Effect, Fault, Place, Sandbox};

use crate::screens::picture;
use crate::steps::{copied_token, sign_in_to};

async fn fill(page: &Page, field: &str, text: &str) {
    page.press(Role::Textbox, field).await;
    page.control_key('a').await;
    page.type_text(text).await;
}

#[tokio::test]
async fn a_failure_shows_its_exchange_and_goes_into_a_bundle_that_opens_again() {
    let desk = tempfile::tempdir().expect("a folder");
    let file = desk.path().join("failure.zip").display().to_string();
    let environment = PrivateEnvironment::new("journal").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;
    let token = copied_token(page).await;
    sandbox.world().set_fault(Fault::new(Place::TokenRefresh, Effect::ProxyHtml { status: 403 }));
    page.press(Role::Button, "Refresh").await;
    page.says("Your proxy answered instead of Atlassian").await;

    page.control_key('3').await;
    page.press(Role::Option, "Renew token failed").await;
    page.says("/oauth/token").await;
    page.says("refresh_token").await;
    picture(page, "attempt", "light").await;
    page.press(Role::Button, "Bundle…").await;
    fill(page, "File", &file).await;
    page.press(Role::Button, "Write").await;
    page.says("The bundle is written").await;
    page.press(Role::Button, "Close").await;
    assert!(Canary::new("token", &token).look_in_folder(desk.path()).is_empty());

    page.press(Role::Button, "Open a bundle…").await;
    fill(page, "File", &file).await;
    page.press(Role::Button, "Open").await;
    page.says("From another machine").await;
    page.says("/oauth/token").await;
    picture(page, "bundle", "light").await;
}
