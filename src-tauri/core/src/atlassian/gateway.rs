//! Calls of any operation through Atlassian's API gateway.

pub use reqwest::Method;
pub use reqwest::header::HeaderMap;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use url::Url;

use super::{Http, HttpError};
use crate::secret::Secret;

/// The largest answer that is read, in bytes: an attachment may be large.
const LARGEST: usize = 256 * 1024 * 1024;

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// Headers besides the token's; `Accept` and `Content-Type` are JSON's unless they say otherwise.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Vec<u8>>,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct CallAnswer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the token is good and lacks a scope, which the gateway says with status 401 too.
    pub lacks_scope: bool,
    /// Whether the token itself was not accepted.
    pub rejects_token: bool,
    /// After how many seconds to try again, where the server said so.
    pub retry_after: Option<u64>,
}

impl Call {
    /// Makes the call with a token.
    ///
    /// # Errors
    /// Only if no answer came; an answer of any status is an answer.
    pub async fn make(&self, http: &Http, token: &Secret<String>) -> Result<CallAnswer, HttpError> {
        let json = HeaderValue::from_static("application/json");
        let mut headers = HeaderMap::from_iter([(ACCEPT, json.clone())]);
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, json);
        }
        headers.extend(self.headers.clone());
        let client = http.client_for(&self.url);
        let mut request = client.request(self.method.clone(), self.url.clone()).headers(headers);
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        let answer = http.send(request.bearer_auth(token.expose()), &self.url, LARGEST).await?;
        let lacks_scope = answer.status == 401 && answer.lacks_scope();
        Ok(CallAnswer {
            status: answer.status,
            lacks_scope,
            rejects_token: answer.status == 401 && answer.is_json() && !lacks_scope,
            retry_after: answer.retry_after(),
            body: answer.body.expose().clone(),
            headers: answer.headers,
        })
    }
}

/// Reads a header as it is typed, such as `X-Atlassian-Token: no-check`; `None` for what is none.
#[must_use]
pub fn header(typed: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = typed.split_once(':')?;
    Some((name.trim().parse().ok()?, value.trim().parse().ok()?))
}
