use acceptance::{App, LockedKeyStore, Look, MIRA, Page, PrivateEnvironment, Role, Visit, evidence_folder};
use serde_json::json;

use crate::steps::MIRAS_NAME;

/// The window as it opens, and a small one.
const SIZES: [(u32, u32); 2] = [(1280, 800), (900, 640)];

#[tokio::test]
async fn every_screen_fits_its_window_in_light() {
    tour(Look::Light, "light").await;
}

#[tokio::test]
async fn every_screen_fits_its_window_in_dark() {
    tour(Look::Dark, "dark").await;
}

/// Leaves pictures in `.trilo/screens` for eyes to judge.
async fn tour(look: Look, name: &str) {
    let environment = PrivateEnvironment::new(&format!("screens-{name}")).await;
    let locked = LockedKeyStore::lock();
    let app = App::start_with(&environment, look).await;
    let page = app.page();
    let dark = page.evaluate("return matchMedia('(prefers-color-scheme: dark)').matches", vec![]).await;
    assert_eq!(dark, json!(look == Look::Dark), "the page follows the desktop");

    page.control(Role::Button, "Keep in memory only").await;
    picture(page, "first-run-key-store-locked", name).await;
    locked.unlock();
    page.press(Role::Button, "Check again").await;
    page.until_gone(Role::Button, "Check again").await;
    picture(page, "first-run", name).await;
    sign_ins(page, &environment, name).await;
    sections(page, name).await;
}

async fn sign_ins(page: &Page, environment: &PrivateEnvironment, name: &str) {
    page.press(Role::Button, "Start the sandbox").await;
    page.control(Role::Radio, "Deep link").await;
    picture(page, "sign-in", name).await;
    page.key(acceptance::Key::Escape).await;
    page.press(Role::Button, "Sign in").await;
    page.press(Role::Radio, "Deep link").await;
    page.press(Role::Button, "Sign in with").await;
    page.says("Waiting for you to accept").await;
    picture(page, "waiting", name).await;
    page.press(Role::Button, "Cancel").await;
    page.control(Role::Button, "Try again").await;
    picture(page, "cancelled", name).await;
    environment.browser_does(&Visit::Accept(MIRA));
    page.press(Role::Button, "Try again").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Heading, MIRAS_NAME).await;
    page.part("Sites").await;
    picture(page, "account", name).await;
}

async fn sections(page: &Page, name: &str) {
    page.control_key('4').await;
    page.press(Role::Option, "Signed in").await;
    page.control(Role::Heading, "Steps").await;
    picture(page, "diagnose", name).await;
    diagnosis(page, name).await;
    page.control_key('5').await;
    page.press(Role::Option, "Sandbox").await;
    page.control(Role::Heading, "Callback URLs").await;
    picture(page, "registration", name).await;
    page.control_key('6').await;
    page.control(Role::Heading, "Backstage provider").await;
    picture(page, "provider-off", name).await;
    page.press(Role::Button, "Settings").await;
    page.control(Role::Heading, "Where secrets rest").await;
    picture(page, "settings", name).await;
    page.press(Role::Button, "Move to a passphrase…").await;
    picture(page, "move-to-passphrase", name).await;
    page.press(Role::Button, "Cancel").await;
    page.control_key('k').await;
    page.until_focused("combobox Search or run").await;
    picture(page, "palette", name).await;
    page.key(acceptance::Key::Escape).await;
    page.control_key('l').await;
    page.control(Role::Heading, "Trilo is locked").await;
    picture(page, "locked", name).await;
}

async fn diagnosis(page: &Page, name: &str) {
    page.press(Role::Option, "Sign-in cancelled").await;
    page.press(Role::Tab, "Explain a text").await;
    picture(page, "explain", name).await;
    let text = "POST /oauth/token HTTP/1.1\nHost: auth.atlassian.com\n\n{\"client_secret\":\"not-a-secret\"}\n\n\
        HTTP/1.1 403 Forbidden\natl-traceid: 0f1e2d3c4b5a69788796a5b4c3d2e1f0\n\n\
        {\"error\":\"unauthorized_client\",\"error_description\":\"refresh_token is invalid\"}";
    page.hand_over("Text to explain", text, "For sure").await;
    picture(page, "explained", name).await;
    page.press(Role::Tab, "Checks").await;
    picture(page, "checks", name).await;
    page.press(Role::Button, "Check everything").await;
    page.control(Role::Button, "Check everything").await;
    picture(page, "checked", name).await;
    page.press(Role::Tab, "Rehearse").await;
    page.press(Role::Option, "Client secret replaced").await;
    page.press(Role::Button, "Arm it").await;
    page.control(Role::Button, "Set everything right").await;
    picture(page, "rehearse", name).await;
    page.press(Role::Button, "Sign in to the sandbox").await;
    page.press(Role::Radio, "Deep link").await;
    page.press(Role::Button, "Sign in with").await;
    page.control(Role::Button, "Try again").await;
    page.control_key('4').await;
    page.control(Role::Heading, "What came of it: Sign-in failed").await;
    page.control(Role::Heading, "The client secret was not accepted").await;
    picture(page, "rehearsed", name).await;
    page.press(Role::Button, "Look at its steps").await;
    page.control(Role::Heading, "The client secret was not accepted").await;
    picture(page, "attempt-explained", name).await;
}

/// Keeps a picture of each size, in which nothing may be too wide.
pub async fn picture(page: &Page, screen: &str, look: &str) {
    for (width, height) in SIZES {
        page.resize(width, height).await;
        let overflow = page.evaluate("return document.documentElement.scrollWidth - innerWidth", vec![]).await;
        assert!(overflow.as_i64().is_some_and(|pixels| pixels <= 0), "{screen} is {overflow} pixels too wide");
        page.picture(&evidence_folder("screens").join(format!("{screen}-{look}-{width}x{height}.png"))).await;
    }
    let (width, height) = SIZES[0];
    page.resize(width, height).await;
}
