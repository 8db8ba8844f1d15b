use acceptance::{App, Key, LockedKeyStore, MIRA, Page, PrivateEnvironment, Role, Visit, lock_screen};

use crate::steps::{MIRAS_NAME, sign_in_to_sandbox};

const WORDS: &str = "correct horse battery staple";

async fn signed_in(environment: &PrivateEnvironment) -> App {
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(environment).await;
    sign_in_to_sandbox(app.page(), "Deep link").await;
    app
}

/// Chooses a passphrase in the form that is open.
async fn choose_passphrase(page: &Page, field: &str, act: &str) {
    for field in [field, "The same again"] {
        page.press(Role::Textbox, field).await;
        page.type_text(WORDS).await;
    }
    page.press(Role::Button, act).await;
}

#[tokio::test]
async fn a_locked_window_holds_nothing_until_it_is_unlocked() {
    let environment = PrivateEnvironment::new("lock").await;
    let app = signed_in(&environment).await;
    let page = app.page();
    page.control_key('l').await;
    page.control(Role::Heading, "Trilo is locked").await;
    let document = page.document().await;
    for known in [MIRAS_NAME, MIRA, "northwind", "Sandbox"] {
        assert!(!document.contains(known), "{known} is still in the page");
    }
    page.until_focused("button Unlock").await;
    page.key(Key::Enter).await;
    page.control(Role::Option, MIRAS_NAME).await;
}

#[tokio::test]
async fn a_passphrase_takes_the_key_stores_place_and_is_asked_for_at_the_next_start() {
    let environment = PrivateEnvironment::new("passphrase").await;
    let app = signed_in(&environment).await;
    let page = app.page();
    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Move to a passphrase…").await;
    choose_passphrase(page, "New passphrase", "Move to this passphrase").await;
    page.says("The vault opens with your passphrase from now on.").await;
    app.end(&environment).await;

    // The system's key store is of no use to this vault any more.
    let locked = LockedKeyStore::lock();
    let app = App::start(&environment).await;
    let page = app.page();
    page.control(Role::Heading, "Trilo is locked").await;
    page.until_focused("textbox Passphrase").await;
    page.type_text("correct horse battery stable").await;
    page.key(Key::Enter).await;
    page.says("That is not the passphrase").await;
    page.type_text(WORDS).await;
    page.key(Key::Enter).await;
    page.control(Role::Option, MIRAS_NAME).await;
    assert!(!environment.log().contains(WORDS), "a passphrase is told to nobody");
    locked.unlock();

    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Move to the system’s key store…").await;
    page.press(Role::Button, "Move to the key store").await;
    page.says("The key rests in Secret Service from now on.").await;
    app.end(&environment).await;
    let app = App::start(&environment).await;
    app.page().control(Role::Option, MIRAS_NAME).await;
}

#[tokio::test]
async fn without_a_key_store_a_passphrase_begins_the_vault() {
    let environment = PrivateEnvironment::new("passphrase-first").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let locked = LockedKeyStore::lock();
    let app = App::start(&environment).await;
    let page = app.page();
    page.says("The key store is locked").await;
    page.press(Role::Button, "Use a passphrase instead").await;
    choose_passphrase(page, "Passphrase", "Use this passphrase").await;
    page.says("sealed on this computer with your passphrase").await;
    sign_in_to_sandbox(page, "Deep link").await;
    app.end(&environment).await;
    let app = App::start(&environment).await;
    app.page().control(Role::Heading, "Trilo is locked").await;
    locked.unlock();
}

#[tokio::test]
async fn the_vault_locks_with_the_screen() {
    let environment = PrivateEnvironment::new("lock-with-screen").await;
    let app = signed_in(&environment).await;
    let page = app.page();
    lock_screen();
    page.press(Role::Button, "Settings").await;
    page.press(Role::Checkbox, "Lock with the screen").await;
    page.says("Saved").await;
    lock_screen();
    page.control(Role::Heading, "Trilo is locked").await;
}

#[tokio::test]
async fn a_file_with_the_passphrase_makes_and_opens_the_vault_without_asking() {
    let mut environment = PrivateEnvironment::new("passphrase-file").await;
    environment.put_passphrase_file(WORDS);
    let locked = LockedKeyStore::lock();
    let app = signed_in(&environment).await;
    app.end(&environment).await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.control(Role::Option, MIRAS_NAME).await;
    locked.unlock();
    page.press(Role::Button, "Settings").await;
    page.says("TRILO_PASSPHRASE_FILE").await;
    page.press(Role::Button, "Keep everything in memory only…").await;
    page.press(Role::Button, "Move to memory and erase the vault").await;
    page.says("Everything is in memory, and the vault file is erased.").await;
    let left: Vec<_> = environment
        .data_files()
        .into_iter()
        .filter(|file| file.display().to_string().contains("vault.sqlite"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
