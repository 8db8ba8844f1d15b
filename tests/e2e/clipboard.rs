use std::time::Instant;

use acceptance::{App, MIRA, Page, PrivateEnvironment, Role, Visit, clipboard_text, copy_elsewhere};
use tokio::time::{Duration, sleep};

use crate::steps::{copied_token, sign_in_to_sandbox};

/// The shortest time that the settings offer, and what a busy machine may take longer.
const CLEARED_AFTER: Duration = Duration::from_secs(10);
const SLACK: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_copied_token_is_cleared_and_what_was_copied_since_is_left_alone() {
    let environment = PrivateEnvironment::new("clipboard").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    clear_soon(page).await;

    let copied = Instant::now();
    let token = copied_token(page).await;
    while clipboard_text().is_some() {
        assert!(copied.elapsed() < CLEARED_AFTER + SLACK, "the token is still in the clipboard");
        sleep(Duration::from_millis(200)).await;
    }
    assert!(copied.elapsed() + SLACK > CLEARED_AFTER, "there was time to paste");

    assert!(copied_token(page).await == token);
    let _elsewhere = copy_elsewhere("a shopping list");
    sleep(CLEARED_AFTER + Duration::from_secs(2)).await;
    assert_eq!(clipboard_text().as_deref(), Some("a shopping list"));
}

/// Sets the shortest time, and goes back to the account.
async fn clear_soon(page: &Page) {
    page.press(Role::Button, "Settings").await;
    page.choose("Clear the clipboard", "After 10 seconds").await;
    page.control_key('1').await;
    page.control(Role::Button, "Copy token").await;
}
