//! Refusals that are shown in the browser and never reach the callback.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use crate::pages;
use crate::scopes::Product;

/// Why the authorize page shows an error instead of a consent page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A parameter is missing, doubled or wrong, most often `audience`.
    Incomplete,
    /// No app has this client id.
    UnknownClient,
    /// The callback is not one of the app's, character by character.
    UnregisteredRedirect(String),
    /// None of the scopes is one of Atlassian's.
    NoSupportedScope,
    /// These scopes are not added to the app.
    ScopesNotAdded(Vec<String>),
    /// A scope of `OpenID` Connect was asked for.
    NothingHere,
    /// A site's admin blocks the app, or the app is not shared.
    AdminMustAuthorize(String),
    /// The person has no site with one of the products.
    NoSite(BTreeSet<Product>),
    /// The consent page is stale, or was answered before.
    InvalidContext,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::UnknownClient => to_error_page("invalid_request", "failed to retrieve client"),
            Self::UnregisteredRedirect(uri) => {
                to_error_page("unauthorized_client", &format!("redirect_uri is not registered for client: {uri}"))
            }
            Self::Incomplete => page("Something went wrong", "The authorize request was incomplete or invalid", &[]),
            Self::NoSupportedScope => page(
                "Something went wrong",
                "This app has not requested any supported Atlassian scopes. Check the authorization URL and try \
                 again.",
                &[],
            ),
            Self::ScopesNotAdded(scopes) => page(
                "Something went wrong",
                "This app has requested scopes that have not been added to the app. Configure the app at \
                 https://developer.atlassian.com/apps and add the following scopes:",
                &scopes,
            ),
            Self::NothingHere => page("Something went wrong", "There's nothing here", &[]),
            Self::AdminMustAuthorize(host) => page(
                "Admin approval needed",
                &format!(
                    "Your site admin must authorize this app for the site {host} before the app can access your \
                     account."
                ),
                &[],
            ),
            Self::NoSite(products) => {
                let products = products.into_iter().map(Product::name).collect::<Vec<_>>().join(" & ");
                let text = format!(
                    "This app requires access to a {products} site which you don't have or don't have the permission \
                     to access."
                );
                page("Access denied.", &text, &[])
            }
            Self::InvalidContext => {
                page("Something went wrong", "Invalid context provided. Please try authorizing again.", &[])
            }
        }
    }
}

fn page(title: &str, text: &str, items: &[String]) -> Response {
    (StatusCode::BAD_REQUEST, pages::error(title, text, items)).into_response()
}

/// Some errors move the browser to an address that carries error and description.
fn to_error_page(error: &str, description: &str) -> Response {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("error", error)
        .append_pair("error_description", description)
        .finish()
        .replace('+', "%20");
    (StatusCode::FOUND, [(LOCATION, format!("/error?{query}"))]).into_response()
}
