//! Steps that more than one test takes.

use std::time::Instant;

use acceptance::{PATIENCE, Page, Role, clear_clipboard, clipboard_text, register_app};
use serde_json::Value;
use tokio::time::{Duration, sleep};
use trilo_sandbox::Sandbox;
use url::Url;

/// The name of the person with [`acceptance::MIRA`]'s address.
pub const MIRAS_NAME: &str = "Mira Okafor";

/// Starts the app's own sandbox on the first run, and begins a sign-in with it.
pub async fn begin_in_sandbox(page: &Page, way_back: &str) {
    page.press(Role::Button, "Start the sandbox").await;
    begin(page, way_back).await;
}

/// Begins a sign-in in the form that is open.
pub async fn begin(page: &Page, way_back: &str) {
    page.press(Role::Radio, way_back).await;
    page.press(Role::Button, "Sign in with").await;
}

/// Signs Mira in with the app's own sandbox, from the first run to her account.
pub async fn sign_in_to_sandbox(page: &Page, way_back: &str) {
    begin_in_sandbox(page, way_back).await;
    page.control(Role::Heading, MIRAS_NAME).await;
}

/// Signs Mira in under a registration of a sandbox that is not the app's own, and that may be led astray.
pub async fn sign_in_to(sandbox: &Sandbox, page: &Page) {
    register_app(page, sandbox, "Payments tooling").await;
    page.press(Role::Button, "Sign in").await;
    begin(page, "Deep link").await;
    page.control(Role::Heading, MIRAS_NAME).await;
}

/// Copies the token of the account that is open, and gives what a person would paste.
pub async fn copied_token(page: &Page) -> String {
    clear_clipboard();
    page.press(Role::Button, "Copy token").await;
    wait_for_clipboard().await
}

/// Waits until there is a text in the clipboard.
pub async fn wait_for_clipboard() -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(text) = clipboard_text() {
            return text;
        }
        assert!(Instant::now() < deadline, "nothing is in the clipboard");
        sleep(Duration::from_millis(30)).await;
    }
}

/// The base of the app's own sandbox, whose port the window tells.
pub async fn own_sandbox(page: &Page) -> Url {
    let sign = page.part("Sandbox").await.join(" ");
    let port = sign.rsplit(' ').next().unwrap_or_default();
    format!("http://127.0.0.1:{port}/").parse().expect("the sandbox's sign names its port")
}

/// Whose token it is, as the sandbox's own user identity API tells.
pub async fn name_behind(token: &str, api: &Url) -> String {
    let me = api.join("me").expect("an address");
    let answer = reqwest::Client::new().get(me).bearer_auth(token).send().await.expect("the sandbox answers");
    assert!(answer.status().is_success(), "the sandbox accepts the token, and does not answer {}", answer.status());
    let profile: Value = answer.json().await.expect("a profile");
    profile["name"].as_str().unwrap_or_default().to_owned()
}
