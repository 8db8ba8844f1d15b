//! The API gateway: product APIs under `/ex/{product}/{cloudid}/…` and `/jsm/ops/…`.

mod answers;
mod operations;
mod plain;

use axum::Json;
use axum::extract::State;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;
use trilo_catalogue::Operation;

use self::operations::{Outcome, product_of};
use crate::bearer::{ApiError, Bearer};
use crate::scopes::Product;
use crate::world::{Site, World, WorldHandle};

/// Burst limit that the answers announce, per second.
const BURST: u32 = 100;

/// Answers calls through the gateway.
pub(crate) async fn gateway(
    State(handle): State<WorldHandle>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let answer = handle.read(|world| answer(world, &method, uri.path(), &headers, handle.origin()));
    let mut response = match answer {
        Ok((status, Some(body))) => (status, Json(body)).into_response(),
        Ok((status, None)) => status.into_response(),
        Err(error) => error.into_response(),
    };
    announce_limits(response.headers_mut(), handle.now().as_second());
    response
}

fn answer(
    world: &World,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    origin: &str,
) -> Result<(StatusCode, Option<Value>), ApiError> {
    let bearer = Bearer::check(world, headers)?;
    let call = Call::parse(path).ok_or(ApiError::ScopeMismatch)?;
    let operation = operations::find(call.family, method, call.path).ok_or(ApiError::ScopeMismatch)?;
    if !operation.satisfied_by(|scope| bearer.scopes.contains(scope)) {
        return Err(ApiError::ScopeMismatch);
    }
    let site = reachable(world, &bearer, operation, call.cloud_id)?;
    if looks_forged(method, headers) {
        return Err(ApiError::Xsrf);
    }
    let person = world.person(&bearer.person).ok_or(ApiError::Unauthorized)?;
    match operations::outcome(operation) {
        Outcome::Removed => Err(ApiError::Gone),
        Outcome::Stock(answer) => {
            let context = answers::Context { site, person, origin, now: world.now() };
            Ok((StatusCode::OK, Some(answer(&context))))
        }
        Outcome::Plain => Ok(plain::answer(operation, path)),
    }
}

/// The first part of a gateway path; Jira's also carries Jira Software and Jira Service Management.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Jira,
    Confluence,
    Ops,
}

struct Call<'a> {
    family: Family,
    cloud_id: &'a str,
    /// The product's own path, with its slash in front.
    path: &'a str,
}

impl<'a> Call<'a> {
    fn parse(path: &'a str) -> Option<Self> {
        if let Some(own) = path.strip_prefix("/jsm/ops") {
            let mut segments = own.split('/').skip(1);
            let cloud_id = match (segments.next()?, segments.next()?) {
                ("api", cloud_id) => cloud_id,
                ("stakeholder-comms", "cloudId") => segments.next()?,
                _ => return None,
            };
            return Some(Self { family: Family::Ops, cloud_id, path: own });
        }
        let (family, rest) = path.strip_prefix("/ex/")?.split_once('/')?;
        let family = match family {
            "jira" => Family::Jira,
            "confluence" => Family::Confluence,
            _ => return None,
        };
        let slash = rest.find('/')?;
        Some(Self { family, cloud_id: &rest[..slash], path: &rest[slash..] })
    }
}

/// The site of a call, if grant, product and person allow it.
fn reachable<'a>(
    world: &'a World,
    bearer: &Bearer,
    operation: &Operation,
    cloud_id: &str,
) -> Result<&'a Site, ApiError> {
    let site = world.site(cloud_id).filter(|site| bearer.sites.contains(&site.id)).ok_or(ApiError::NotInstalled)?;
    let product = product_of(operation).filter(|product| site.products.contains_key(product));
    match product.ok_or(ApiError::NotInstalled)? {
        Product::Confluence if !site.admits(&bearer.person, Product::Confluence) => Err(ApiError::NoConfluence),
        Product::Jira | Product::JiraServiceManagement | Product::Confluence => Ok(site),
    }
}

/// A changing call with a browser's name and without the header that browsers cannot add unasked.
fn looks_forged(method: &Method, headers: &HeaderMap) -> bool {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let checked = headers.get("x-atlassian-token").is_some_and(|value| value == "no-check");
    !method.is_safe() && agent.starts_with("Mozilla/") && !checked
}

fn announce_limits(headers: &mut HeaderMap, now: i64) {
    let reset = Timestamp::from_second(now + 1).map(|time| format!("{time:.0}")).unwrap_or_default();
    headers.insert("x-ratelimit-limit", BURST.into());
    headers.insert("x-ratelimit-remaining", (BURST - 1).into());
    if let Ok(reset) = HeaderValue::try_from(reset) {
        headers.insert("x-ratelimit-reset", reset);
    }
    headers.insert("beta-ratelimit-policy", HeaderValue::from_static("\"global-app-quota\";q=65000;w=3600"));
    headers.insert("beta-ratelimit", HeaderValue::from_static("\"global-app-quota\";r=64990;t=3600"));
}
