//! One `OpenAPI` document of Atlassian's, as rows.
//!
//! Scopes stand in `x-atlassian-oauth2-scopes`, a list of `{scheme, state, scopes}` of which each suffices, and in
//! `security` under the OAuth scheme's name; an empty entry there means that no token is needed.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::operation::{Method, OperationState, With3lo};
use crate::tables::{OperationRow, is_scope};

/// What a document tells.
pub(super) struct Read {
    pub operations: Vec<OperationRow>,
    /// Scopes of its OAuth schemes and operations.
    pub scopes: BTreeSet<String>,
}

pub(super) fn read(document: &Value) -> Read {
    let base = base_of(document);
    let mut operations = Vec::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, methods) in paths {
        let path = format!("{base}{path}");
        let Some((product, version)) = product_of(&path) else { continue };
        for method in Method::ALL {
            let operation = &methods[method.as_str().to_ascii_lowercase()];
            if operation.is_object() {
                operations.push(row(operation, document, (product, version), method, &path));
            }
        }
    }
    let mut scopes: BTreeSet<_> = oauth_schemes(document).flat_map(|(_, scheme)| scopes_of_scheme(scheme)).collect();
    let cells = operations.iter().flat_map(|row| [&row.classic_scopes, &row.granular_scopes]);
    scopes.extend(cells.flat_map(|cell| cell.split_whitespace()).map(str::to_owned));
    Read { operations, scopes }
}

/// What the paths have in front of them, by the first server: `/wiki/api/v2`, `/api/{cloudId}`.
fn base_of(document: &Value) -> String {
    let server = document["servers"][0]["url"].as_str().unwrap_or_default();
    let after_scheme = server.split_once("//").map_or(server, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("", |slash| &after_scheme[slash..]);
    path.trim_end_matches('/').trim_start_matches("/jsm/ops").to_owned()
}

/// The product and version of a path in the tables' words.
fn product_of(path: &str) -> Option<(&'static str, &'static str)> {
    const ROOTS: [(&str, &str, &str); 11] = [
        ("/wiki/api/v2/", "confluence", "v2"),
        ("/wiki/rest/", "confluence", "v1"),
        ("/rest/api/", "jira", "v3"),
        ("/rest/atlassian-connect/", "jira", "v3"),
        ("/rest/forge/", "jira", "v3"),
        ("/rest/internal/", "jira", "v3"),
        ("/rest/servicedeskapi/", "jira-service-management", "1"),
        ("/rest/", "jira-software", "1.0"),
        ("/api/{cloudId}/", "jira-service-management-ops", "v1"),
        ("/stakeholder-comms/", "jira-service-management-ops", "v1"),
        ("/v1/", "jira-service-management-ops", "v1"),
    ];
    ROOTS.iter().find(|(root, ..)| path.starts_with(root)).map(|(_, product, version)| (*product, *version))
}

fn row(
    operation: &Value,
    document: &Value,
    (product, version): (&str, &str),
    method: Method,
    path: &str,
) -> OperationRow {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let sets = scope_sets(operation, document);
    let cell = |granular: bool| {
        sets.iter().find(|set| set.iter().any(|scope| is_granular(scope)) == granular).map(|set| set.join(" "))
    };
    let is = |name: &str| operation[name].as_bool().unwrap_or_default();
    let state = if is("deprecated") {
        OperationState::Deprecated
    } else if is("x-experimental") {
        OperationState::Experimental
    } else {
        OperationState::Current
    };
    let security = operation["security"].as_array();
    let anonymous =
        security.is_some_and(|entries| entries.iter().any(|entry| entry.as_object().is_some_and(Map::is_empty)));
    let with_3lo = if sets.is_empty() && !anonymous { With3lo::No } else { With3lo::Yes };
    OperationRow {
        product: product.to_owned(),
        api_version: version.to_owned(),
        method: method.as_str().to_owned(),
        path: path.to_owned(),
        operation_id: text(&operation["operationId"]),
        group: text(&operation["tags"][0]),
        classic_scopes: cell(false).unwrap_or_default(),
        granular_scopes: cell(true).unwrap_or_default(),
        anonymous: if anonymous { "yes" } else { "no" }.to_owned(),
        state: state.word().to_owned(),
        with_3lo: with_3lo.word().to_owned(),
    }
}

/// The sets of scopes of which each suffices; those that are current come before those in beta.
fn scope_sets(operation: &Value, document: &Value) -> Vec<Vec<String>> {
    let entries = operation["x-atlassian-oauth2-scopes"].as_array().into_iter().flatten();
    let mut entries: Vec<_> = entries.filter(|entry| entry["deprecated"].as_bool() != Some(true)).collect();
    entries.sort_by_key(|entry| entry["state"].as_str() != Some("Current"));
    let schemes: Vec<_> = oauth_schemes(document).map(|(name, _)| name.as_str()).collect();
    let security = operation["security"].as_array().into_iter().flatten().filter_map(Value::as_object).flatten();
    let of_security = security.filter(|(name, _)| schemes.contains(&name.as_str())).map(|(_, scopes)| scopes);
    let lists = entries.iter().map(|entry| &entry["scopes"]).chain(of_security);
    let mut sets: Vec<Vec<String>> = Vec::new();
    for list in lists {
        let scopes: Vec<String> = list.as_array().into_iter().flatten().filter_map(scope).collect();
        if !scopes.is_empty() && !sets.contains(&scopes) {
            sets.push(scopes);
        }
    }
    sets
}

fn oauth_schemes(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let schemes = document["components"]["securitySchemes"].as_object().into_iter().flatten();
    schemes.filter(|(_, scheme)| scheme["type"].as_str() == Some("oauth2"))
}

fn scopes_of_scheme(scheme: &Value) -> impl Iterator<Item = String> {
    let flows = scheme["flows"].as_object().into_iter().flatten();
    let named = flows.flat_map(|(_, flow)| flow["scopes"].as_object().into_iter().flatten());
    named.map(|(name, _)| name.clone()).filter(|name| is_scope(name))
}

fn scope(value: &Value) -> Option<String> {
    value.as_str().filter(|text| is_scope(text)).map(str::to_owned)
}

/// Granular means three parts; the one exception is classic all the same.
fn is_granular(scope: &str) -> bool {
    scope.split(':').count() == 3 && scope != "readonly:content.attachment:confluence"
}
