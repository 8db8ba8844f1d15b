use std::time::{Duration, Instant};

use acceptance::{App, MIRA, PATIENCE, PrivateEnvironment, Role, Visit, register_app};
use tokio::time::sleep;
use trilo_sandbox::{Place, Sandbox};

use crate::steps::{MIRAS_NAME, begin, begin_in_sandbox, sign_in_to_sandbox};

#[tokio::test]
async fn loopback_lands_on_a_page_that_says_who_is_signed_in() {
    let environment = PrivateEnvironment::new("loopback").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    sign_in_to_sandbox(app.page(), "Loopback").await;
    let told = environment.browser().wait_for_told("api/auth").await;
    for words in [
        "200 You are signed in",
        "Trilo is signed in as Mira Okafor.",
        "You can close this tab",
        "at http://localhost:7007/api/auth/atlassian",
    ] {
        assert!(told.contains(words), "the landing page says “{words}”, not: {told}");
    }
}

#[tokio::test]
async fn an_address_from_a_browser_elsewhere_can_be_pasted() {
    let environment = PrivateEnvironment::new("paste").await;
    environment.browser_does(&Visit::AcceptElsewhere(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    begin_in_sandbox(page, "Deep link").await;
    let callback = environment.browser().wait_for_told("trilo://").await;

    page.paste("Address from the browser", "trilo://oauth/callback?code=cut").await;
    page.press(Role::Button, "Continue").await;
    page.says("The answer is incomplete").await;
    page.paste("Address from the browser", "trilo://oauth/callback?code=forged&state=forged").await;
    page.press(Role::Button, "Continue").await;
    page.says("The answer belongs to no sign-in under way").await;

    page.paste("Address from the browser", callback.trim()).await;
    page.press(Role::Button, "Continue").await;
    page.control(Role::Heading, MIRAS_NAME).await;
}

#[tokio::test]
async fn a_link_starts_an_app_that_has_ended_and_finishes_the_sign_in() {
    let environment = PrivateEnvironment::new("cold-start").await;
    let sandbox = Sandbox::builder().start().await.expect("a sandbox that outlives the app");
    let app = App::start(&environment).await;
    let page = app.page();
    register_app(page, &sandbox, "Payments tooling").await;
    page.press(Role::Button, "Sign in").await;
    begin(page, "Deep link").await;
    let authorize = environment.browser().wait_for_opened(1).await;
    page.says("Waiting for you to accept").await;
    app.end(&environment).await;

    environment.browser().visit(&environment, &authorize, &Visit::Accept(MIRA)).await;
    until_reached(&sandbox, Place::AccessibleResources).await;
    environment.until_quiet().await;
    assert_eq!(environment.running_apps().len(), 1, "the link started the app, once");
    environment.end_apps();

    let app = App::start(&environment).await;
    app.page().press(Role::Option, MIRAS_NAME).await;
    app.page().control(Role::Heading, MIRAS_NAME).await;
    app.page().says("northwind").await;
}

async fn until_reached(sandbox: &Sandbox, place: Place) {
    let deadline = Instant::now() + PATIENCE;
    while sandbox.world().count(place) == 0 {
        let requests = sandbox.world().requests();
        assert!(Instant::now() < deadline, "the app does not get to {place:?}; it asked for {requests:?}");
        sleep(Duration::from_millis(50)).await;
    }
}
