use acceptance::{App, Canary, MIRA, Page, PrivateEnvironment, Role, Visit};

use crate::steps::{MIRAS_NAME, copied_token, sign_in_to_sandbox};

const WORDS: &str = "four unrelated words here";

async fn fill(page: &Page, field: &str, text: &str) {
    page.press(Role::Textbox, field).await;
    page.control_key('a').await;
    page.type_text(text).await;
}

#[tokio::test]
async fn a_backup_brings_accounts_to_another_computer() {
    let stick = tempfile::tempdir().expect("a folder");
    let file = stick.path().join("away.age").display().to_string();
    let here = PrivateEnvironment::new("backup").await;
    here.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&here).await;
    let page = app.page();
    sign_in_to_sandbox(page, "Deep link").await;
    let token = copied_token(page).await;
    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Export…").await;
    fill(page, "File", &file).await;
    fill(page, "Passphrase of the backup", WORDS).await;
    fill(page, "The same again", WORDS).await;
    page.press(Role::Button, "Export").await;
    page.says("1 registration, 1 account").await;
    app.end(&here).await;
    for canary in [Canary::new("token", &token), Canary::new("passphrase", WORDS)] {
        assert_eq!([canary.look_in_folder(&here.data_folder()), canary.look_in_folder(stick.path())], [vec![], vec![]]);
    }
    drop(here);

    let there = PrivateEnvironment::new("backup-elsewhere").await;

    let app = App::start(&there).await;
    let page = app.page();
    page.press(Role::Button, "Settings").await;
    page.press(Role::Button, "Import…").await;
    fill(page, "File", &file).await;
    fill(page, "Passphrase of the backup", "not these words at all").await;
    page.press(Role::Button, "Read the backup").await;
    page.says("passphrase").await;
    fill(page, "Passphrase of the backup", WORDS).await;
    page.press(Role::Button, "Read the backup").await;
    page.says("What the import does").await;
    page.press(Role::Button, "Import 2 items").await;
    page.says("2 items added").await;
    page.press(Role::Button, "Close").await;
    page.control_key('1').await;
    page.press(Role::Option, MIRAS_NAME).await;
    page.control(Role::Heading, MIRAS_NAME).await;
}
