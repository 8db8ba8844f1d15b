//! `/start`: sends the browser to Atlassian, or answers at once with an account that is signed in.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use trilo_core::error::Error;
use trilo_core::identifier::AccountId;
use trilo_core::scope::{Scope, ScopeSet};
use trilo_core::session::Session;
use trilo_core::sessions::HostedSignIn;
use url::Url;

use crate::app::App;
use crate::call::Call;
use crate::callback::{SignedIn, farewell, welcome};
use crate::consent::{ConsentAnswer, ConsentChoice};
use crate::cookies::{self, NONCE_LIFE};
use crate::flows::{Flow, Way, nonce};
use crate::origins::origin_of;
use crate::parameters::Parameters;
use crate::refusal::{Kind, Refusal};
use crate::sessions::RememberedConsent;

/// Backstage's client takes a token with less left for one to renew.
const LEAST_LEFT: SignedDuration = SignedDuration::from_mins(3);

/// Answers `GET …/start`. What goes wrong before the origin is known to be allowed is told to nobody but the popup.
pub(crate) async fn start(call: Call) -> Result<Response, Refusal> {
    let origin = asked_origin(&call)?;
    let way = way(&call.app, &call.parameters)?;
    let scopes = asked_scopes(&call)?;
    let answered = match call.app.check_unlocked() {
        Ok(()) => answered(&call, &origin, &way, scopes).await,
        Err(locked) => Err(locked),
    };
    // The frontend waits for its popup: it is told there, and the popup closes, instead of showing an error of ours.
    answered.or_else(|refusal| Ok(told(&origin, &way, refusal)))
}

fn told(origin: &str, way: &Way, refusal: Refusal) -> Response {
    let mut response = farewell(origin, way, refusal.message.clone());
    if *way == Way::Popup {
        *response.status_mut() = refusal.kind.status();
    }
    refusal.told_by(response)
}

async fn answered(call: &Call, origin: &str, way: &Way, scopes: ScopeSet) -> Result<Response, Refusal> {
    match decided(call, origin, &scopes).await? {
        ConsentChoice::AtlassianPage => to_atlassian(call, origin, way, scopes).await,
        ConsentChoice::Account(account) => {
            call.record.account(&account);
            let session = fresh(&call.app, &account).await.map_err(|error| unavailable(&error))?;
            let signed_in = SignedIn { session, brought: false };
            Ok(welcome(&call.app, &call.environment, origin, way, &signed_in))
        }
    }
}

/// An account with a token that the frontend can use: what a popup gives is used at once, and not renewed before.
async fn fresh(app: &App, account: &AccountId) -> Result<Session, Error> {
    let session = app.core.session(account)?;
    let ends = session.lifetime.expires_at;
    if ends.is_some_and(|end| end.duration_since(app.core.now()) < LEAST_LEFT) {
        app.renewals.renew(&app.core, account).await?;
        return app.core.session(account);
    }
    Ok(session)
}

fn asked_origin(call: &Call) -> Result<String, Refusal> {
    let Some(asked) = call.parameters.get("origin") else { return Ok(call.app.app_origin.clone()) };
    let origin = origin_of(asked).ok_or_else(|| Refusal::new(Kind::Input, "The origin is no URL"))?;
    call.check_origin(&origin).map(|()| origin)
}

/// How the frontend wants to be answered; an address elsewhere would make this an open redirect.
fn way(app: &App, parameters: &Parameters) -> Result<Way, Refusal> {
    match parameters.get("flow") {
        None | Some("popup") => Ok(Way::Popup),
        Some("redirect") => {
            let missing = || Refusal::new(Kind::Input, "The redirect flow needs a redirectUrl that is a URL");
            let address = parameters.get("redirectUrl").ok_or_else(missing)?;
            let origin = origin_of(address).ok_or_else(missing)?;
            if !app.origins.allow(&origin) {
                let message = format!("The redirectUrl leads to '{origin}', which is not allowed");
                return Err(Refusal::new(Kind::NotAllowed, message));
            }
            Ok(Way::Redirect(address.to_owned()))
        }
        Some(_) => Err(Refusal::new(Kind::Input, "The flow is neither 'popup' nor 'redirect'")),
    }
}

