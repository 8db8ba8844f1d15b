//! A provider on a free port, a core in memory behind it, and the sandbox in Atlassian's place.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::Value;
use tempfile::TempDir;
use trilo_core::Core;
use trilo_core::diagnose::{Attempt, AttemptKind};
use trilo_core::passphrase::Passphrase;
use trilo_core::ports::{Browser, BrowserError, Event, EventSink, KeyStore, LinkHandler, LinkHandling, ManualClock};
use trilo_core::registration::Endpoints;
use trilo_core::secret::Secret;
use trilo_core::sessions::Parts;
use trilo_core::vault::KeyStoreError;
use trilo_provider::{Provider, ServeOptions, Source, serve};
use trilo_sandbox::{Decision, Landing, Registration, Sandbox, ScriptedBrowser, stock};
use url::Url;

pub const APP: &str = "http://localhost:3000";
pub const CLIENT_ID: &str = "SandboxBackstageClientId00000001";
pub const SCOPES: &str = "read:jira-work read:jira-user";

pub struct Stage {
    pub provider: Provider,
    pub core: Core,
    pub sandbox: Sandbox,
    pub clock: Arc<ManualClock>,
    pub client: Client,
    folder: TempDir,
}

/// What a browser has after a sign-in.
pub struct SignedIn {
    pub cookie: String,
    pub answer: Value,
    pub headers: HeaderMap,
    pub html: String,
}

impl Stage {
    /// The frontend at [`APP`] may have tokens.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// The same with other options.
    pub async fn with(change: impl FnOnce(&mut ServeOptions)) -> Self {
        Self::set(async |core, _| core.keep_in_memory(), change).await
    }

    /// With a vault on disk, which a passphrase opens.
    pub async fn on_disk() -> Self {
        let vault = async |core: &Core, _: &Sandbox| {
            core.use_passphrase(None, passphrase()).await.unwrap();
        };
        Self::set(vault, |_| ()).await
    }

    /// With a core that is prepared before anything is served.
    pub async fn set(prepare: impl AsyncFnOnce(&Core, &Sandbox), change: impl FnOnce(&mut ServeOptions)) -> Self {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(sandbox.world().now()));
        let core = Core::open(parts(folder.path(), &clock)).await.unwrap();
        prepare(&core, &sandbox).await;
        let mut options = options(&sandbox);
        change(&mut options);
        let provider = serve(core.clone(), options).await.unwrap();
        sandbox.world().add_registration(app_with(&sandbox, &provider));
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { provider, core, sandbox, clock, client, folder }
    }

    /// Ends Trilo and starts it again on the same vault and port.
    pub async fn restarted(self) -> Self {
        let Self { provider, core, sandbox, clock, client, folder } = self;
        let mut options = options(&sandbox);
        options.port = Some(provider.port());
        provider.stop().await;
        drop(core);
        let core = Core::open(parts(folder.path(), &clock)).await.unwrap();
        core.unlock(Some(passphrase().secret().clone())).await.unwrap();
        let provider = serve(core.clone(), options).await.unwrap();
        Self { provider, core, sandbox, clock, client, folder }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}/api/auth/atlassian{path}", self.provider.port())
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    /// A call as Backstage's client makes it.
    pub fn fetch(&self, method: Method, path: &str, cookie: &str) -> RequestBuilder {
        let request = self.client.request(method, self.url(path)).header("x-requested-with", "XMLHttpRequest");
        request.header(COOKIE, cookie).header(ORIGIN, APP)
    }

    pub async fn refresh(&self, cookie: &str) -> Response {
        self.fetch(Method::GET, "/refresh?optional&env=development", cookie).send().await.unwrap()
    }

    /// Begins: gives the nonce cookie and Atlassian's address.
    pub async fn start(&self, query: &str) -> (String, Url) {
        let response = self.get(&format!("/start?{query}")).send().await.unwrap();
        assert_eq!(response.status(), 302);
        let to = response.headers()[LOCATION].to_str().unwrap().parse().unwrap();
        (cookie_of(response.headers(), "atlassian-nonce"), to)
    }

    /// What the person does on Atlassian's page; gives the callback, which did not have the nonce and spent nothing.
    pub async fn decide(&self, person: &str, decision: Decision, url: &Url) -> Url {
        match ScriptedBrowser::new(person).decision(decision).visit(url).await.unwrap() {
            Landing::Page { url, text, .. } => {
                assert!(text.contains("missing cookie nonce"), "{text}");
                url
            }
            other => panic!("no callback: {other:?}"),
        }
    }

    /// Mira signs in by popup.
    pub async fn sign_in(&self) -> SignedIn {
        self.sign_in_with(&format!("scope=&origin={}&flow=popup&env=development", encoded(APP)), None).await
    }

    pub async fn sign_in_with(&self, query: &str, session: Option<&str>) -> SignedIn {
        let mut request = self.get(&format!("/start?{query}"));
        if let Some(session) = session {
            request = request.header(COOKIE, session);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 302);
        let url = response.headers()[LOCATION].to_str().unwrap().parse().unwrap();
        let nonce = cookie_of(response.headers(), "atlassian-nonce");
        let callback = self.decide(stock::MIRA, Decision::Accept, &url).await;
        let response = self.client.get(callback).header(COOKIE, nonce).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers().clone();
        let html = response.text().await.unwrap();
        let answer = message(&html);
        assert_eq!(answer.get("error"), None, "Mira is signed in");
        SignedIn { cookie: cookie_of(&headers, "atlassian-refresh-token"), answer, headers, html }
    }

    /// Lets time pass, here and at the sandbox.
    pub fn advance(&self, span: Duration) {
        self.clock.advance(span.try_into().unwrap());
        self.sandbox.world().advance_clock(span);
    }

    /// The newest record of a frontend's request.
    pub fn last_record(&self) -> Attempt {
        let attempts = self.core.attempts(20).unwrap();
        attempts.into_iter().find(|attempt| attempt.kind == AttemptKind::BackstageRequest).expect("a record")
    }
}

