//! How the routes of a frontend begin: which environment is meant, what is asked, who asks.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;
use crate::cors;
use crate::environment::Environment;
use crate::journal::Record;
use crate::parameters::Parameters;
use crate::refusal::{Kind, Refusal};

/// A request that names an environment which is served.
pub(crate) struct Call {
    pub app: App,
    pub environment: Arc<Environment>,
    pub parameters: Parameters,
    pub headers: HeaderMap,
    pub record: Record,
}

/// A request that a page's script makes with `fetch`, whose origin may ask.
pub(crate) struct ScriptCall(pub Call);

impl FromRequestParts<App> for Call {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let parameters = Parameters::parse(parts.uri.query().unwrap_or_default())?;
        let environment = app.environment(parameters.get("env"))?;
        // The front door puts it there; a request that came another way is recorded nowhere.
        let record = parts.extensions.get::<Record>().cloned().unwrap_or_else(|| Record::begin(app.core.now(), None));
        record.registration(&environment.registration.id);
        Ok(Self { app: app.clone(), environment, parameters, headers: parts.headers.clone(), record })
    }
}

impl FromRequestParts<App> for ScriptCall {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let call = Call::from_request_parts(parts, app).await?;
        require_header(&call.headers)?;
        if let Some(origin) = cors::origin(&call.headers) {
            call.check_origin(origin)?;
        }
        app.check_unlocked()?;
        Ok(Self(call))
    }
}

impl Call {
    /// Refuses an origin that may not ask, before anything is spent, and notes which it was.
    pub(crate) fn check_origin(&self, origin: &str) -> Result<(), Refusal> {
        let checked = self.app.check_origin(origin);
        self.record.origin(origin, checked.is_ok(), self.app.core.now());
        checked
    }
}

/// A page of another site can send neither this header nor a preflight that is granted.
fn require_header(headers: &HeaderMap) -> Result<(), Refusal> {
    let sent = headers.get("x-requested-with").is_some_and(|value| value.as_bytes() == b"XMLHttpRequest");
    let refusal = || Refusal::new(Kind::Authentication, "Invalid X-Requested-With header");
    if sent { Ok(()) } else { Err(refusal()) }
}
