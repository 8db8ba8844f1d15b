//! `/handler/frame`, and the short path: takes the callback, and tells the frontend how the sign-in ended.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use trilo_core::diagnose::{Attempt, AttemptOutcome};
use trilo_core::error::Error;
use trilo_core::session::Session;
use url::Url;

use crate::app::App;
use crate::cookies;
use crate::environment::Environment;
use crate::flows::{Flow, Way};
use crate::journal::Record;
use crate::own_sign_in::landed;
use crate::page::{Ending, page};
use crate::parameters::Parameters;
use crate::refusal::{Kind, Refusal};
use crate::response::SessionResponse;
use crate::sessions::NewSession;

/// The longest form that is read.
const MAX_FORM: usize = 64 * 1024;
/// For how long the browser waits while the code is exchanged: a command for the secret may take half a minute.
const PATIENCE: Duration = Duration::from_secs(90);

/// An account for a frontend.
pub(crate) struct SignedIn {
    pub session: Session,
    /// Whether it was not in Trilo before.
    pub brought: bool,
}

/// Answers `GET` and `POST …/handler/frame`, and the short path.
pub(crate) async fn callback(
    State(app): State<App>,
    Extension(record): Extension<Record>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let query = match parts.uri.query().filter(|query| !query.is_empty()) {
        Some(query) => query.to_owned(),
        None => form(body).await?,
    };
    let parameters = Parameters::parse(&query)?;
    let state = parameters.get("state").unwrap_or_default();
    let Some(flow) = app.flows.find(state, app.core.now()) else {
        let own = landed(&app, &parts.headers, &parts.uri).await;
        return own.ok_or_else(|| unreadable(state));
    };
    let environment = app.environment(Some(&flow.environment))?;
    record.registration(&environment.registration.id);
    record.origin(&flow.origin, true, app.core.now());
    let place = place(&environment, &parts.headers, parts.uri.path());
    let arrived = Arrived { app: &app, record: &record, flow: &flow, state, address: format!("{place}?{query}") };
    Ok(match arrived.completed(&parts.headers).await {
        Ok(signed_in) => {
            record.account(&signed_in.session.record.id);
            welcome(&app, &environment, &flow.origin, &flow.way, &signed_in)
        }
        Err(refusal) => {
            let page = farewell(&flow.origin, &flow.way, refusal.message.clone());
            refusal.told_by(page)
        }
    })
}

async fn form(body: axum::body::Body) -> Result<String, Refusal> {
    let unreadable = || Refusal::new(Kind::Input, "The form cannot be read");
    let bytes = axum::body::to_bytes(body, MAX_FORM).await.map_err(|_| unreadable())?;
    String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())
}

/// The address that the browser shows, without its query. Behind a proxy only the callback itself says the scheme.
fn place(environment: &Environment, headers: &HeaderMap, path: &str) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let callback = environment.callback.url();
    let own = callback.host_str().is_some_and(|name| host.split(':').next() == Some(name));
    format!("{}://{host}{path}", if own { callback.scheme() } else { "http" })
}

fn unreadable(state: &str) -> Refusal {
    if state.is_empty() {
        return Refusal::new(Kind::Input, "Must specify 'env' query to select environment");
    }
    Refusal::new(Kind::NotAllowed, "The state belongs to no sign-in that began here")
}

/// A callback of a sign-in that began here.
struct Arrived<'a> {
    app: &'a App,
    record: &'a Record,
    flow: &'a Flow,
    state: &'a str,
    address: String,
}

impl Arrived<'_> {
    /// Checks that the browser is the one that began, and only then spends the code.
    async fn completed(&self, headers: &HeaderMap) -> Result<SignedIn, Refusal> {
        let Self { app, flow, .. } = self;
        app.check_origin(&flow.origin)?;
        let nonces = cookies::received_nonces(headers);
        if nonces.is_empty() {
            return Err(Refusal::new(Kind::Authentication, "Auth response is missing cookie nonce"));
        }
        if !nonces.iter().any(|nonce| flow.is_of(nonce)) {
            return Err(Refusal::new(Kind::Authentication, "Invalid nonce"));
        }
        if !app.flows.answer(self.state) {
            return Err(Refusal::new(Kind::Authentication, "This sign-in was answered before"));
        }
        let id = app.core.receive_callback(&self.address).map_err(|error| self.failed(&error.into()))?;
        let ended = tokio::time::timeout(PATIENCE, app.core.sign_in_ended(&id)).await;
        let late = "Authentication failed, Trilo did not finish the sign-in in time";
        let sign_in = ended.map_err(|_| Refusal::new(Kind::ServiceUnavailable, late))?;
        self.signed_in(sign_in.map_err(|error| self.failed(&error))?.attempt)
    }

    fn signed_in(&self, attempt: Attempt) -> Result<SignedIn, Refusal> {
        match (attempt.outcome, attempt.account, attempt.problem) {
            (AttemptOutcome::Succeeded, Some(account), _) => {
                let session = self.app.core.session(&account).map_err(|error| self.failed(&error))?;
                match session.record.profile_problem.clone() {
                    Some(problem) => Err(self.failed(&Error::Renewal(problem))),
                    None => Ok(SignedIn { session, brought: !self.flow.known_accounts.contains(&account) }),
                }
            }
            (AttemptOutcome::Denied, _, _) => {
                let message = "Authentication rejected, you did not give your consent";
                Err(Refusal::new(Kind::NotAllowed, message))
            }
            (_, _, Some(problem)) => Err(self.failed(&Error::Renewal(problem))),
            (_, _, None) => Err(Refusal::new(Kind::Authentication, "Authentication failed, the sign-in was cancelled")),
        }
    }

    fn failed(&self, error: &Error) -> Refusal {
        self.record.failed(error);
        Refusal::new(Kind::Authentication, format!("Authentication failed, {error}"))
    }
}

/// Signs the browser in and tells the frontend.
pub(crate) fn welcome(app: &App, environment: &Environment, origin: &str, way: &Way, signed_in: &SignedIn) -> Response {
    let response = match SessionResponse::of(app, environment, &signed_in.session) {
        Ok(response) => response,
        Err(error) => return farewell(origin, way, error.to_string()),
    };
    let new = NewSession {
        environment: &environment.name,
        account: &signed_in.session.record.id,
        origin,
        life: environment.session_life,
        brought_account: signed_in.brought,
    };
    let id = app.sessions.begin(&new, app.core.now());
    let mut answer = match way {
        Way::Popup => page(origin, &Ending::SignedIn(Box::new(response))),
        Way::Redirect(address) => redirect(address),
    };
    let cookie = HeaderValue::from_str(&environment.jar.session(&id, environment.session_life));
    answer.headers_mut().extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
    answer
}

/// Tells the frontend why there is no session.
pub(crate) fn farewell(origin: &str, way: &Way, message: String) -> Response {
    match way {
        Way::Popup => page(origin, &Ending::Failed(message)),
        Way::Redirect(address) => {
            let with_error = Url::parse(address).map(|mut url| {
                url.query_pairs_mut().append_pair("error", &message);
                url
            });
            redirect(with_error.as_ref().map_or(address, Url::as_str))
        }
    }
}

fn redirect(address: &str) -> Response {
    let mut response = (StatusCode::FOUND, [(CACHE_CONTROL, "no-store")]).into_response();
    response.headers_mut().extend(HeaderValue::from_str(address).map(|address| (LOCATION, address)));
    response
}