/// What the frontend asks for, what this browser's session has, what is always asked for: each once, in this order.
fn asked_scopes(call: &Call) -> Result<ScopeSet, Refusal> {
    let Call { app, environment, parameters, headers, .. } = call;
    let separates = |character: char| character.is_whitespace() || matches!(character, '|' | ',');
    let asked = parameters.get("scope").unwrap_or_default().split(separates).filter(|scope| !scope.is_empty());
    let asked: Vec<Scope> = asked
        .map(Scope::parse)
        .collect::<Result<_, _>>()
        .map_err(|error| Refusal::new(Kind::Input, error.to_string()))?;
    // A new sign-in takes the place of the account's tokens, and must not take away what others of its pages have.
    let session = cookies::received(headers, cookies::SESSION).and_then(|id| app.sessions.find(&id, app.core.now()));
    let account = session.filter(|session| session.environment == environment.name).map(|session| session.account);
    let granted = account.and_then(|account| app.core.session(&account).ok()).map(|session| session.record.granted);
    let granted = granted.unwrap_or_default();
    let scopes: ScopeSet = asked.into_iter().chain(granted.iter().cloned()).collect();
    Ok(scopes.iter().cloned().chain(environment.scopes.clone().with_always().iter().cloned()).collect())
}

async fn decided(call: &Call, origin: &str, scopes: &ScopeSet) -> Result<ConsentChoice, Refusal> {
    let Call { app, environment, record, .. } = call;
    if let Some(remembered) = app.sessions.consent(origin, &environment.name, scopes) {
        return Ok(remembered_choice(app, remembered.account, scopes));
    }
    let answer = app.ask(origin, environment, scopes.clone()).await;
    let given = matches!(answer, ConsentAnswer::Allowed { .. });
    record.consent(given, app.core.now());
    match answer {
        ConsentAnswer::Refused => {
            let message = format!("Authentication rejected, '{origin}' was refused in Trilo");
            Err(Refusal::new(Kind::NotAllowed, message))
        }
        ConsentAnswer::Unanswered => {
            let message = "Nobody answered the question in Trilo's window in time. Try again, and answer it there";
            Err(Refusal::new(Kind::NotAllowed, message))
        }
        ConsentAnswer::Allowed { choice, remember } => {
            if remember {
                let account = match &choice {
                    ConsentChoice::AtlassianPage => None,
                    ConsentChoice::Account(account) => Some(account.clone()),
                };
                app.sessions.remember(RememberedConsent {
                    origin: origin.to_owned(),
                    environment: environment.name.clone(),
                    scopes: scopes.clone(),
                    account,
                    given_at: app.core.now(),
                });
            }
            Ok(choice)
        }
    }
}

/// The account that was chosen before, as long as its tokens still have what is asked for.
fn remembered_choice(app: &App, account: Option<AccountId>, scopes: &ScopeSet) -> ConsentChoice {
    let suits = |account: &AccountId| {
        let record = app.core.session(account).map(|session| session.record);
        record.is_ok_and(|record| record.verdict.is_none() && scopes.without(&record.granted).is_empty())
    };
    account.filter(suits).map_or(ConsentChoice::AtlassianPage, ConsentChoice::Account)
}

async fn to_atlassian(call: &Call, origin: &str, way: &Way, scopes: ScopeSet) -> Result<Response, Refusal> {
    let Call { app, environment, .. } = call;
    let known_accounts = app.core.sessions().unwrap_or_default().into_iter().map(|session| session.record.id).collect();
    let request = HostedSignIn {
        registration: environment.registration.id.clone(),
        callback: environment.callback.clone(),
        scopes,
        patience: SignedDuration::try_from(NONCE_LIFE).unwrap_or(SignedDuration::MAX),
    };
    let (sign_in, url) = app.core.host_sign_in(request).await.map_err(|error| unavailable(&error))?;
    let nonce = nonce();
    let flow = Flow {
        nonce: nonce.clone(),
        environment: environment.name.clone(),
        origin: origin.to_owned(),
        way: way.clone(),
        known_accounts,
        deadline: sign_in.deadline,
        answered: false,
    };
    app.flows.begin(&state_of(&url), flow, app.core.now());
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    for cookie in environment.jar.nonce(&nonce, &sign_in.attempt.id) {
        headers.extend(HeaderValue::from_str(&cookie).map(|cookie| (SET_COOKIE, cookie)));
    }
    headers.extend(HeaderValue::from_str(url.as_str()).map(|location| (LOCATION, location)));
    Ok(response)
}

fn state_of(url: &Url) -> String {
    url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned()).unwrap_or_default()
}

fn unavailable(error: &Error) -> Refusal {
    Refusal::new(Kind::ServiceUnavailable, error.to_string())
}
