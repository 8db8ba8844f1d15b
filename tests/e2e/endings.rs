use std::net::{Ipv4Addr, TcpListener};

use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};

use crate::steps::{MIRAS_NAME, begin_in_sandbox};

/// The port of the sandbox registration's loopback callback.
const LOOPBACK_PORT: u16 = 7007;

#[tokio::test]
async fn cancel_in_the_browser_is_an_outcome_to_go_on_from() {
    let environment = PrivateEnvironment::new("denied").await;
    environment.browser_does(&Visit::Cancel(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    begin_in_sandbox(page, "Deep link").await;
    page.control(Role::Heading, "You pressed Cancel on Atlassian’s page").await;
    page.says("Nothing was granted").await;

    environment.browser_does(&Visit::Accept(MIRA));
    page.press(Role::Button, "Try again").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Heading, MIRAS_NAME).await;
}

#[tokio::test]
async fn an_answer_after_cancel_signs_nobody_in() {
    let environment = PrivateEnvironment::new("cancelled").await;
    let app = App::start(&environment).await;
    let page = app.page();
    begin_in_sandbox(page, "Deep link").await;
    let authorize = environment.browser().wait_for_opened(1).await;
    page.press(Role::Button, "Cancel").await;
    page.control(Role::Heading, "You cancelled this sign-in").await;

    environment.browser().visit(&environment, &authorize, &Visit::Accept(MIRA)).await;
    page.control_key('4').await;
    page.press(Role::Option, "Callback matched no sign-in").await;
    page.says("nobody was signed in or out").await;
    page.control_key('1').await;
    assert!(!page.text().await.contains(MIRAS_NAME));
}

#[tokio::test]
async fn a_port_in_use_is_named_with_its_holder() {
    let environment = PrivateEnvironment::new("port-busy").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, LOOPBACK_PORT)).expect("the callback's port is free");
    let app = App::start(&environment).await;
    let page = app.page();
    begin_in_sandbox(page, "Loopback").await;
    page.control(Role::Heading, "Port 7007 is in use").await;
    page.says(&format!("(process {})", std::process::id())).await;
    assert_eq!(environment.browser().opened(), [], "the browser is opened only when the way back is there");

    drop(holder);
    page.press(Role::Button, "Try again").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Heading, MIRAS_NAME).await;
}
