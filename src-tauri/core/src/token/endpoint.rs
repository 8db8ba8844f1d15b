//! Exchange and refresh at the token endpoint (RFC 6749, sections 4.1.3 and 6; developer.atlassian.com, "OAuth 2.0 (3LO) apps").

use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AccessToken, AsyncHttpClient, AuthType, AuthorizationCode, Client, ClientId, ClientSecret, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    StandardRevocableToken, TokenResponse, TokenUrl,
};
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use super::TokenSet;
use crate::atlassian::http::HttpAnswer;
use crate::atlassian::{Http, HttpError};
use crate::authorization::PendingAuthorization;
use crate::authorization::callback::bounded;
use crate::ports::{Clock, lock};
use crate::registration::{Registration, is_loopback};
use crate::scope::ScopeSet;
use crate::secret::Secret;

const MAX_BODY: usize = 1024 * 1024;

/// The token endpoint of a registration's cloud, with the registration's credentials.
pub struct TokenEndpoint<'a> {
    http: &'a Http,
    clock: &'a dyn Clock,
    url: Url,
    client_id: &'a str,
    client_secret: &'a Secret<String>,
}

/// No token set.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The client id or secret was not accepted.
    #[error("the token endpoint does not accept the client: {0}")]
    ClientRejected(Refusal),
    /// The authorization code was not accepted.
    #[error("the token endpoint does not accept the code: {0}")]
    CodeRejected(Refusal),
    /// The refresh token is no longer accepted: the only answer that ends a session.
    #[error("the token endpoint does not accept the refresh token: {0}")]
    RefreshTokenDead(Refusal),
    /// Another error in the documented form.
    #[error("the token endpoint refuses: {0}")]
    Refused(Refusal),
    /// No answer of the token endpoint, or not in its form.
    #[error(transparent)]
    Http(#[from] HttpError),
}

impl TokenError {
    /// Whether the token endpoint may have done its work although no usable answer came, so that a refresh token that was
    /// sent may be spent.
    #[must_use]
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::ClientRejected(_) | Self::CodeRejected(_) | Self::RefreshTokenDead(_) | Self::Refused(_) => false,
            Self::Http(error) => !error.did_nothing(),
        }
    }
}

/// An error answer of the token endpoint (RFC 6749, section 5.2), verbatim but bounded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("status {status}, {error}: {description}")]
pub struct Refusal {
    /// The HTTP status; Atlassian uses 403 where the RFC has 400.
    pub status: u16,
    /// The `error` member.
    pub error: String,
    /// The `error_description` member.
    pub description: String,
}

/// What was sent, which decides what an error means.
#[derive(Clone, Copy)]
enum Grant {
    Code,
    Refresh,
}

impl<'a> TokenEndpoint<'a> {
    /// The token endpoint for a registration.
    #[must_use]
    pub fn new(
        http: &'a Http,
        clock: &'a dyn Clock,
        registration: &'a Registration,
        secret: &'a Secret<String>,
    ) -> Self {
        let url = registration.cloud.endpoints().authorization("oauth/token");
        Self { http, clock, url, client_id: &registration.client_id, client_secret: secret }
    }

