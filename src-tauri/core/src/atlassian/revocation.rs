//! Revoking a refresh token (`POST https://auth.atlassian.com/oauth/revoke`, RFC 7009).
//!
//! Atlassian's metadata names the endpoint and its documentation does not, so a success proves nothing about what the
//! token may still do.

use reqwest::header::CONTENT_TYPE;
use url::form_urlencoded;

use super::{Http, HttpError};
use crate::registration::Registration;
use crate::secret::Secret;

const MAX_BODY: usize = 64 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// Asks for the revocation of a refresh token (RFC 7009, section 2.1).
///
/// `Ok` says that a success was answered. The answer's body means nothing (section 2.2), but a page is no answer of the
/// endpoint.
pub async fn revoke(
    http: &Http,
    registration: &Registration,
    client_secret: &Secret<String>,
    refresh_token: &Secret<String>,
) -> Result<(), HttpError> {
    let url = registration.cloud.endpoints().authorization("oauth/revoke");
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("token", refresh_token.expose())
        .append_pair("token_type_hint", "refresh_token")
        .append_pair("client_id", &registration.client_id)
        .append_pair("client_secret", client_secret.expose())
        .finish();
    let request = http.client_for(&url).post(url.clone()).header(CONTENT_TYPE, FORM).body(form);
    let answer = http.send(request, &url, MAX_BODY).await?;
    match answer.status {
        200..=299 if answer.content_type().is_none_or(|kind| kind != "text/html") => Ok(()),
        _ => answer.succeeded(),
    }
}
