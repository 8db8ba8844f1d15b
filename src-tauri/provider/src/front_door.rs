//! What every request passes: our names only, at a human pace, and into the journal.

use std::sync::Mutex;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::{HOST, HeaderMap};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use trilo_core::authorization::loopback::is_ours;

use crate::app::{App, lock};
use crate::callback::callback;
use crate::cors;
use crate::identity;
use crate::journal::Record;
use crate::logout::logout;
use crate::own_sign_in::landed;
use crate::refresh::refresh;
use crate::refusal::{Kind, MOUNT, Refusal};
use crate::start::start;

/// Everything that is served.
pub(crate) fn router(app: App) -> Router {
    let at = |path: &str| format!("{MOUNT}/atlassian{path}");
    let own = [at(""), at("/handler/frame")];
    // Nested routers would not see the whole path, which is the callback's place.
    let mut router = identity::routes()
        .route(&at("/start"), get(start))
        .route(&at("/refresh"), get(refresh).post(refresh))
        .route(&at("/logout"), post(logout))
        .route(&own[0], get(callback).post(callback))
        .route(&own[1], get(callback).post(callback));
    let mut paths: Vec<_> = app.environments.values().map(|environment| environment.callback.url().path()).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths.into_iter().filter(|path| !own.iter().any(|own| own == path)) {
        router = router.route(path, get(callback).post(callback));
    }
    router
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(from_fn_with_state(app.clone(), pass))
        .with_state(app)
}

/// How fast requests may come: a full bucket at once, then so many a second.
const BUCKET: f64 = 240.0;
const A_SECOND: f64 = 20.0;

/// Keeps a page that asks without end from keeping Trilo and Atlassian busy.
#[derive(Debug)]
pub(crate) struct Pace(Mutex<(f64, Instant)>);

impl Default for Pace {
    fn default() -> Self {
        Self(Mutex::new((BUCKET, Instant::now())))
    }
}

impl Pace {
    fn allows(&self) -> bool {
        let mut bucket = lock(&self.0);
        let now = Instant::now();
        let filled = now.duration_since(bucket.1).as_secs_f64().mul_add(A_SECOND, bucket.0).min(BUCKET);
        *bucket = (if filled >= 1.0 { filled - 1.0 } else { filled }, now);
        filled >= 1.0
    }
}

/// Our names only, so that no other name can be pointed here (DNS rebinding): those of this machine, and those of the
/// callbacks, behind which a proxy may stand.
fn is_named(app: &App, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_callbacks = || {
        app.environments.values().any(|environment| {
            let url = environment.callback.url();
            let name = url.host_str().unwrap_or_default();
            url.scheme() == "https" && url.port().map_or_else(|| host == name, |port| host == format!("{name}:{port}"))
        })
    };
    is_ours(host, app.port) || is_callbacks()
}

async fn pass(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
    let record = Record::begin(app.core.now(), cors::origin(&headers));
    let named = is_named(&app, &headers);
    let mut response = if !named {
        Refusal::new(Kind::NotAllowed, "This is not the name of this server").into_response()
    } else if !app.pace.allows() {
        Refusal::new(Kind::TooManyRequests, "Too many requests; try again in a moment").into_response()
    } else if cors::is_preflight(&method, &headers) {
        return cors::preflight(&headers, &app.origins);
    } else {
        request.extensions_mut().insert(record.clone());
        next.run(request).await
    };
    let refusal = response.extensions_mut().remove::<Refusal>();
    app.journal.close(&app.core, &record, (&method, uri.path()), (response.status(), refusal.as_ref()));
    if let Some(refusal) = refusal.filter(|refusal| !refusal.is_told()) {
        response = refusal.answer(&method, &uri);
    }
    if named {
        cors::allow(response.headers_mut(), &headers, &app.origins);
    }
    response
}

async fn unknown(State(app): State<App>, request: Request) -> Result<Response, Refusal> {
    let is_get = request.method() == Method::GET;
    if is_get && let Some(page) = landed(&app, request.headers(), request.uri()).await {
        return Ok(page);
    }
    let below = request.uri().path().strip_prefix(MOUNT).unwrap_or_default().trim_start_matches('/');
    let provider = below.split('/').next().unwrap_or_default();
    let message = match provider {
        "" | "atlassian" => "There is nothing here".to_owned(),
        other => format!("Unknown auth provider '{other}'"),
    };
    Err(Refusal::new(Kind::NotFound, message))
}
