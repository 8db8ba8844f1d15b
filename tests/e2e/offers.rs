use std::fs;

use acceptance::{App, Page, PrivateEnvironment, Role};
use trilo_sandbox::stock;

const ASKS: &str = "Add a registration that was shared?";

/// A registration as another person's Trilo exports it.
fn shared(name: &str) -> String {
    serde_json::json!({
        "format": "trilo-registration",
        "version": 1,
        "name": name,
        "environment": "staging",
        "cloud": { "kind": "custom", "authorizationUrl": "http://127.0.0.1:9/", "apiUrl": "http://127.0.0.1:9/" },
        "clientId": stock::CLIENT_ID,
        "callbacks": [stock::LOOPBACK_CALLBACK],
        "scopes": ["read:jira-work"],
    })
    .to_string()
}

fn link(json: &str) -> String {
    let mut link: url::Url = "trilo://registration".parse().expect("a link");
    link.query_pairs_mut().append_pair("file", json);
    link.into()
}

/// Says yes to what is offered, and adds it with the secret that came another way.
async fn add(page: &Page, name: &str) {
    page.control(Role::Heading, ASKS).await;
    page.says("These addresses are not Atlassian’s.").await;
    page.says(name).await;
    page.press(Role::Checkbox, "I know these addresses and trust them").await;
    page.press(Role::Button, "Continue").await;
    page.control(Role::Heading, "Add a registration").await;
    page.paste("Client secret", stock::CLIENT_SECRET).await;
    page.press(Role::Button, "Save").await;
    page.control(Role::Heading, name).await;
}

#[tokio::test]
async fn a_registration_link_that_the_system_opens_asks_and_adds() {
    let environment = PrivateEnvironment::new("registration-link").await;
    let app = App::start(&environment).await;
    let page = app.page();
    page.control(Role::Button, "Add a registration").await;
    environment.until_quiet().await;
    environment.open_link(&link(&shared("From a link")));
    page.control(Role::Heading, ASKS).await;
    page.says("A link asks Trilo for this").await;
    page.press(Role::Button, "Do not add").await;
    page.until_gone(Role::Button, "Do not add").await;
    environment.open_link(&link(&shared("From a link")));
    add(page, "From a link").await;

    let with_secret = shared("Known to all").replacen('{', "{\"clientSecret\":\"canary-in-a-link\",", 1);
    environment.open_link(&link(&with_secret));
    page.says("The shared registration holds a secret").await;
    assert!(!page.document().await.contains("canary-in-a-link"), "the secret stays out of the page");
}

#[tokio::test]
async fn files_that_are_opened_with_the_app_ask_and_wait_while_it_is_locked() {
    let environment = PrivateEnvironment::new("share-file").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("our app.trilo");
    fs::write(&file, shared("From a file")).expect("a file");
    let config = folder.path().join("app-config.yaml");
    fs::write(&config, "auth: {providers: {atlassian: {development: {clientId: '${NOPE_ID}'}}}}").expect("a file");
    let app = App::start(&environment).await;
    let page = app.page();
    page.control(Role::Button, "Add a registration").await;
    environment.open_with_app(&file.display().to_string());
    add(page, "From a file").await;
    let url = url::Url::from_file_path(&config).expect("an address of the file");
    environment.open_with_app(url.as_str());
    page.control(Role::Heading, "Import an app-config?").await;
    page.press(Role::Button, "Continue").await;
    page.press(Role::Button, "Read").await;
    page.says("NOPE_ID is not set").await;
    page.press(Role::Button, "Back").await;
    page.press(Role::Button, "Cancel").await;

    page.control_key('l').await;
    page.control(Role::Heading, "Trilo is locked").await;
    environment.open_with_app(&file.display().to_string());
    environment.until_quiet().await;
    assert!(!page.document().await.contains("From a file"), "it waits for whoever unlocks");
    page.press(Role::Button, "Unlock").await;
    page.control(Role::Heading, ASKS).await;
}
