//! Following newer `OpenAPI` documents.
#![allow(clippy::unwrap_used, missing_docs, reason = "a failed step fails the test")]

use serde_json::{Value, json};
use trilo_catalogue::openapi::{Change, RebuildError, rebuild};
use trilo_catalogue::tables;

const SCOPES: &str = "scope\tkind\tconsole_api\taccess\toperations\tevidence\n\
    read:board:jira-software\tgranular\tJira API\tread\t0\tapp-manifest-list\n\
    read:jira-work\tclassic\tJira API\tread\t2\topenapi\n";

fn operations() -> String {
    let head = tables::OPERATIONS.lines().next().unwrap();
    format!(
        "{head}\n\
        confluence\tv2\tGET\t/wiki/api/v2/pages\tgetPages\tPage\t\tread:page:confluence\tno\tcurrent\tyes\n\
        jira\tv3\tGET\t/rest/api/3/app\tgetApp\tApps\tread:jira-work\t\tno\tcurrent\tapp-only\n\
        jira\tv3\tGET\t/rest/api/3/issue/{{key}}\tgetIssue\tIssues\tread:jira-work\tread:issue:jira\tno\tcurrent\tyes\n\
        jira\tv3\tGET\t/rest/api/3/old\tgetOld\tOld\tread:jira-work\t\tno\tcurrent\tyes\n"
    )
}

/// Jira's platform: scopes in the extension, and in `security`.
fn platform() -> Value {
    json!({
        "servers": [{ "url": "https://your-domain.atlassian.net" }],
        "components": { "securitySchemes": {
            "basicAuth": { "type": "http", "scheme": "basic" },
            "OAuth2": { "type": "oauth2", "flows": { "authorizationCode": { "scopes": { "write:jira-work": "Write" } } } },
        } },
        "paths": {
            "/rest/api/3/app": { "get": { "operationId": "getApp", "tags": ["Apps"], "security": [{ "OAuth2": ["read:jira-work"] }] } },
            "/rest/api/3/issue/{key}": {
                "parameters": [],
                "get": {
                    "operationId": "getIssue", "tags": ["Issues"], "deprecated": true,
                    "security": [{ "basicAuth": [] }, { "OAuth2": ["read:jira-work"] }, {}],
                    "x-atlassian-oauth2-scopes": [
                        { "scheme": "OAuth2", "state": "Beta", "scopes": ["read:issue:jira", "read:vote:jira"] },
                        { "scheme": "OAuth2", "state": "Current", "scopes": ["read:jira-work"] },
                    ],
                },
            },
        },
    })
}

/// Boards: a server with a path in front, and granular scopes only.
fn boards() -> Value {
    json!({
        "servers": [{ "url": "//your-domain.atlassian.net/rest/agile/1.0/" }],
        "paths": {
            "/board": { "post": {
                "operationId": "createBoard", "tags": ["Board"], "x-experimental": true,
                "x-atlassian-oauth2-scopes": [{ "scheme": "OAuth2", "state": "Current", "scopes": ["read:board:jira-software"] }],
            } },
            "/secret": { "get": { "operationId": "getSecret", "tags": ["Board"], "security": [{ "basicAuth": [] }] } },
        },
    })
}

#[test]
fn new_removed_and_changed_operations_are_told_and_written() {
    let (platform, boards) = (platform().to_string(), boards().to_string());
    let rebuilt = rebuild(SCOPES, &operations(), &[&platform, &boards]).unwrap();
    let text = |text: &str| text.to_owned();
    let expected = [
        Change::Scopes {
            operation: text("GET /rest/api/3/issue/{key}"),
            before: text("read:jira-work or read:issue:jira"),
            after: text("read:jira-work or read:issue:jira read:vote:jira"),
        },
        Change::State {
            operation: text("GET /rest/api/3/issue/{key}"),
            before: text("current (3LO: yes)"),
            after: text("deprecated (3LO: yes, anonymous)"),
        },
        Change::Removed { operation: text("GET /rest/api/3/old") },
        Change::New { operation: text("GET /rest/agile/1.0/secret"), scopes: text("none") },
        Change::New { operation: text("POST /rest/agile/1.0/board"), scopes: text("read:board:jira-software") },
        Change::NewScope { scope: text("read:issue:jira") },
        Change::NewScope { scope: text("read:vote:jira") },
        Change::NewScope { scope: text("write:jira-work") },
    ];
    assert_eq!(rebuilt.changes, expected);
    let lines: Vec<_> = rebuilt.operations.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "confluence\tv2\tGET\t/wiki/api/v2/pages\tgetPages\tPage\t\tread:page:confluence\tno\tcurrent\tyes",
            "jira\tv3\tGET\t/rest/api/3/app\tgetApp\tApps\tread:jira-work\t\tno\tcurrent\tapp-only",
            "jira\tv3\tGET\t/rest/api/3/issue/{key}\tgetIssue\tIssues\tread:jira-work\tread:issue:jira read:vote:jira\tyes\tdeprecated\tyes",
            "jira\tv3\tGET\t/rest/api/3/old\tgetOld\tOld\tread:jira-work\t\tno\tremoved\tyes",
            "jira-software\t1.0\tPOST\t/rest/agile/1.0/board\tcreateBoard\tBoard\t\tread:board:jira-software\tno\texperimental\tyes",
            "jira-software\t1.0\tGET\t/rest/agile/1.0/secret\tgetSecret\tBoard\t\t\tno\tcurrent\tno",
        ]
    );
    assert!(rebuilt.scopes.contains("read:board:jira-software\tgranular\tJira API\tread\t1\topenapi\n"));
    assert!(rebuilt.scopes.contains("write:jira-work\tclassic\tJira API\twrite\t0\topenapi\n"));
}

#[test]
fn the_same_documents_change_nothing_the_second_time() {
    let (platform, boards) = (platform().to_string(), boards().to_string());
    let first = rebuild(SCOPES, &operations(), &[&platform, &boards]).unwrap();
    let second = rebuild(&first.scopes, &first.operations, &[&platform, &boards]).unwrap();
    assert_eq!(second.changes, []);
    assert_eq!((second.scopes, second.operations), (first.scopes, first.operations));
}

#[test]
fn without_documents_the_built_in_tables_come_back_as_they_are() {
    let same = rebuild(tables::SCOPES, tables::OPERATIONS, &[]).unwrap();
    let sorted = |text: &str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&same.scopes), sorted(tables::SCOPES));
    assert_eq!(sorted(&same.operations), sorted(tables::OPERATIONS));
}

#[test]
fn what_is_no_document_is_refused_by_its_number() {
    let (platform, other) = (platform().to_string(), json!({ "paths": { "/pets": { "get": {} } } }).to_string());
    assert!(matches!(rebuild(SCOPES, &operations(), &[&platform, "{"]), Err(RebuildError::NotJson(2, _))));
    assert!(matches!(rebuild(SCOPES, &operations(), &[&other]), Err(RebuildError::NoOperations(1))));
}
