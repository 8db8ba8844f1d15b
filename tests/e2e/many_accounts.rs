use acceptance::{App, Key, MIRA, PrivateEnvironment, Role, Visit};

use crate::steps::{MIRAS_NAME, sign_in_to_sandbox, wait_for_clipboard};

#[tokio::test]
async fn an_account_is_labelled_and_found_by_its_label_without_the_mouse() {
    let environment = PrivateEnvironment::new("labels").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    page.press(Role::Button, "More").await;
    page.press(Role::MenuItem, "Label and colour…").await;
    page.press(Role::Textbox, "Label").await;
    page.type_text("Release robot").await;
    page.press(Role::Radio, "Violet").await;
    page.press(Role::Button, "Save").await;
    page.says("Release robot").await;
    app.end(&environment).await;

    let app = App::start(&environment).await;
    let page = app.page();
    page.control(Role::Option, MIRAS_NAME).await;
    acceptance::clear_clipboard();
    page.control_key('k').await;
    page.until_focused("combobox Search or run").await;
    page.type_text("robot").await;
    page.says("1 result").await;
    page.keys(&[char::from(Key::Control), char::from(Key::Enter)]).await;
    assert!(wait_for_clipboard().await.starts_with("ey"), "the token of the account that was found");
    page.key(Key::Enter).await;
    page.control(Role::Heading, MIRAS_NAME).await;
}
