use std::fs;
use std::path::Path;

use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};
use rusqlite::Connection;

use crate::steps::{MIRAS_NAME, sign_in_to_sandbox};

#[tokio::test]
async fn a_damaged_vault_is_set_aside_and_what_can_be_read_is_rescued() {
    let environment = PrivateEnvironment::new("rescue").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    sign_in_to_sandbox(app.page(), "Deep link").await;
    app.end(&environment).await;
    let file = environment.data_folder().join("vault.sqlite3");
    damage(&file);
    let damaged = fs::read(&file).expect("the damaged vault");

    let app = App::start(&environment).await;
    let page = app.page();
    page.says("damaged").await;
    page.press(Role::Button, "Set it aside and rescue what can be read").await;
    page.says("What could be read is rescued").await;
    page.press(Role::Button, "Close").await;
    page.press(Role::Option, MIRAS_NAME).await;
    page.control(Role::Heading, MIRAS_NAME).await;
    let aside = environment.data_files().into_iter().find(|path| path.display().to_string().contains(".damaged-"));
    assert_eq!(fs::read(aside.expect("the damaged file is still there")).expect("it can be read"), damaged);
}

/// Writes over the page that leads to the recorded attempts.
fn damage(file: &Path) {
    let vault = Connection::open(file).expect("the vault");
    let read = |query: &str| vault.query_row(query, [], |row| row.get::<_, u32>(0)).expect("a number");
    let root = read("SELECT rootpage FROM sqlite_schema WHERE name = 'attempt'");
    let page = usize::try_from(read("PRAGMA page_size")).expect("a size");
    vault.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("nothing is left in the log");
    drop(vault);
    let mut bytes = fs::read(file).expect("the vault");
    let begin = page * usize::try_from(root - 1).expect("a page");
    bytes[begin..begin + page].fill(0xff);
    fs::write(file, bytes).expect("the vault can be damaged");
}
