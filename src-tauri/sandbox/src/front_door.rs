//! What every request passes: the host check, faults, the headers of every answer, the log.

use std::io;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{DATE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use tower::ServiceExt as _;
use url::Url;

use crate::faults::{self, Answer, Place};
use crate::random;
use crate::world::{SeenRequest, WorldHandle};

const TRACE_ID: HeaderName = HeaderName::from_static("atl-traceid");
const LARGEST_BODY: usize = 256 * 1024;

/// Answers a request; an error makes the server close the connection without an answer.
pub(crate) async fn answer(handle: WorldHandle, router: Router, request: Request<Incoming>) -> io::Result<Response> {
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    let Ok(body) = to_bytes(Body::new(body), LARGEST_BODY).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let place = Place::of(&path, &parts.headers, &body);
    let answer = if is_welcome(&parts.method, &path, &parts.headers) {
        with_faults(&handle, router, Request::from_parts(parts, body), place).await
    } else {
        Answer::Send(
            (StatusCode::FORBIDDEN, "The sandbox answers its own pages and local programs only.").into_response(),
        )
    };
    let time = handle.now();
    let (status, response) = match answer {
        Answer::Send(mut response) => {
            stamp(response.headers_mut(), &time);
            (Some(response.status().as_u16()), Ok(response))
        }
        Answer::Close => (None, Err(io::ErrorKind::ConnectionAborted.into())),
    };
    handle.log(SeenRequest { method, path, place, time, status });
    response
}

/// Refuses foreign names for this machine (DNS rebinding), and forms that other web pages send.
fn is_welcome(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let is_form = method == Method::POST && (path == "/authorize/decision" || path == "/sandbox/login");
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    match (host, origin) {
        (Some(host), Some(origin)) if is_form => is_loopback(host) && origin == format!("http://{host}"),
        (Some(host), _) => is_loopback(host),
        (None, _) => false,
    }
}

fn is_loopback(host: &str) -> bool {
    let url = Url::parse(&format!("http://{host}/"));
    url.is_ok_and(|url| matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")))
}

async fn with_faults(handle: &WorldHandle, router: Router, request: Request<Bytes>, place: Option<Place>) -> Answer {
    let effects = place.map(|place| handle.take_effects(place)).unwrap_or_default();
    if let Some(place) = place {
        for effect in &effects {
            if let Some(answer) = faults::before(effect, place, handle.options()).await {
                return answer;
            }
        }
    }
    let Ok(response) = router.oneshot(request.map(Body::from)).await;
    let mut answer = Answer::Send(response);
    for effect in &effects {
        answer = faults::after(effect, answer).await;
    }
    answer
}

/// Adds what every answer has: the virtual clock's `Date` and a trace id.
fn stamp(headers: &mut HeaderMap, time: &Timestamp) {
    let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(time).unwrap_or_default();
    let stamps = [(DATE, date), (TRACE_ID, random::hex())];
    headers.extend(stamps.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::try_from(value).ok()?))));
}
