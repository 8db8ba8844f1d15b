//! The scripted browser's HTTP: cookies, forms, and both addresses of `localhost`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use url::Url;

use super::BrowserError;

const AGENT: &str = "Mozilla/5.0 (trilo-sandbox; scripted browser)";
const PATIENCE: Duration = Duration::from_secs(30);

/// Something a browser does.
pub(super) enum Step {
    Get(Url),
    Post(Url, Vec<(String, String)>),
}

/// What came back.
pub(super) struct Answer {
    pub status: StatusCode,
    pub url: Url,
    pub redirect: Option<Url>,
    pub html: String,
}

/// A connection to the web with its own cookies, kept per origin.
#[derive(Debug)]
pub(super) struct Wire {
    client: Client,
    cookies: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
}

impl Default for Wire {
    fn default() -> Self {
        // Browsers try both addresses of `localhost`, whatever the hosts file says; port 0 stands for the URL's.
        let localhost = [SocketAddr::from((Ipv6Addr::LOCALHOST, 0)), SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .resolve_to_addrs("localhost", &localhost)
            .timeout(PATIENCE)
            .user_agent(AGENT)
            .build()
            .expect("these settings make a client");
        Self { client, cookies: Mutex::default() }
    }
}

impl Wire {
    /// Does one step; redirects are told, not followed.
    pub async fn go(&self, step: Step) -> Result<Answer, BrowserError> {
        let (request, url) = match step {
            Step::Get(url) => (self.client.get(url.clone()), url),
            Step::Post(url, fields) => {
                let origin = url.origin().ascii_serialization();
                (self.client.post(url.clone()).header(ORIGIN, origin).form(&fields), url)
            }
        };
        let origin = url.origin().ascii_serialization();
        let network = |source| BrowserError::Network { origin: origin.clone(), source };
        let response = request.header(COOKIE, self.cookies_for(&origin)).send().await.map_err(network)?;
        self.keep_cookies(&origin, &response);
        let status = response.status();
        let redirect = redirect(&response, &url)?;
        let html = response.text().await.map_err(network)?;
        Ok(Answer { status, url, redirect, html })
    }

    fn cookies_for(&self, origin: &str) -> String {
        let jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = jar.get(origin).into_iter().flatten().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, origin: &str, response: &Response) {
        let headers = response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = headers.filter_map(|header| header.split(';').next()?.trim().split_once('='));
        let mut jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, value) in pairs {
            jar.entry(origin.to_owned()).or_default().insert(name.to_owned(), value.to_owned());
        }
    }
}

fn redirect(response: &Response, url: &Url) -> Result<Option<Url>, BrowserError> {
    if !response.status().is_redirection() {
        return Ok(None);
    }
    let Some(location) = response.headers().get(LOCATION) else { return Ok(None) };
    let location = String::from_utf8_lossy(location.as_bytes());
    url.join(&location).map(Some).map_err(|_| BrowserError::Address(location.into_owned()))
}
