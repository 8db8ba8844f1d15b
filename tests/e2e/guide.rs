use std::fs;

use acceptance::{App, Key, MIRA, Page, PrivateEnvironment, Role, Visit, register_app};
use trilo_sandbox::{Sandbox, stock};

use crate::steps::MIRAS_NAME;

#[tokio::test]
async fn the_guided_set_up_leads_by_keyboard_from_nothing_to_an_account() {
    let environment = PrivateEnvironment::new("guide").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    go_on(page, "button Set up with me").await;
    page.until_focused("heading Set up a registration").await;
    fill_in(page, "textbox Name", "Payments tooling").await;
    page.tab_to("combobox Cloud").await;
    page.choose("Cloud", "Custom endpoints").await;
    fill_in(page, "textbox Authorization URL", sandbox.authorization_url().as_str()).await;
    fill_in(page, "textbox API URL", sandbox.api_url().as_str()).await;
    go_on(page, "button Done, next step").await;
    page.until_focused("button How: Add the APIs of your scopes").await;
    fill_in(page, "searchbox Find scopes", "read:jira-work").await;
    page.control(Role::Checkbox, "read:jira-work").await;
    page.key(Key::Enter).await;
    page.says("Jira API").await;
    for following in [
        "Set the callback URL",
        "Know how refresh tokens rotate",
        "Turn sharing on for others",
        "Copy client id and secret",
    ] {
        go_on(page, "button Done, next step").await;
        page.until_focused(&format!("button How: {following}")).await;
    }
    fill_in(page, "textbox Client id", stock::CLIENT_ID).await;
    fill_in(page, "textbox Client secret", stock::CLIENT_SECRET).await;
    go_on(page, "button Save, next step").await;
    page.until_focused("button How: Test the way back").await;
    go_on(page, "button Test this callback").await;
    page.says("Trilo saw it: a test passed.").await;
    page.says("7 of 8 done").await;
    go_on(page, "button Next step").await;
    page.until_focused("button How: Sign in").await;
    go_on(page, "button Sign in").await;
    page.until_focused("heading Sign in").await;
    go_on(page, "button Sign in with").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    page.control_key('5').await;
    page.says("8 of 8 done").await;
}

#[tokio::test]
async fn what_is_checked_off_is_still_so_after_a_restart() {
    let environment = PrivateEnvironment::new("guide-restart").await;
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    register_app(page, &sandbox, "Payments tooling").await;
    page.press(Role::Checkbox, "5. Turn sharing on for others").await;
    page.says("2 of 8 done").await;
    app.end(&environment).await;

    let app = App::start(&environment).await;
    let page = app.page();
    page.control_key('5').await;
    page.press(Role::Option, "Payments tooling").await;
    page.says("2 of 8 done").await;
}

#[tokio::test]
async fn a_client_secret_is_shown_on_request_and_hidden_again() {
    let environment = PrivateEnvironment::new("guide-secret").await;
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    register_app(page, &sandbox, "Payments tooling").await;
    assert!(!page.document().await.contains(stock::CLIENT_SECRET), "a saved secret leaves the page");
    page.press(Role::Button, "More").await;
    page.press(Role::MenuItem, "Reveal client secret").await;
    assert_eq!(page.value("Revealed client secret").await, stock::CLIENT_SECRET);
    page.press(Role::Button, "Hide").await;
    page.until_gone(Role::Textbox, "Revealed client secret").await;
    assert!(!page.document().await.contains(stock::CLIENT_SECRET), "a hidden secret is gone from the page");
}

#[tokio::test]
async fn a_followed_app_config_that_changes_is_told_and_taken_over() {
    let environment = PrivateEnvironment::new("guide-follow").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("app-config.yaml");
    fs::write(&file, config("first-client")).expect("a file");
    let app = App::start(&environment).await;
    let page = app.page();
    page.control_key('5').await;
    page.press(Role::Button, "Import app-config…").await;
    page.paste("Folder or files", &folder.path().display().to_string()).await;
    page.press(Role::Button, "Read").await;
    page.press(Role::Button, "Import 1 registration").await;
    page.control(Role::Heading, "Backstage development").await;
    assert_eq!(page.value("Client id").await, "first-client");

    fs::write(&file, config("second-client")).expect("a file");
    page.control_key('1').await;
    page.control_key('5').await;
    page.says("The app-config that this registration follows has changed or is gone.").await;
    page.press(Role::Button, "Read again").await;
    page.press(Role::Button, "Read").await;
    page.press(Role::Button, "Import 1 registration").await;
    page.until_gone(Role::Heading, "What the import does").await;
    assert_eq!(page.value("Client id").await, "second-client");
    page.until_gone(Role::Button, "Read again").await;
}

/// Goes to a control with Tab and presses it.
async fn go_on(page: &Page, description: &str) {
    page.tab_to(description).await;
    page.key(Key::Enter).await;
}

/// Goes to a text field with Tab and types into it.
async fn fill_in(page: &Page, description: &str, text: &str) {
    page.tab_to(description).await;
    page.type_text(text).await;
}

fn config(client_id: &str) -> String {
    format!(
        "auth:
  providers:
    atlassian:
      development:
        clientId: {client_id}
        clientSecret: a-secret-that-stands-in-the-file
"
    )
}
