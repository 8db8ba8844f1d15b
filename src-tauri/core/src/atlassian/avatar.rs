//! Avatars: fetched here, because the web view loads nothing from outside.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Http, HttpError};
use crate::registration::is_loopback;

/// The largest picture that is taken, in bytes.
const MAX_SIZE: usize = 256 * 1024;

/// The types that are taken. An SVG in an `<img>` runs no script and loads nothing.
const TYPES: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"];

/// A picture as a `data:` URL (RFC 2397).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Avatar(String);

impl Avatar {
    /// Fetches a picture. Nothing secret goes along; any failure just means that there is no picture.
    ///
    /// A picture on this machine is fetched only for a cloud that is on this machine itself (`local_cloud`), so that a
    /// profile cannot make Trilo ask local servers.
    pub async fn fetch(http: &Http, url: &Url, local_cloud: bool) -> Result<Self, HttpError> {
        let unreadable = || HttpError::Unreadable { what: "a picture" };
        let acceptable = if local_cloud {
            is_loopback(url) || url.scheme() == "https"
        } else {
            url.scheme() == "https" && !is_loopback(url)
        };
        if !acceptable {
            return Err(unreadable());
        }
        let answer = http.send(http.picture_client_for(url).get(url.clone()), url, MAX_SIZE).await?;
        let kind = answer.content_type().filter(|kind| TYPES.contains(&kind.as_str())).ok_or_else(unreadable)?;
        if answer.status != 200 || answer.body.expose().is_empty() {
            return Err(unreadable());
        }
        Ok(Self(format!("data:{kind};base64,{}", BASE64_STANDARD.encode(answer.body.expose()))))
    }

    /// The `data:` URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
