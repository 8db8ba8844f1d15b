//! Every operation of the catalogue through the gateway: open with the smallest set of scopes, closed with one less.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod support;

use std::collections::HashMap;

use reqwest::Method;
use serde_json::{Value, json};
use support::{App, text};
use trilo_catalogue::{Catalogue, CatalogueScope, Operation, Product, Wish, With3lo};
use trilo_sandbox::{ScriptedBrowser, stock};

/// Removed in truth, though Atlassian's document still has them.
const GONE: [&str; 2] = ["GET /rest/api/3/search", "POST /rest/api/3/search"];

/// Tokens by their scopes, since many operations take the same.
struct Tokens {
    app: App,
    known: HashMap<Vec<String>, Value>,
}

impl Tokens {
    async fn with(&mut self, scopes: &[String], site: &'static str) -> Value {
        if let Some(known) = self.known.get(scopes) {
            return known.clone();
        }
        let mira = ScriptedBrowser::new("Mira Okafor").site(site);
        let tokens = self.app.sign_in_with(&mira, &scopes.join(" ")).await;
        self.known.insert(scopes.to_vec(), tokens.clone());
        tokens
    }

    async fn call(&self, operation: &Operation, site: &str, tokens: &Value) -> u16 {
        let method: Method = operation.method.as_str().parse().unwrap();
        let request = self.app.client.request(method, self.app.url(&path_of(operation, site)));
        let request = request.bearer_auth(text(tokens, "access_token")).json(&body_of(operation));
        request.send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn every_operation_opens_with_the_smallest_set_of_scopes_and_not_with_one_less() {
    let catalogue = Catalogue::built_in();
    let mut operations: Vec<_> = catalogue.callable().collect();
    assert!(operations.len() > 1_200);
    // Operations of one set follow each other, so that each grant stands until its calls are done.
    operations.sort_by_key(|operation| smallest(operation));
    let mut tokens = Tokens { app: App::start().await, known: HashMap::new() };
    for operation in operations {
        let scopes = smallest(operation);
        let (name, site) = match operation.product {
            Product::Confluence => ("northwind", stock::NORTHWIND),
            _ => ("payments-lab", stock::PAYMENTS_LAB),
        };
        let enough = if scopes.is_empty() { idle(operation) } else { scopes };
        tokens.known.retain(|known, _| *known == enough);
        let opening = tokens.with(&enough, name).await;
        let status = tokens.call(operation, site, &opening).await;
        let expected = if GONE.contains(&operation.key.as_str()) { 410..411 } else { 200..300 };
        assert!(expected.contains(&status), "{} with {enough:?}: {status}", operation.key);
    }
}

#[tokio::test]
async fn a_scope_less_than_the_smallest_set_closes_every_operation() {
    let catalogue = Catalogue::built_in();
    let mut lacking: HashMap<Vec<String>, Vec<&Operation>> = HashMap::new();
    for operation in catalogue.callable() {
        let scopes = smallest(operation);
        for left_out in &scopes {
            let mut rest: Vec<_> = scopes.iter().filter(|scope| *scope != left_out).cloned().collect();
            if rest.is_empty() {
                rest = idle(operation);
            }
            lacking.entry(rest).or_default().push(operation);
        }
    }
    let mut tokens = Tokens { app: App::start().await, known: HashMap::new() };
    for (scopes, operations) in lacking {
        tokens.known.clear();
        for operation in operations {
            let (name, site) = match operation.product {
                Product::Confluence => ("northwind", stock::NORTHWIND),
                _ => ("payments-lab", stock::PAYMENTS_LAB),
            };
            let short = tokens.with(&scopes, name).await;
            let status = tokens.call(operation, site, &short).await;
            assert_eq!(status, 401, "{} with {scopes:?}", operation.key);
        }
    }
}

#[tokio::test]
async fn what_no_persons_token_opens_stays_closed_with_every_scope() {
    let mut tokens = Tokens { app: App::start().await, known: HashMap::new() };
    let catalogue = Catalogue::built_in();
    let closed: Vec<_> = catalogue.operations().iter().filter(|operation| operation.with_3lo != With3lo::Yes).collect();
    for operation in closed {
        let named = operation.alternatives.iter().flat_map(|it| it.scopes.clone());
        // Some need scopes that the developer console does not offer.
        let scopes: Vec<_> =
            named.filter(|scope| catalogue.scope(scope).is_some_and(CatalogueScope::is_for_3lo)).collect();
        let scopes = if scopes.is_empty() { idle(operation) } else { scopes };
        let (name, site) = match operation.product {
            Product::Confluence => ("northwind", stock::NORTHWIND),
            _ => ("payments-lab", stock::PAYMENTS_LAB),
        };
        tokens.known.clear();
        let all = tokens.with(&scopes, name).await;
        assert_eq!(tokens.call(operation, site, &all).await, 401, "{}", operation.key);
    }
}

#[tokio::test]
async fn jiras_second_version_takes_the_scopes_of_its_third() {
    let app = App::start().await;
    let tokens = app.sign_in("Mira Okafor", "read:jira-work").await;
    let path = |version: u8, rest: &str| format!("ex/jira/{}/rest/api/{version}/{rest}", stock::NORTHWIND);
    assert_eq!(app.get(&path(2, "issue/OPS-42"), &tokens).await, (200, json!({ "id": "OPS-42" })));
    assert_eq!(app.get(&path(2, "myself"), &tokens).await.0, 401);
    let without_wiki = format!("ex/confluence/{}/api/v2/spaces", stock::NORTHWIND);
    assert_eq!(app.get(&without_wiki, &tokens).await.0, 401);
}

fn smallest(operation: &Operation) -> Vec<String> {
    let wish = Wish { operations: vec![operation.key.clone()], ..Wish::default() };
    Catalogue::built_in().solve(&wish).names()
}

/// A scope that brings a token with the site, and that no operation takes.
fn idle(operation: &Operation) -> Vec<String> {
    let scope = match operation.product {
        Product::Confluence => "read:confluence-props",
        Product::JiraServiceManagement | Product::JiraServiceManagementOps => "read:servicemanagement-insight-objects",
        _ => "manage:jira-data-provider",
    };
    vec![scope.to_owned()]
}

/// A real address of an operation: the site's id where it belongs, and a value in place of every other name.
fn path_of(operation: &Operation, site: &str) -> String {
    let base = operation.gateway_base.strip_prefix("https://api.atlassian.com").unwrap();
    let whole = format!("{base}{}", operation.path);
    let filled: Vec<_> = whole
        .split('/')
        .map(|segment| match segment.split_once('}') {
            Some(("{cloudid" | "{cloudId", _)) => site.to_owned(),
            Some((_, suffix)) => format!("7{suffix}"),
            None => segment.to_owned(),
        })
        .collect();
    filled.join("/").trim_start_matches('/').to_owned()
}

fn body_of(operation: &Operation) -> Value {
    match operation.product {
        Product::PersonalData => {
            json!({ "accounts": [{ "accountId": stock::MIRA, "updatedAt": "2026-01-01T00:00:00Z" }] })
        }
        _ => json!({}),
    }
}
