//! The operations that the gateway knows, and what each does.

use axum::http::Method;
use serde_json::Value;
use trilo_catalogue::{Catalogue, Operation, OperationState, With3lo};

use super::Family;
use super::answers::{self, Context};
use crate::scopes::Product;

/// What an operation does.
pub(super) enum Outcome {
    /// Answers from the stock world.
    Stock(fn(&Context<'_>) -> Value),
    /// Answers in the shape that its kind has.
    Plain,
    /// It was there once.
    Removed,
}

/// Finds the operation of a method and a product's own path. A trailing slash makes it another, unknown path.
///
/// What a person's token cannot open at all looks like a missing scope, just as a path that is not there.
pub(super) fn find(family: Family, method: &Method, path: &str) -> Option<&'static Operation> {
    let method = method.as_str().parse().ok()?;
    let found = Catalogue::built_in().at(method, path)?;
    let is_there = found.with_3lo == With3lo::Yes && found.state != OperationState::Removed;
    // The catalogue finds Confluence's paths without their first segment, the gateway does not.
    let is_whole = found.path.starts_with("/wiki/") == path.starts_with("/wiki/");
    (is_there && is_whole && family_of(found) == Some(family)).then_some(found)
}

pub(super) fn outcome(operation: &Operation) -> Outcome {
    match operation.key.as_str() {
        "GET /rest/api/3/myself" => Outcome::Stock(answers::myself),
        "GET /rest/api/3/project/search" => Outcome::Stock(answers::projects),
        "GET /rest/api/3/search/jql" | "POST /rest/api/3/search/jql" => Outcome::Stock(answers::issues),
        "GET /rest/api/3/search" | "POST /rest/api/3/search" => Outcome::Removed,
        "GET /rest/api/3/serverInfo" => Outcome::Stock(answers::server),
        "GET /rest/servicedeskapi/info" => Outcome::Stock(answers::service_desk),
        "GET /wiki/api/v2/spaces" => Outcome::Stock(answers::spaces),
        "GET /wiki/rest/api/user/current" => Outcome::Stock(answers::confluence_user),
        _ => Outcome::Plain,
    }
}

/// The product that a site must have for an operation; none for those outside the gateway.
pub(super) fn product_of(operation: &Operation) -> Option<Product> {
    match operation.product {
        trilo_catalogue::Product::Jira | trilo_catalogue::Product::JiraSoftware => Some(Product::Jira),
        trilo_catalogue::Product::JiraServiceManagement | trilo_catalogue::Product::JiraServiceManagementOps => {
            Some(Product::JiraServiceManagement)
        }
        trilo_catalogue::Product::Confluence => Some(Product::Confluence),
        trilo_catalogue::Product::UserIdentity
        | trilo_catalogue::Product::Oauth
        | trilo_catalogue::Product::PersonalData => None,
    }
}

fn family_of(operation: &Operation) -> Option<Family> {
    match operation.product {
        trilo_catalogue::Product::Jira
        | trilo_catalogue::Product::JiraSoftware
        | trilo_catalogue::Product::JiraServiceManagement => Some(Family::Jira),
        trilo_catalogue::Product::JiraServiceManagementOps => Some(Family::Ops),
        trilo_catalogue::Product::Confluence => Some(Family::Confluence),
        trilo_catalogue::Product::UserIdentity
        | trilo_catalogue::Product::Oauth
        | trilo_catalogue::Product::PersonalData => None,
    }
}
