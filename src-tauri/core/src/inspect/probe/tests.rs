#![allow(clippy::unwrap_used)]

use std::hash::RandomState;

use super::*;
use crate::registration::Cloud;
use crate::scope::ScopeSet;

fn set(text: &str) -> ScopeSet {
    ScopeSet::parse(text).unwrap()
}

fn grant() -> Grant {
    let site = |cloud_id: &str, name: &str, scopes| GrantSite {
        cloud_id: cloud_id.into(),
        name: name.into(),
        url: format!("https://{name}.atlassian.net"),
        scopes: set(scopes),
    };
    Grant {
        requested: Some(set("offline_access read:me read:jira-work write:jira-work read:confluence-user")),
        answer: Some(set("offline_access read:me read:jira-work write:jira-work")),
        sites: Some(vec![site("c1", "northwind", "read:jira-work write:jira-work"), site("c2", "lab", "")]),
        ..Grant::default()
    }
}

#[test]
fn a_plan_shows_every_scope_that_a_safe_call_can_show() {
    let plan = plan::<RandomState>(&grant(), None);
    let covers: Vec<_> = plan.calls.iter().filter_map(|call| call.probe.covers.clone()).collect();
    for scope in ["read:me", "read:jira-work", "read:confluence-user"] {
        assert!(covers.iter().any(|covered| covered == scope), "{scope}: {covers:?}");
    }
    assert_eq!(plan.uncovered, ["write:jira-work"], "nothing that only reads needs it");
    let find = |scope: &str, site: &str| {
        let is_it = |call: &&ProbeCall| {
            call.probe.covers.as_deref() == Some(scope) && call.site.as_ref().is_some_and(|one| one.name == site)
        };
        plan.calls.iter().find(is_it).unwrap()
    };
    assert_eq!(find("read:jira-work", "northwind").expected, Expected::Allowed);
    assert_eq!(find("read:jira-work", "lab").expected, Expected::Blocked, "this site does not list it");
    assert_eq!(find("read:confluence-user", "northwind").expected, Expected::Blocked, "it was not granted");
}

#[test]
fn every_probe_of_the_catalogue_only_reads_and_needs_nothing_but_a_site() {
    let catalogue = Catalogue::built_in();
    let all: Vec<String> = catalogue.scopes().iter().map(|scope| scope.scope.clone()).collect();
    let everything = Grant { answer: Some(set(&all.join(" "))), ..grant() };
    for call in plan::<RandomState>(&everything, None).calls {
        let operation = call.probe.operation().unwrap_or_else(|| panic!("{} is in the catalogue", call.probe.path));
        assert_eq!(operation.method, trilo_catalogue::Method::Get);
        let url = call.url(&Cloud::Commercial.endpoints());
        assert!(url.as_str().starts_with("https://api.atlassian.com/"), "{url}");
        assert!(!url.path().contains("%7B"), "nothing is left to fill in: {url}");
    }
}

#[test]
fn an_address_is_below_the_api_base_whatever_a_suite_says() {
    let suite = |get: &str| Suite::parse(&format!("[[probe]]\nget = {get:?}\nproduct = \"jira\""));
    for path in ["rest/api/3/myself", "//evil.example/x", "/../../x", "https://evil.example/", "/a b", "/x#y", "/./x"] {
        assert!(suite(path).is_err(), "{path}");
    }
    let suite = suite("/rest/api/3/search/jql?jql=project%3DX&maxResults=1").unwrap();
    let plan = suite.plan::<RandomState>(&grant(), None);
    assert_eq!(
        plan.calls[0].url(&Cloud::Commercial.endpoints()).as_str(),
        "https://api.atlassian.com/ex/jira/c1/rest/api/3/search/jql?jql=project%3DX&maxResults=1"
    );
}

#[test]
fn a_suite_says_what_it_expects_and_where() {
    let text = r#"
        name = "Smoke"
        [[probe]]
        name = "A page that is gone"
        get = "/rest/api/3/issue/NONE-1"
        expect = 404
        sites = ["northwind.atlassian.net"]
        [[probe]]
        get = "/me"
        expect = "blocked"
    "#;
    let suite = Suite::parse(text).unwrap();
    let calls = suite.plan::<RandomState>(&grant(), None).calls;
    assert_eq!(calls.len(), 2);
    assert_eq!((calls[0].expected, calls[0].site.as_ref().unwrap().cloud_id.as_str()), (Expected::Status(404), "c1"));
    assert_eq!((calls[1].expected, calls[1].site.is_none()), (Expected::Blocked, true));
}

#[test]
fn a_suite_that_cannot_be_read_says_where_and_why() {
    let error = Suite::parse("name = \"x\"\n[[probe]]\npost = \"/rest/api/3/issue\"").unwrap_err();
    assert!(matches!(error.problem, SuiteProblem::Malformed(_)), "only GET can be written: {error}");
    assert!(error.line.is_some());
    let error = Suite::parse("[[probe]]\nget = \"/nobody/knows\"").unwrap_err();
    assert!(matches!(error.problem, SuiteProblem::Product(_)));
    assert_eq!(error.probe, Some(1));
    assert_eq!(Suite::parse("").unwrap_err().problem, SuiteProblem::Empty);
}

#[test]
fn a_status_is_read_with_the_words_of_the_answer() {
    let answer = |status, body: &str| ProbeAnswer { status, headers: Vec::new(), json: true, body: body.into() };
    for (status, body, outcome) in [
        (200, "{}", Outcome::Allowed),
        (400, "{}", Outcome::Reached),
        (401, "{\"message\":\"Unauthorized; scope does not match\"}", Outcome::ScopeMissing),
        (401, "{\"message\":\"Unauthorized\"}", Outcome::TokenRejected),
        (403, "{\"message\":\"The app is not installed on this instance\"}", Outcome::Refused),
        (404, "{}", Outcome::NotFound),
        (410, "{}", Outcome::Gone),
        (429, "{}", Outcome::RateLimited),
        (503, "{}", Outcome::ServerFailed),
        (302, "", Outcome::Odd),
    ] {
        assert_eq!(answer(status, body).outcome(), outcome, "{status} {body}");
    }
    let proxy = ProbeAnswer { json: false, ..answer(403, "<html>") };
    assert_eq!(proxy.outcome(), Outcome::Odd, "a page is not Atlassian's answer");
}
