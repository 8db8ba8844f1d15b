use std::fs::OpenOptions;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::controls::Role;
use crate::evidence;
use crate::page::{PATIENCE, Page};
use crate::private::PrivateEnvironment;
use crate::programs::built;

/// Whether the desktop is light or dark when the app starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Light, as desktops are by default.
    Light,
    /// Dark.
    Dark,
}

/// The app in its window, driven from outside. Dropping it ends it, as a crash would.
pub struct App {
    page: Page,
    name: String,
    // Ends with this value.
    _driver: Child,
}

impl App {
    /// Starts the app and waits for its first page.
    pub async fn start(environment: &PrivateEnvironment) -> Self {
        Self::start_with(environment, Look::Light).await
    }

    /// Starts the app on a light or dark desktop.
    pub async fn start_with(environment: &PrivateEnvironment, look: Look) -> Self {
        let (driver, port) = start_driver(environment, look).await;
        let client = connect(port).await;
        let name = environment.name().to_owned();
        let app = Self { page: Page::new(client, name.clone()), name, _driver: driver };
        let problem = "the app shows no page";
        app.page.wait(problem, async || (!app.page.look(Role::Heading, "").await.is_empty()).then_some(())).await;
        app
    }

    /// The page in the window.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Ends the app at once, without a chance to tidy up.
    pub async fn end(self, environment: &PrivateEnvironment) {
        // The driver ends what it started; what it left is ended here.
        let _ = self.page.client().clone().close().await;
        environment.end_apps();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            evidence::save_display(&self.name);
        }
    }
}

/// The driver hands its environment and its outputs on to the app.
async fn start_driver(environment: &PrivateEnvironment, look: Look) -> (Child, u16) {
    let port = free_port();
    let log = OpenOptions::new().create(true).append(true).open(environment.log_file()).expect("a log file");
    let mut command = Command::new("WebKitWebDriver");
    command.args(["--host=127.0.0.1", &format!("--port={port}")]).current_dir(environment.folder());
    command.envs(environment.variables()).env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
    if look == Look::Dark {
        command.env("GTK_THEME", "Adwaita:dark");
    }
    command.stdin(Stdio::null()).stdout(log.try_clone().expect("the log twice")).stderr(log).kill_on_drop(true);
    let driver = command.spawn().expect("WebKitWebDriver can be started: `cargo xtask setup` installs it");
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert!(Instant::now() < deadline, "WebKitWebDriver does not listen on port {port}");
        sleep(Duration::from_millis(10)).await;
    }
    (driver, port)
}

/// Starts the app by asking the driver for a session with it.
async fn connect(port: u16) -> Client {
    let options = json!({ "binary": built("trilo-desktop"), "args": [] });
    let capabilities = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .expect("the app starts under the driver")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
