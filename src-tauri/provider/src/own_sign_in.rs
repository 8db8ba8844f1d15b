//! Callbacks of Trilo's own sign-ins, whose registered port may be the one that this server has.

use axum::http::HeaderMap;
use axum::http::Uri;
use axum::http::header::HOST;
use axum::response::Response;
use trilo_core::authorization::landing::Landing;
use trilo_core::authorization::loopback::page;

use crate::app::App;

/// The page for a browser that comes back to Trilo itself; `None` when Trilo waits for no such callback.
pub(crate) async fn landed(app: &App, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let path = uri.path_and_query()?;
    match app.core.receive_loopback(&format!("http://{host}{path}")).await {
        landing @ (Landing::SignedIn(_) | Landing::Denied | Landing::Failed(_) | Landing::StillWorking) => {
            Some(page(&landing))
        }
        Landing::Ignored(_) | Landing::NotFound | Landing::NotAllowed => None,
    }
}