    /// Exchanges a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5). The code is spent either way.
    pub async fn exchange(
        &self,
        code: &Secret<String>,
        pending: &PendingAuthorization,
    ) -> Result<TokenSet, TokenError> {
        let redirect = RedirectUrl::new(pending.callback.as_str().to_owned());
        let redirect = redirect.map_err(|_| HttpError::Unreadable { what: "a redirect URI" })?;
        let client = self.client()?.set_redirect_uri(redirect);
        let exchange = Exchange::with(self);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.expose().clone()))
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.expose().clone()))
            .request_async(&exchange)
            .await;
        self.token_set(answer, exchange, Grant::Code, &pending.scopes)
    }

    /// Renews a token set (RFC 6749, section 6) with exactly the four documented fields.
    ///
    /// `granted` is what the session has so far, and stays when the answer names no scopes.
    pub async fn refresh(&self, refresh_token: &Secret<String>, granted: &ScopeSet) -> Result<TokenSet, TokenError> {
        let client = self.client()?;
        let exchange = Exchange::with(self);
        let answer = client
            .exchange_refresh_token(&RefreshToken::new(refresh_token.expose().clone()))
            .request_async(&exchange)
            .await;
        self.token_set(answer, exchange, Grant::Refresh, granted)
    }

    fn client(&self) -> Result<AtlassianClient, HttpError> {
        let url = TokenUrl::new(self.url.to_string()).map_err(|_| HttpError::Unreadable { what: "a token URL" })?;
        Ok(Client::new(ClientId::new(self.client_id.to_owned()))
            .set_client_secret(ClientSecret::new(self.client_secret.expose().clone()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(url))
    }

    fn token_set(
        &self,
        answer: Result<TokenAnswer, RequestTokenError<ExchangeFailed, BasicErrorResponse>>,
        exchange: Exchange,
        grant: Grant,
        requested: &ScopeSet,
    ) -> Result<TokenSet, TokenError> {
        let sent = exchange.sent();
        let received = exchange.received();
        match answer {
            Ok(answer) if !answer.access_token.secret().is_empty() => Ok(self.accepted(&answer, requested)),
            Ok(_) | Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => Err(unreadable(received)),
            Err(RequestTokenError::ServerResponse(error)) => Err(refused(&error, received, grant, &sent)),
            Err(RequestTokenError::Request(_)) => {
                Err(received.err().unwrap_or(HttpError::Unreadable { what: UNREADABLE }).into())
            }
        }
    }

    fn accepted(&self, answer: &TokenAnswer, requested: &ScopeSet) -> TokenSet {
        let obtained_at = self.clock.now();
        TokenSet {
            access_token: Secret::new(answer.access_token.secret().clone()),
            refresh_token: answer
                .refresh_token
                .as_ref()
                .map(RefreshToken::secret)
                .filter(|token| !token.is_empty())
                .map(|token| Secret::new(token.clone())),
            granted: answer
                .scope
                .as_deref()
                .and_then(|scope| ScopeSet::parse(scope).ok())
                .filter(|granted| !granted.is_empty())
                .unwrap_or_else(|| requested.clone()),
            obtained_at,
            expires_at: answer.expires_in.map(|seconds| TokenSet::end_of_life(obtained_at, seconds)),
            clock: self.http.skews().reading(is_loopback(&self.url)),
        }
    }
}

/// The fields of a request that are secret.
const SECRET_FIELDS: [&str; 4] = ["client_secret", "code", "code_verifier", "refresh_token"];

const UNREADABLE: &str = "an answer of the token endpoint";

/// Sorts an answer that is neither a token set nor an error in the documented form: most likely not Atlassian's.
fn unreadable(received: Result<HttpAnswer, HttpError>) -> TokenError {
    let sorted = received.and_then(|answer| answer.succeeded());
    sorted.err().unwrap_or(HttpError::Unreadable { what: UNREADABLE }).into()
}

/// Sorts an error by grant, status and words, because Atlassian uses one `error` for several causes.
fn refused(
    error: &BasicErrorResponse,
    received: Result<HttpAnswer, HttpError>,
    grant: Grant,
    sent: &[Secret<String>],
) -> TokenError {
    let answer = match received {
        Ok(answer) if answer.is_json() && matches!(answer.status, 400..=406 | 408..=428 | 430..=499) => answer,
        other => return unreadable(other),
    };
    let refusal = Refusal {
        status: answer.status,
        error: bounded(&without(sent, error.error().as_ref())),
        description: bounded(&without(sent, error.error_description().map_or("", String::as_str))),
    };
    let is_verdict = matches!(refusal.status, 400 | 401 | 403);
    let about = |word: &str| refusal.description.to_ascii_lowercase().replace('_', " ").contains(word);
    match (grant, refusal.error.as_str()) {
        (Grant::Refresh, "invalid_grant") if is_verdict => TokenError::RefreshTokenDead(refusal),
        (Grant::Refresh, "unauthorized_client") if is_verdict && about("refresh token") => {
            TokenError::RefreshTokenDead(refusal)
        }
        (Grant::Code, "invalid_grant") => TokenError::CodeRejected(refusal),
        (Grant::Code, _) if about("authorization code") => TokenError::CodeRejected(refusal),
        (_, "access_denied" | "invalid_client" | "unauthorized_client") => TokenError::ClientRejected(refusal),
        (_, _) => TokenError::Refused(refusal),
    }
}

/// A text of the server without the secrets that were sent to it, should it repeat them.
fn without(sent: &[Secret<String>], text: &str) -> String {
    sent.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose(), "…"))
}

