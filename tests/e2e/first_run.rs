use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};

use crate::steps::{MIRAS_NAME, copied_token, name_behind, own_sandbox, sign_in_to_sandbox};

#[tokio::test]
async fn from_the_first_run_to_a_token_that_works() {
    let environment = PrivateEnvironment::new("first-run").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    page.says("the key rests in").await;
    sign_in_to_sandbox(page, "Deep link").await;
    for (card, words) in [
        ("Profile", ["mira@example.com", "Staff engineer"]),
        ("Sites", ["northwind", "Jira, Confluence"]),
        ("Granted", ["read:me", "read:jira-work"]),
    ] {
        let lines = page.part(card).await.join("\n");
        assert!(words.iter().all(|word| lines.contains(word)), "{card} shows {words:?}, not {lines}");
    }
    let token = copied_token(page).await;
    page.says("Copied, cleared in").await;
    assert_eq!(name_behind(&token, &own_sandbox(page).await).await, MIRAS_NAME);
    let log = environment.log();
    assert!(!log.contains("trilo:") && !log.contains("panicked"), "nothing went wrong behind the window: {log}");
}

#[tokio::test]
async fn a_token_is_shown_on_request_only() {
    let environment = PrivateEnvironment::new("reveal").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    let token = copied_token(page).await;
    assert!(!page.document().await.contains(&token), "copying a token does not bring it into the page");
    page.press(Role::Button, "Reveal").await;
    assert!(page.value("Access token").await == token, "the token is the one that was copied");
    page.press(Role::Button, "Hide").await;
    page.until_gone(Role::Textbox, "Access token").await;
    assert!(!page.document().await.contains(&token), "a hidden token is gone from the page");
}

#[tokio::test]
async fn a_refresh_brings_another_token() {
    let environment = PrivateEnvironment::new("refresh").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    let before = copied_token(page).await;
    page.press(Role::Button, "Refresh").await;
    page.says(", 1 time").await;
    let after = copied_token(page).await;
    assert!(after != before, "a refresh brings another token");
    assert_eq!(name_behind(&after, &own_sandbox(page).await).await, MIRAS_NAME);
}

#[tokio::test]
async fn a_restart_keeps_the_person_signed_in() {
    let environment = PrivateEnvironment::new("restart").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    sign_in_to_sandbox(app.page(), "Deep link").await;
    let before = copied_token(app.page()).await;
    app.end(&environment).await;

    let app = App::start(&environment).await;
    let page = app.page();
    page.press(Role::Option, MIRAS_NAME).await;
    page.control(Role::Heading, MIRAS_NAME).await;
    assert!(copied_token(page).await == before, "the token is still there");
    assert_eq!(name_behind(&before, &own_sandbox(page).await).await, MIRAS_NAME);
    assert_eq!(environment.browser().opened().len(), 1, "nobody was sent to the browser again");
}

#[tokio::test]
async fn a_token_is_copied_in_the_format_that_is_chosen() {
    let environment = PrivateEnvironment::new("formats").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    let token = copied_token(page).await;
    acceptance::clear_clipboard();
    page.press(Role::Button, "Choose a format").await;
    page.press(Role::MenuItem, "Authorization header").await;
    let copied = crate::steps::wait_for_clipboard().await;
    assert!(copied == format!("Authorization: Bearer {token}"), "the header is copied");
}
