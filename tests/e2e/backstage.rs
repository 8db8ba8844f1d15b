//! Backstage frontends at the window's provider: the question, the answer, and what becomes of both.

use std::net::TcpListener;

use acceptance::{App, Look, MIRA, Page, PrivateEnvironment, Role, Visit};
use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, redirect};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::screens::picture;
use crate::steps::{MIRAS_NAME, sign_in_to_sandbox};

const APP: &str = "http://localhost:3000";
const ASKS: &str = "http://localhost:3000 wants tokens";

/// A frontend, as far as it talks to its auth back end.
struct Frontend {
    port: u16,
    client: Client,
}

impl Frontend {
    fn on(port: u16) -> Self {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().expect("a client");
        Self { port, client }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("http://localhost:{}/api/auth/atlassian{path}", self.port))
    }

    /// Opens the popup; it waits while the person is asked.
    fn opens_popup(&self) -> JoinHandle<Response> {
        let start = self.get(&format!("/start?scope=&origin={APP}&flow=popup&env=development"));
        tokio::spawn(async move { start.send().await.expect("the provider answers") })
    }

    async fn refresh(&self, cookie: &str) -> Response {
        let request = self.get("/refresh?optional&env=development").header("x-requested-with", "XMLHttpRequest");
        request.header(COOKIE, cookie).header(ORIGIN, APP).send().await.expect("the provider answers")
    }
}

/// Signs Mira in, and turns the provider on for the app's own sandbox.
async fn served(page: &Page, port: u16) -> Frontend {
    sign_in_to_sandbox(page, "Deep link").await;
    page.control_key('6').await;
    page.control(Role::Heading, "Backstage provider").await;
    page.press(Role::Checkbox, "Sandbox").await;
    page.paste("Port", &port.to_string()).await;
    page.press(Role::Button, "Turn on").await;
    Frontend::on(port)
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port").port()
}

async fn environment(name: &str) -> PrivateEnvironment {
    let environment = PrivateEnvironment::new(name).await;
    environment.browser_does(&Visit::Accept(MIRA));
    environment
}

/// The session's cookie of a popup that was answered, and the access token in its page.
async fn signed_in(popup: Response) -> (String, String) {
    assert_eq!(popup.status(), 200);
    let cookie = popup.headers()[SET_COOKIE].to_str().expect("a cookie").split(';').next().unwrap_or_default();
    let cookie = cookie.to_owned();
    let page = popup.text().await.expect("a page");
    let quoted = page.split("accessToken%22%3A%22").nth(1).expect("the page posts a token");
    (cookie, quoted.split("%22").next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_frontend_gets_tokens_once_the_person_allows_it_until_that_is_revoked() {
    let environment = environment("backstage").await;
    let app = App::start(&environment).await;
    let page = app.page();
    let frontend = served(page, free_port()).await;
    page.says(&format!("Serving at http://localhost:{}/api/auth", frontend.port)).await;

    let popup = frontend.opens_popup();
    page.control(Role::Heading, ASKS).await;
    page.control(Role::Radio, MIRAS_NAME).await;
    picture(page, "consent", "light").await;
    page.press(Role::Button, "Allow and remember").await;
    let (cookie, token) = signed_in(popup.await.expect("an answer")).await;
    let fresh: Value = frontend.refresh(&cookie).await.json().await.expect("a session");
    assert_eq!(fresh["profile"]["displayName"], MIRAS_NAME);
    page.says("Remembered: Mira Okafor, development").await;
    page.control(Role::Button, "End the session of Mira Okafor").await;
    picture(page, "provider", "light").await;
    assert!(!page.document().await.contains(&token), "the token goes to the frontend, not into Trilo's window");
    signed_in(frontend.opens_popup().await.expect("an answer")).await;

    page.press(Role::Button, "Revoke http://localhost:3000").await;
    page.says("No browser is signed in").await;
    assert_eq!(frontend.refresh(&cookie).await.status(), 401, "a revoked origin's session is over");
    let popup = frontend.opens_popup();
    page.control(Role::Heading, ASKS).await;
    page.press(Role::Button, "Refuse").await;
    assert_eq!(popup.await.expect("an answer").status(), 403);
    let popup = frontend.opens_popup();
    page.press(Role::Radio, "Somebody else").await;
    page.press(Role::Button, "Allow once").await;
    assert_eq!(popup.await.expect("an answer").status(), 302, "Atlassian's page comes next");
    page.press(Role::Button, "Turn off").await;
    page.control(Role::Button, "Turn on").await;
    assert!(frontend.get("/refresh").send().await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn the_provider_stays_on_over_restarts_and_says_when_trilo_is_locked() {
    let environment = environment("backstage-restart").await;
    let app = App::start(&environment).await;
    let page = app.page();
    let frontend = served(page, free_port()).await;
    page.says("Serving at").await;
    let popup = frontend.opens_popup();
    page.press(Role::Button, "Allow and remember").await;
    let (cookie, _) = signed_in(popup.await.expect("an answer")).await;

    page.control_key('l').await;
    page.control(Role::Heading, "Trilo is locked").await;
    let locked = frontend.opens_popup().await.expect("an answer");
    assert_eq!(locked.status(), 503);
    assert!(locked.text().await.expect("a page").contains("Trilo is locked. Unlock it in its window"));
    page.press(Role::Button, "Unlock").await;
    page.control(Role::Heading, "Backstage provider").await;
    page.says("Serving at").await;
    assert_eq!(frontend.refresh(&cookie).await.status(), 200);
    environment.until_quiet().await;
    app.end(&environment).await;

    let app = App::start(&environment).await;
    app.page().control_key('6').await;
    app.page().says(&format!("Serving at http://localhost:{}/api/auth", frontend.port)).await;
    assert_eq!(frontend.refresh(&cookie).await.status(), 200, "a restart signs nobody out");
}

#[tokio::test]
async fn a_port_that_is_taken_is_told_with_what_to_do_and_can_be_tried_again() {
    let environment = environment("backstage-busy").await;
    let app = App::start_with(&environment, Look::Dark).await;
    let page = app.page();
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port to take");
    let port = taken.local_addr().expect("an address").port();
    let frontend = served(page, port).await;
    page.says(&format!("Port {port} is in use")).await;
    picture(page, "provider-busy", "dark").await;
    drop(taken);
    page.press(Role::Button, "Try again").await;
    page.says("Serving at").await;
    let popup = frontend.opens_popup();
    page.control(Role::Heading, ASKS).await;
    picture(page, "consent", "dark").await;
    page.press(Role::Button, "Allow once").await;
    signed_in(popup.await.expect("an answer")).await;
    page.control(Role::Button, "End the session of Mira Okafor").await;
    picture(page, "provider", "dark").await;
}
