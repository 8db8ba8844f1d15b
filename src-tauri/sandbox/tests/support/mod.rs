//! A client app that signs in against a sandbox, for the tests of all behaviours.
#![allow(dead_code, clippy::unwrap_used, reason = "every test file uses its own part; a failed set-up fails the test")]

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::{Client, Response, redirect};
use serde_json::{Value, json};
use trilo_sandbox::{Decision, Landing, Sandbox, ScriptedBrowser, stock};
use url::Url;

pub const SCOPES: &str = "read:me read:jira-user read:jira-work offline_access";
pub const VERIFIER: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

/// An app, its sandbox, and the parameters it sends.
pub struct App {
    pub sandbox: Sandbox,
    pub client: Client,
    pub client_id: &'static str,
    pub client_secret: &'static str,
}

impl App {
    pub async fn start() -> Self {
        Self::with(Sandbox::builder().start().await.unwrap())
    }

    pub fn with(sandbox: Sandbox) -> Self {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build().unwrap();
        Self { sandbox, client, client_id: stock::CLIENT_ID, client_secret: stock::CLIENT_SECRET }
    }

    pub fn with_client(self, client_id: &'static str, client_secret: &'static str) -> Self {
        Self { client_id, client_secret, ..self }
    }

    pub fn url(&self, path: &str) -> Url {
        self.sandbox.api_url().join(path).unwrap()
    }

    /// The parameters of a correct authorize request.
    pub fn parameters(&self, scope: &str) -> Vec<(&'static str, String)> {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, VERIFIER.as_bytes());
        vec![
            ("audience", "api.atlassian.com".to_owned()),
            ("client_id", self.client_id.to_owned()),
            ("scope", scope.to_owned()),
            ("redirect_uri", stock::DEEP_LINK_CALLBACK.to_owned()),
            ("state", "state-1".to_owned()),
            ("response_type", "code".to_owned()),
            ("prompt", "consent".to_owned()),
            ("code_challenge", BASE64_URL_SAFE_NO_PAD.encode(digest)),
            ("code_challenge_method", "S256".to_owned()),
        ]
    }

    pub fn authorize_url(&self, parameters: &[(&'static str, String)]) -> Url {
        let mut url = self.url("authorize");
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    /// Where the browser lands with the parameters of a correct request, one of them changed.
    pub async fn visit_with(&self, person: &str, name: &str, value: Option<&str>) -> Landing {
        let mut parameters = self.parameters(SCOPES);
        parameters.retain(|(known, _)| *known != name);
        if let Some(value) = value {
            parameters.push((Box::leak(name.to_owned().into_boxed_str()), value.to_owned()));
        }
        ScriptedBrowser::new(person).visit(&self.authorize_url(&parameters)).await.unwrap()
    }

    pub async fn visit(&self, browser: &ScriptedBrowser, scope: &str) -> Landing {
        browser.visit(&self.authorize_url(&self.parameters(scope))).await.unwrap()
    }

    pub async fn code(&self, browser: &ScriptedBrowser, scope: &str) -> String {
        let landing = self.visit(browser, scope).await;
        parameter(&callback(landing), "code").expect("an accepted consent carries a code")
    }

    pub fn exchange_body(&self, code: &str) -> Value {
        json!({
            "grant_type": "authorization_code", "client_id": self.client_id, "client_secret": self.client_secret,
            "code": code, "redirect_uri": stock::DEEP_LINK_CALLBACK, "code_verifier": VERIFIER,
        })
    }

    pub fn refresh_body(&self, refresh_token: &str) -> Value {
        json!({
            "grant_type": "refresh_token", "client_id": self.client_id, "client_secret": self.client_secret,
            "refresh_token": refresh_token,
        })
    }

    pub async fn post_token(&self, body: &Value) -> Response {
        self.client.post(self.url("oauth/token")).json(body).send().await.unwrap()
    }

    /// Status and body of a token request.
    pub async fn token(&self, body: &Value) -> (u16, Value) {
        read(self.post_token(body).await).await
    }

    pub async fn sign_in(&self, person: &str, scope: &str) -> Value {
        self.sign_in_with(&ScriptedBrowser::new(person), scope).await
    }

    pub async fn sign_in_with(&self, browser: &ScriptedBrowser, scope: &str) -> Value {
        let code = self.code(browser, scope).await;
        let (status, tokens) = self.token(&self.exchange_body(&code)).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    pub async fn refresh(&self, tokens: &Value) -> (u16, Value) {
        self.token(&self.refresh_body(text(tokens, "refresh_token"))).await
    }

    pub async fn get_response(&self, path: &str, tokens: &Value) -> Response {
        self.client.get(self.url(path)).bearer_auth(text(tokens, "access_token")).send().await.unwrap()
    }

    pub async fn get(&self, path: &str, tokens: &Value) -> (u16, Value) {
        read(self.get_response(path, tokens).await).await
    }
}

pub fn browser(person: &str, decision: Decision) -> ScriptedBrowser {
    ScriptedBrowser::new(person).decision(decision)
}

pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

pub fn callback(landing: Landing) -> Url {
    match landing {
        Landing::CustomScheme(url) => url,
        other => panic!("expected the way back to the app, landed on {other:?}"),
    }
}

pub fn error_page(landing: Landing) -> (String, String) {
    match landing {
        Landing::ErrorPage { title, text, .. } => (title, text),
        other => panic!("expected an error page, landed on {other:?}"),
    }
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("a JWT has three parts");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
