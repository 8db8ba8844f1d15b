//! Answers in the shape that an operation's kind has, for the many that need no content of their own.

use axum::http::StatusCode;
use serde_json::{Value, json};
use trilo_catalogue::{Method, Operation, Product};

/// What an operation answers when all is well: a thing or a list when it reads, little or nothing when it changes.
pub(super) fn answer(operation: &Operation, path: &str) -> (StatusCode, Option<Value>) {
    let only_asks = operation.alternatives.iter().flat_map(|it| &it.scopes).all(|scope| scope.starts_with("read"));
    match operation.method {
        Method::Get => (StatusCode::OK, Some(read(operation, path))),
        Method::Post if only_asks => (StatusCode::OK, Some(list(operation.product, &operation.version))),
        Method::Post => (StatusCode::CREATED, Some(json!({ "id": "10042" }))),
        Method::Patch => (StatusCode::OK, Some(json!({ "id": "10042" }))),
        Method::Put | Method::Delete => (StatusCode::NO_CONTENT, None),
    }
}

fn read(operation: &Operation, path: &str) -> Value {
    let last = path.rsplit('/').next().unwrap_or_default();
    if operation.path.ends_with('}') { json!({ "id": last }) } else { list(operation.product, &operation.version) }
}

/// An empty page, as each product turns pages.
fn list(product: Product, version: &str) -> Value {
    match product {
        Product::Confluence if version == "v2" => json!({ "results": [], "_links": {} }),
        Product::Confluence => json!({ "results": [], "start": 0, "limit": 25, "size": 0, "_links": {} }),
        Product::JiraServiceManagement => {
            json!({ "size": 0, "start": 0, "limit": 50, "isLastPage": true, "values": [], "_links": {} })
        }
        Product::JiraServiceManagementOps => json!({ "values": [], "links": {} }),
        Product::Jira | Product::JiraSoftware | Product::UserIdentity | Product::Oauth | Product::PersonalData => {
            json!({ "startAt": 0, "maxResults": 50, "total": 0, "isLast": true, "values": [] })
        }
    }
}