pub fn passphrase() -> Passphrase {
    Passphrase::new(Secret::new("correct horse battery staple".into())).unwrap()
}

pub fn options(sandbox: &Sandbox) -> ServeOptions {
    let mut options = ServeOptions::new(Source::Credentials {
        client_id: CLIENT_ID.into(),
        client_secret: Secret::new(stock::CLIENT_SECRET.into()),
        scopes: SCOPES.split(' ').map(ToOwned::to_owned).collect(),
    });
    options.port = Some(0);
    options.allow_origin(APP).unwrap();
    options.endpoints = Some(Endpoints { authorization_url: sandbox.authorization_url(), api_url: sandbox.api_url() });
    options
}

/// The sandbox's app, with the callbacks of a provider whose port is known only now.
pub fn app_with(sandbox: &Sandbox, provider: &Provider) -> Registration {
    let apps = sandbox.world().registrations();
    let mut app = apps.into_iter().find(|app| app.client_id == stock::CLIENT_ID).unwrap();
    app.client_id = CLIENT_ID.into();
    app.callbacks = provider.announcement().environments.iter().map(|of| of.callback.clone()).collect();
    app
}

/// `name=value` of a cookie that a response sets.
pub fn cookie_of(headers: &HeaderMap, name: &str) -> String {
    let all: Vec<_> = headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let found = all.iter().find(|cookie| cookie.starts_with(&format!("{name}=")));
    found.unwrap_or_else(|| panic!("no {name} in {all:?}")).split(';').next().unwrap().to_owned()
}

/// All cookies that a response sets, as a browser sends them back.
pub fn cookies_of(headers: &HeaderMap) -> String {
    let all = headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    all.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

/// The attributes of a cookie that a response sets, in lower case.
pub fn attributes_of(headers: &HeaderMap, name: &str) -> Vec<String> {
    let cookies = headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with(&format!("{name}="))).expect("the cookie is set");
    cookie.split(';').skip(1).map(|attribute| attribute.trim().to_lowercase()).collect()
}

/// The second message that a popup's page posts, the answer.
pub fn message(html: &str) -> Value {
    let parts: Vec<_> =
        html.split("decodeURIComponent('").skip(1).map(|part| part.split('\'').next().unwrap()).collect();
    assert_eq!(parts.len(), 2, "the app's origin, and the answer: {html}");
    serde_json::from_str(&percent_encoding::percent_decode_str(parts[1]).decode_utf8().unwrap()).unwrap()
}

/// What a page of this origin asks for in a popup.
pub fn popup(origin: &str) -> String {
    format!("origin={}&flow=popup&env=development", encoded(origin))
}

pub fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn parts(folder: &std::path::Path, clock: &Arc<ManualClock>) -> Parts {
    Parts {
        data_folder: folder.to_owned(),
        key_store: Arc::new(Nothing),
        passphrase_file: None,
        browser: Arc::new(Nothing),
        links: Arc::new(Nothing),
        clock: clock.clone(),
        events: Arc::new(Nothing),
    }
}

/// A machine without a window or a key store, whose browser leaves every page as it is.
struct Nothing;

impl KeyStore for Nothing {
    fn name(&self) -> &'static str {
        "none"
    }

    fn state(&self) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Locked)
    }

    fn read(&self, _: &str) -> Result<Option<Secret<Vec<u8>>>, KeyStoreError> {
        Err(KeyStoreError::Locked)
    }

    fn write(&self, _: &str, _: &Secret<Vec<u8>>) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Locked)
    }

    fn remove(&self, _: &str) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Locked)
    }
}

impl Browser for Nothing {
    fn open(&self, _: &Url) -> Result<Option<String>, BrowserError> {
        Ok(None)
    }
}

impl LinkHandler for Nothing {
    fn check(&self) -> LinkHandling {
        LinkHandling::Nobody
    }

    fn open(&self, _: &Url) -> io::Result<()> {
        Err(io::ErrorKind::NotFound.into())
    }
}

impl EventSink for Nothing {
    fn emit(&self, _: Event) {}
}
