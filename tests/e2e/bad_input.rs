use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};
use trilo_sandbox::{Sandbox, stock};

use crate::steps::{MIRAS_NAME, begin, copied_token, sign_in_to};

#[tokio::test]
async fn a_wrong_field_says_what_is_wrong_and_keeps_what_was_typed() {
    let environment = PrivateEnvironment::new("bad-registration").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Add a registration").await;
    page.press(Role::Button, "Save").await;
    page.says("The name is empty.").await;
    page.paste("Name", &"n".repeat(150)).await;
    page.press(Role::Button, "Save").await;
    page.says("The name is too long.").await;
    page.paste("Name", "Payments 支付 💳").await;
    page.paste("Client id", "with blanks and ümlauts").await;
    page.press(Role::Button, "Save").await;
    page.says("The client id has characters that cannot be part of it.").await;
    page.paste("Client id", "9f2kQvT1m0Zr").await;
    page.press(Role::Button, "Save").await;
    page.says("The client secret is empty.").await;
    page.paste("Client secret", "ATOA-made-up").await;
    page.paste("Callback URL", "http://example.com/back").await;
    page.press(Role::Button, "Save").await;
    page.says("has to begin with https:// unless it is on this computer").await;
    assert_eq!(page.value("Client id").await, "9f2kQvT1m0Zr", "nothing that was typed is lost");
    page.paste("Callback URL", stock::LOOPBACK_CALLBACK).await;
    page.press(Role::Button, "Save").await;
    page.control(Role::Heading, "Payments 支付 💳").await;
}

#[tokio::test]
async fn a_pasted_text_that_is_no_answer_says_why_and_the_sign_in_goes_on() {
    let environment = PrivateEnvironment::new("bad-paste").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Start the sandbox").await;
    begin(page, "Deep link").await;
    for (text, title) in [
        ("what was in the clipboard", "That is not an address"),
        ("trilo://oauth/callback?code=only", "The answer is incomplete"),
        ("trilo://oauth/callback?code=a&code=b&state=s", "The answer has “code” twice"),
        ("trilo://oauth/callback?code=a&state=forged", "The answer belongs to no sign-in under way"),
    ] {
        page.paste("Address from the browser", text).await;
        page.press(Role::Button, "Continue").await;
        page.says(title).await;
    }
    page.control(Role::Button, "Open the browser again").await;
}

#[tokio::test]
async fn offline_costs_nothing_and_says_who_does_not_answer() {
    let environment = PrivateEnvironment::new("offline").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let port = sandbox.port();
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to(&sandbox, page).await;
    let token = copied_token(page).await;
    sandbox.shutdown().await;

    page.press(Role::Button, "Refresh").await;
    page.says(&format!("Nothing answers at 127.0.0.1:{port}")).await;
    page.control(Role::Heading, MIRAS_NAME).await;
    assert!(copied_token(page).await == token, "the token that is still good is handed out");
}
