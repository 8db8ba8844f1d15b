use std::path::PathBuf;

use acceptance::{App, Canary, Find, MIRA, Page, PrivateEnvironment, Role, Visit, Wiretap, register_app};
use trilo_sandbox::Sandbox;

use crate::steps::{MIRAS_NAME, begin, copied_token};

#[tokio::test]
async fn no_secret_is_left_where_it_does_not_belong() {
    let environment = PrivateEnvironment::new("secrets").await;
    let sandbox = Sandbox::builder().start().await.expect("a sandbox");
    let wiretap = Wiretap::before(sandbox.port()).await;
    environment.browser_does(&Visit::Accept(MIRA));
    let app = App::start(&environment).await;
    let page = app.page();
    sign_in_and_use_the_token(page, &wiretap).await;
    sign_in_by_pasting(page, &environment).await;

    let canaries = canaries(&wiretap);
    let document = page.document().await;
    let mut finds: Vec<Find> = Vec::new();
    for canary in &canaries {
        finds.extend(canary.look_in_text(&document, "the page"));
        finds.extend(canary.look_in_text(&environment.log(), "the app's output"));
    }
    // Both while the app runs and after it ended: a database keeps some in its log at first.
    finds.extend(on_disk(&environment, &canaries));
    app.end(&environment).await;
    finds.extend(on_disk(&environment, &canaries));
    assert_eq!(finds, []);
}

/// Sign-in, renewal, copying and showing, and a registration that was looked at again.
async fn sign_in_and_use_the_token(page: &Page, wiretap: &Wiretap) {
    register_app(page, wiretap, "Payments tooling").await;
    page.press(Role::Button, "Sign in").await;
    begin(page, "Loopback").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    page.press(Role::Button, "Refresh").await;
    page.says(", 1 time").await;
    copied_token(page).await;
    page.press(Role::Button, "Reveal").await;
    page.control(Role::Textbox, "Access token").await;
    page.press(Role::Button, "Hide").await;
    page.until_gone(Role::Textbox, "Access token").await;
    page.control_key('5').await;
    page.press(Role::Option, "Payments tooling").await;
    page.control(Role::Textbox, "Client secret").await;
    page.control_key('1').await;
}

/// Another person, whose code goes through the page.
async fn sign_in_by_pasting(page: &Page, environment: &PrivateEnvironment) {
    environment.browser_does(&Visit::AcceptElsewhere("jonas@example.com"));
    page.control_key('n').await;
    begin(page, "Deep link").await;
    let callback = environment.browser().wait_for_told("trilo://").await;
    let callback = callback.lines().last().unwrap_or_default();
    page.paste("Address from the browser", callback).await;
    page.press(Role::Button, "Continue").await;
    page.control(Role::Heading, "Jonas Lindqvist").await;
}

/// One canary for each secret that went over the wire.
fn canaries(wiretap: &Wiretap) -> Vec<Canary> {
    let names = [("access_token", 3), ("refresh_token", 3), ("code", 2), ("code_verifier", 2), ("client_secret", 1)];
    let found = names.iter().flat_map(|(name, count)| {
        let values = wiretap.values(name);
        assert_eq!(values.len(), *count, "so many secrets called {name} went over the wire");
        values.into_iter().map(|value| Canary::new(name, &value))
    });
    found.collect()
}

/// Secrets in the data folder, and in the home folder with what the web view keeps there.
fn on_disk(environment: &PrivateEnvironment, canaries: &[Canary]) -> Vec<Find> {
    let home = std::env::home_dir().unwrap_or_default();
    assert!(environment.data_folder().join("vault.sqlite3").is_file(), "there is something to look into");
    let folders: [PathBuf; 2] = [environment.data_folder(), home];
    canaries.iter().flat_map(|canary| folders.iter().flat_map(|folder| canary.look_in_folder(folder))).collect()
}
