use std::path::PathBuf;

use acceptance::{App, LockedKeyStore, MIRA, PrivateEnvironment, Role, Visit};

use crate::steps::{MIRAS_NAME, begin_in_sandbox, sign_in_to_sandbox};

#[tokio::test]
async fn a_locked_key_store_is_said_at_once_and_memory_will_do() {
    let environment = PrivateEnvironment::new("key-store-locked").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let locked = LockedKeyStore::lock();
    let app = App::start(&environment).await;
    let page = app.page();
    page.says("The key store is locked").await;
    page.press(Role::Button, "Keep in memory only").await;
    sign_in_to_sandbox(page, "Deep link").await;
    page.says("Stored in memory only.").await;
    assert_eq!(environment.data_files(), Vec::<PathBuf>::new(), "memory only means that nothing is written");

    locked.unlock();
    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Check again").await;
    page.says("Sealed on this computer").await;
    app.end(&environment).await;

    let app = App::start(&environment).await;
    app.page().press(Role::Option, MIRAS_NAME).await;
    app.page().control(Role::Heading, MIRAS_NAME).await;
}

#[tokio::test]
async fn an_unlocked_key_store_is_found_by_checking_again() {
    let environment = PrivateEnvironment::new("key-store-unlocked").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let locked = LockedKeyStore::lock();
    let app = App::start(&environment).await;
    let page = app.page();
    page.says("The key store is locked").await;
    locked.unlock();
    page.press(Role::Button, "Check again").await;
    page.until_gone(Role::Button, "Check again").await;
    page.says("the key rests in").await;
    sign_in_to_sandbox(page, "Deep link").await;
}

#[tokio::test]
async fn a_key_store_that_was_locked_meanwhile_is_said_before_the_browser_opens() {
    let environment = PrivateEnvironment::new("key-store-locked-later").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    page.says("the key rests in").await;
    let locked = LockedKeyStore::lock();
    begin_in_sandbox(page, "Deep link").await;
    page.control(Role::Heading, "The key store is locked").await;
    assert_eq!(environment.browser().opened(), [], "no consent is asked for that could not be kept");

    locked.unlock();
    page.press(Role::Button, "Try again").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Heading, MIRAS_NAME).await;
}
