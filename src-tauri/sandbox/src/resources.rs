//! The list of sites that a token reaches: `GET /oauth/token/accessible-resources`.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::avatars;
use crate::bearer::Bearer;
use crate::scopes::Product;
use crate::world::{World, WorldHandle};

/// Answers with one row per site *and product*: the same cloud id can come several times, its scopes split.
///
/// Any valid token will do. Scopes that need no site, such as `read:me`, are in no row.
pub(crate) async fn accessible_resources(State(handle): State<WorldHandle>, headers: HeaderMap) -> Response {
    let rows = handle.read(|world| Ok(rows(world, &Bearer::check(world, &headers)?, handle.origin())));
    match rows {
        Ok::<_, crate::bearer::ApiError>(rows) => Json(rows).into_response(),
        Err(error) => error.into_response(),
    }
}

fn rows(world: &World, bearer: &Bearer, origin: &str) -> Vec<Value> {
    let sites = bearer.sites.iter().filter_map(|id| world.site(id));
    let reachable = sites.flat_map(|site| {
        let products = site.products.keys().filter(|product| site.admits(&bearer.person, **product));
        products.map(move |product| (site, *product))
    });
    reachable
        .map(|(site, product)| (site, scopes_of(bearer, product)))
        .filter(|(_, scopes)| !scopes.is_empty())
        .map(|(site, scopes)| {
            let avatar = avatars::site_url(origin, &site.id);
            json!({ "id": site.id, "name": site.name, "url": site.url(), "scopes": scopes, "avatarUrl": avatar })
        })
        .collect()
}

fn scopes_of(bearer: &Bearer, product: Product) -> Vec<&String> {
    bearer.scopes.iter().filter(|scope| Product::of_scope(scope) == Some(product)).collect()
}