/// The answer as Atlassian gives it: `token_type` is not documented, so it is not asked for.
#[derive(Debug, Serialize, Deserialize)]
struct TokenAnswer {
    access_token: AccessToken,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "words")]
    scope: Option<String>,
}

/// Reads a number of seconds however it is written; what is none counts as not said. A token is in hand here, and nothing
/// beside it may cost it.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    Ok(number.and_then(|number| Duration::try_from_secs_f64(number).ok()).map(|life| life.as_secs()))
}

/// Reads a text; anything else counts as not said.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(serde_json::Value::deserialize(deserializer)?.as_str().map(ToOwned::to_owned))
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<oauth2::Scope>> {
        None
    }
}

type AtlassianClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The request could not be sent; the cause is kept by [`Exchange`].
#[derive(Debug, thiserror::Error)]
#[error("the token endpoint did not answer")]
struct ExchangeFailed;

/// The HTTP exchange behind a call of the oauth2 crate, which does not pass on status and headers.
struct Exchange {
    http: Http,
    url: Url,
    received: Mutex<Option<Result<HttpAnswer, HttpError>>>,
    sent: Mutex<Vec<Secret<String>>>,
}

impl<'c> AsyncHttpClient<'c> for Exchange {
    type Error = ExchangeFailed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ExchangeFailed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Exchange {
    fn with(endpoint: &TokenEndpoint<'_>) -> Self {
        Self {
            http: endpoint.http.clone(),
            url: endpoint.url.clone(),
            received: Mutex::default(),
            sent: Mutex::default(),
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ExchangeFailed> {
        // Atlassian documents a JSON body; the oauth2 crate writes the form of RFC 6749.
        let fields: serde_json::Map<_, _> = url::form_urlencoded::parse(request.body())
            .map(|(name, value)| (name.into_owned(), serde_json::Value::String(value.into_owned())))
            .collect();
        *lock(&self.sent) = SECRET_FIELDS
            .iter()
            .filter_map(|name| fields.get(*name)?.as_str().map(ToOwned::to_owned).map(Secret::new))
            .collect();
        let request = self.http.client_for(&self.url).post(self.url.clone()).json(&fields);
        let answer = self.http.send(request, &self.url, MAX_BODY).await;
        let response = answer.as_ref().map_err(|_| ExchangeFailed).and_then(response);
        *lock(&self.received) = Some(answer);
        response
    }

    /// The secrets that were sent.
    fn sent(&self) -> Vec<Secret<String>> {
        std::mem::take(&mut lock(&self.sent))
    }

    fn received(self) -> Result<HttpAnswer, HttpError> {
        let received = self.received.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        received.unwrap_or(Err(HttpError::Unreadable { what: UNREADABLE }))
    }
}

fn response(answer: &HttpAnswer) -> Result<HttpResponse, ExchangeFailed> {
    let mut response = HttpResponse::new(answer.body.expose().clone());
    *response.status_mut() = oauth2::http::StatusCode::from_u16(answer.status).map_err(|_| ExchangeFailed)?;
    *response.headers_mut() = answer.headers.clone();
    Ok(response)
}
