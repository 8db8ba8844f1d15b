use acceptance::{App, Key, MIRA, PrivateEnvironment, Role, Visit, clear_clipboard};

use crate::steps::{MIRAS_NAME, name_behind, own_sandbox, wait_for_clipboard};

#[tokio::test]
async fn the_keyboard_alone_leads_from_the_first_run_to_a_token() {
    let environment = PrivateEnvironment::new("keyboard").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    page.tab_to("button Start the sandbox").await;
    page.key(Key::Enter).await;
    page.until_focused("heading Sign in").await;
    page.tab_to("radio").await;
    if page.focused().await != "radio Deep link" {
        page.key(Key::Down).await;
    }
    page.until_focused("radio Deep link").await;
    page.tab_to("button Sign in with").await;
    page.key(Key::Enter).await;
    page.until_focused(&format!("heading {MIRAS_NAME}")).await;

    clear_clipboard();
    page.control_key('c').await;
    let token = wait_for_clipboard().await;
    assert_eq!(name_behind(&token, &own_sandbox(page).await).await, MIRAS_NAME);
}

#[tokio::test]
async fn the_map_of_keys_opens_and_every_section_has_its_key() {
    let environment = PrivateEnvironment::new("keys").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.type_text("?").await;
    page.control(Role::Heading, "Keyboard").await;
    page.key(Key::Escape).await;
    page.until_gone(Role::Heading, "Keyboard").await;
    let sections = [
        ('2', "Scopes"),
        ('3', "Nothing to inspect yet"),
        ('4', "Diagnose"),
        ('5', "Registrations"),
        ('6', "Backstage provider"),
        ('1', "Atlassian tokens, in hand"),
    ];
    for (key, title) in sections {
        page.control_key(key).await;
        page.control(Role::Heading, title).await;
    }
    page.control_key('n').await;
    page.until_focused("heading Sign in").await;
}
