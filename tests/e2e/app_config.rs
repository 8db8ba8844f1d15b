use std::fs;

use acceptance::{App, MIRA, PrivateEnvironment, Role, Visit};
use trilo_sandbox::{Sandbox, stock};

use crate::steps::{MIRAS_NAME, begin, copied_token, name_behind};

const CONFIG: &str = "backend:
  baseUrl: http://localhost:7007
auth:
  providers:
    atlassian:
      development:
        clientId: ${AUTH_ATLASSIAN_CLIENT_ID}
        clientSecret: ${AUTH_ATLASSIAN_CLIENT_SECRET}
        callbackUrl: http://localhost:7007/api/auth/atlassian
      production:
        clientId: production-client
        clientSecret: a-secret-that-stands-in-the-file
";

#[tokio::test]
async fn backstages_configuration_becomes_registrations_once_its_variables_are_filled() {
    let environment = PrivateEnvironment::new("app-config").await;
    environment.browser_does(&Visit::Accept(MIRA));
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("app-config.yaml"), CONFIG).expect("a file");
    let app = App::start(&environment).await;
    let page = app.page();
    page.control_key('5').await;
    page.press(Role::Button, "Import app-config…").await;
    page.paste("Folder or files", &folder.path().join("nowhere").display().to_string()).await;
    page.press(Role::Button, "Read").await;
    page.says("There is no app-config").await;
    page.paste("Folder or files", &folder.path().display().to_string()).await;
    page.press(Role::Button, "Read").await;
    page.says("AUTH_ATLASSIAN_CLIENT_SECRET is not set").await;
    page.says("the client secret of production stands in a file that is likely to be shared").await;
    assert!(!page.document().await.contains("a-secret-that-stands-in-the-file"), "a secret stays out of the page");
    page.paste("AUTH_ATLASSIAN_CLIENT_ID", stock::CLIENT_ID).await;
    page.paste("AUTH_ATLASSIAN_CLIENT_SECRET", stock::CLIENT_SECRET).await;
    page.press(Role::Button, "Read again").await;
    page.press(Role::Button, "Import 2 registrations").await;
    page.control(Role::Heading, "Backstage development").await;
    page.control(Role::Option, "Backstage production").await;

    // App-config names no cloud; the sandbox stands in for Atlassian's.
    page.choose("Cloud", "Custom endpoints").await;
    page.paste("Authorization URL", sandbox.authorization_url().as_str()).await;
    page.paste("API URL", sandbox.api_url().as_str()).await;
    page.paste("Client secret", stock::CLIENT_SECRET).await;
    page.press(Role::Button, "Save").await;
    page.says("Saved").await;
    page.press(Role::Button, "Sign in").await;
    begin(page, "Loopback").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    let token = copied_token(page).await;
    assert_eq!(name_behind(&token, &sandbox.api_url()).await, MIRAS_NAME, "it is a token that works");
}

#[tokio::test]
async fn each_way_back_is_tested_before_any_sign_in() {
    let environment = PrivateEnvironment::new("callback-test").await;
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let app = App::start(&environment).await;
    let page = app.page();
    acceptance::register_app(page, &sandbox, "Payments tooling").await;
    page.press(Role::Button, "Test this callback: trilo://oauth/callback").await;
    page.says("The link came back to this Trilo").await;
    page.press(Role::Button, "Test this callback: http://localhost:7007").await;
    page.says("A request to localhost reaches Trilo").await;
}
