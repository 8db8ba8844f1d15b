use acceptance::{App, MIRA, Page, PrivateEnvironment, Role, Visit};

use crate::steps::{begin, sign_in_to_sandbox};

/// Arms a failure by its name in the list of those to rehearse.
async fn arm(page: &Page, name: &str) {
    page.control_key('4').await;
    page.press(Role::Tab, "Rehearse").await;
    // Only the part of a long list that is in view is drawn.
    page.paste("Filter failures", name).await;
    page.press(Role::Option, name).await;
    page.control(Role::Heading, name).await;
    page.press(Role::Button, "Arm it").await;
    page.control(Role::Button, "Set everything right").await;
}

/// Signs in where the armed failure waits, and goes back to it once the sign-in has ended.
async fn provoke_by_signing_in(page: &Page, name: &str) {
    arm(page, name).await;
    page.press(Role::Button, "Sign in to the sandbox").await;
    begin(page, "Deep link").await;
    page.control(Role::Button, "Try again").await;
    page.control_key('4').await;
}

#[tokio::test]
async fn failures_are_provoked_in_the_sandbox_and_explained_on_the_screen() {
    let environment = PrivateEnvironment::new("rehearse").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;

    for (name, title, who) in [
        ("Client secret replaced", "The client secret was not accepted", "App owner:"),
        ("Code used or too old", "The code was not accepted", "You:"),
        ("A proxy answers with a page", "Something other than Atlassian answered", "Network admin:"),
        ("Answer is not JSON", "Something other than Atlassian answered", "Network admin:"),
    ] {
        provoke_by_signing_in(page, name).await;
        page.control(Role::Heading, "What came of it: Sign-in failed").await;
        page.control(Role::Heading, title).await;
        page.says(who).await;
        page.says("It stopped at the exchange of the code").await;
    }

    arm(page, "Grant withdrawn").await;
    page.press(Role::Button, "Renew Mira Okafor’s token").await;
    page.control(Role::Heading, "What came of it: Renew token failed").await;
    page.control(Role::Heading, "The refresh token is no longer good").await;
    page.says("What happened since the last renewal that worked?").await;
    page.press(Role::Button, "Another program, window or computer").await;
    page.control(Role::Heading, "Another process or computer renewed the token first").await;
    page.press(Role::Button, "Look at its steps").await;
    page.control(Role::Heading, "Renew token failed").await;
    page.control(Role::Heading, "The refresh token is no longer good").await;
}

#[tokio::test]
async fn a_pasted_text_is_explained_without_its_secrets_on_the_screen() {
    let environment = PrivateEnvironment::new("explain").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.control_key('4').await;
    page.press(Role::Tab, "Explain a text").await;
    let text = r#"{"error":"access_denied","client_secret":"canary-in-a-paste"}"#;
    page.hand_over("Text to explain", text, "Where did this text appear?").await;
    page.press(Role::Button, "In the answer to the code exchange").await;
    page.control(Role::Heading, "The client secret was not accepted").await;
    assert!(!page.document().await.contains("canary-in-a-paste"), "it is redacted on the screen");
    page.hand_over("Text to explain", "the weather is fine today", "Nothing that is known explains this.").await;
    page.press(Role::Button, "Forget it").await;
    page.until_gone(Role::Button, "Forget it").await;
}

#[tokio::test]
async fn a_file_that_the_system_opens_with_trilo_is_explained() {
    let environment = PrivateEnvironment::new("explain-file").await;
    let file = environment.data_folder().with_file_name("failure.log");
    std::fs::write(&file, "ERROR invalid_grant: refresh_token=canary-in-a-file is expired or revoked\n")
        .expect("a file");
    let app = App::start(&environment).await;
    let page = app.page();
    page.control(Role::Button, "Add a registration").await;
    environment.until_quiet().await;
    environment.open_with_app(&file.display().to_string());
    page.says("failure.log was read as lines of a log.").await;
    page.says("For sure").await;
    assert!(!page.document().await.contains("canary-in-a-file"), "it is redacted on the screen");
}

#[tokio::test]
async fn the_checks_tell_what_is_in_the_way_on_this_machine() {
    let environment = PrivateEnvironment::new("checks").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    page.control_key('4').await;
    page.press(Role::Tab, "Checks").await;
    page.press(Role::Button, "Check everything").await;
    page.control(Role::Button, "Check everything").await;
    page.says("it is accepted and reaches").await;
    page.says("northwind it answers").await;
    page.press(Role::Button, "Check Clock").await;
    page.says("s off").await;
}
