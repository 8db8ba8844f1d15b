//! A HAR 1.2 file of a browser, from which the steps of OAuth are taken.

use std::borrow::Cow;

use serde::Deserialize;
use url::Url;

use super::exchange::{Exchange, observed, of_location};
use super::{MAX_DEPTH, MAX_OBSERVATIONS, Refusal, authorize, callback, depth};
use crate::diagnose::explain::observation::{Observation, stage_of};

#[derive(Deserialize)]
struct Har<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    request: Request<'a>,
    #[serde(borrow, default)]
    response: Response<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow, default)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default)]
    post_data: Option<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    #[serde(default)]
    status: i64,
    #[serde(borrow, default)]
    headers: Vec<NameValue<'a>>,
    #[serde(borrow, default)]
    content: Option<Text<'a>>,
    #[serde(borrow, default, rename = "redirectURL")]
    redirect_url: Option<Cow<'a, str>>,
    /// Chrome's word for why there is no answer.
    #[serde(borrow, default, rename = "_error")]
    error: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct NameValue<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
}

/// The most entries of a file: a recording of a sign-in has a few hundred.
const MAX_ENTRIES: usize = 20_000;

/// Whether a text begins as a HAR file does.
pub(super) fn looks_so(text: &str) -> bool {
    let start: String = text.chars().take(200).filter(|character| !character.is_whitespace()).collect();
    start.starts_with("{\"log\":")
}

/// Reads the entries that belong to a sign-in or to a call of Atlassian's APIs.
pub(super) fn read(text: &str) -> Result<Vec<Observation>, Refusal> {
    if depth(text) > MAX_DEPTH {
        return Err(Refusal::TooDeep);
    }
    let har: Har<'_> = serde_json::from_str(text).map_err(|_| Refusal::Malformed)?;
    if har.log.entries.len() > MAX_ENTRIES {
        return Err(Refusal::TooManyEntries);
    }
    let mut exchanges = Vec::new();
    let mut observations = Vec::new();
    for entry in har.log.entries {
        if exchanges.len() + observations.len() >= MAX_OBSERVATIONS {
            break;
        }
        let Ok(url) = Url::parse(&entry.request.url) else { continue };
        let redirect = entry.response.redirect_url.as_deref().unwrap_or_default();
        observations.extend(of_location(redirect));
        if let Some(of_address) = of_address(&url) {
            observations.push(of_address);
        } else if stage_of(url.host_str().unwrap_or_default(), url.path()).is_some() {
            exchanges.push(entry.exchange());
        }
    }
    observations.extend(observed(exchanges));
    Ok(observations)
}

/// An address that tells by itself: an authorize request with a mistake, an error page, a callback.
fn of_address(url: &Url) -> Option<Observation> {
    if authorize::looks_so(url) {
        return authorize::read(url.as_str());
    }
    let is_callback = callback::is_query(url.query().unwrap_or_default());
    of_location(url.as_str()).filter(|_| is_callback)
}

impl Entry<'_> {
    fn exchange(self) -> Exchange {
        let text = |text: Option<Text<'_>>| text.and_then(|text| text.text).unwrap_or_default().into_owned();
        let Response { status, headers, content, error, .. } = self.response;
        let body = text(content);
        let of = |header: NameValue<'_>| (header.name.to_ascii_lowercase(), header.value.into_owned());
        Exchange {
            method: self.request.method.into_owned(),
            target: self.request.url.into_owned(),
            request_body: text(self.request.post_data),
            status: u16::try_from(status).ok().filter(|status| *status >= 100),
            headers: headers.into_iter().map(of).filter(|(name, _)| name != "location").collect(),
            body: if body.is_empty() { error.unwrap_or_default().into_owned() } else { body },
            ..Exchange::default()
        }
    }
}
