//! Finding scopes and operations: as one types, in what was pasted, in source code.
#![allow(clippy::unwrap_used, missing_docs, reason = "a failed step fails the test")]

use trilo_catalogue::{Catalogue, HitKind, Method, RecognisedAs};

fn catalogue() -> &'static Catalogue {
    Catalogue::built_in()
}

fn first(text: &str) -> (HitKind, String) {
    let hits = catalogue().search(text, 10);
    let hit = hits.first().unwrap_or_else(|| panic!("{text} finds something"));
    (hit.kind, hit.key.clone())
}

#[test]
fn words_find_tasks_scopes_operations_and_apis() {
    assert_eq!(first("create issue"), (HitKind::Task, "create-issue".to_owned()));
    assert_eq!(first("createIssue"), (HitKind::Operation, "POST /rest/api/3/issue".to_owned()));
    assert_eq!(first("read:jira-work"), (HitKind::Scope, "read:jira-work".to_owned()));
    assert_eq!(first("confluence api"), (HitKind::Api, "Confluence API".to_owned()));
    assert_eq!(first("GET /rest/api/3/issue/{issueIdOrKey}").1, "GET /rest/api/3/issue/{issueIdOrKey}");
    assert_eq!(catalogue().search("", 10), []);
    assert_eq!(catalogue().search("zzzzqqq", 10), []);
}

#[test]
fn words_match_in_any_order_and_with_letters_left_out() {
    let keys = |text: &str| catalogue().search(text, 10).into_iter().map(|hit| hit.key).collect::<Vec<_>>();
    assert!(keys("jira read").contains(&"read:jira-work".to_owned()));
    assert!(keys("rjw").contains(&"read:jira-work".to_owned()), "{:?}", keys("rjw"));
    assert!(keys("jql").contains(&"search-issues".to_owned()));
}

#[test]
fn what_a_hit_matched_is_marked_in_its_title() {
    let hit = catalogue().search("read:jira-w", 1).remove(0);
    assert_eq!(
        (hit.title.as_str(), hit.matched.as_slice()),
        ("read:jira-work", (0..11).collect::<Vec<u32>>().as_slice())
    );
}

#[test]
fn scopes_that_no_3lo_app_may_have_come_after_those_that_can() {
    let hits = catalogue().search("customer", 200);
    let place = |key: &str| hits.iter().position(|hit| hit.key == key).unwrap();
    assert!(place("manage:servicedesk-customer") < place("delete:customer:jira-service-management"));
    assert!(place("read:customer:jira-service-management") < place("read:customer-org:jira"));
}

#[test]
fn a_pasted_call_means_its_operation() {
    let calls = [
        ("https://api.atlassian.com/ex/jira/11-22/rest/api/3/issue/ABC-1?x=y", "GET /rest/api/3/issue/{issueIdOrKey}"),
        ("https://site.atlassian.net/wiki/api/v2/pages/12", "GET /wiki/api/v2/pages/{id}"),
        ("https://site.atlassian.net/rest/api/2/search/jql?jql=project%3DOPS", "GET /rest/api/3/search/jql"),
        ("https://api.atlassian.com/jsm/ops/api/11-22/v1/alerts", "GET /api/{cloudId}/v1/alerts"),
        ("https://api.atlassian.com/me", "GET /me"),
        ("api.atlassian.com/me", "GET /me"),
        ("rest/api/3/myself", "GET /rest/api/3/myself"),
        ("post /rest/api/3/issue/", "POST /rest/api/3/issue"),
        ("\"DELETE /rest/api/3/issue/OPS-42 HTTP/1.1\"".trim_matches('"'), "DELETE /rest/api/3/issue/{issueIdOrKey}"),
        (
            "curl -u me:x -X PUT -d '{}' 'https://site.atlassian.net/wiki/api/v2/pages/12'",
            "PUT /wiki/api/v2/pages/{id}",
        ),
        (
            "curl --request POST \\\n --url https://api.atlassian.com/ex/jira/11/rest/api/3/issue \\\n --data '{\"a\": 1}'",
            "POST /rest/api/3/issue",
        ),
    ];
    for (text, key) in calls {
        let hits = catalogue().search(text, 10);
        assert!(hits.first().is_some_and(|hit| hit.exact && hit.key == key), "{text}: {hits:?}");
    }
}

#[test]
fn the_cloud_id_and_the_form_of_a_call_are_told() {
    let recognised = catalogue().recognise("https://api.atlassian.com/ex/jira/11-22/rest/api/3/issue/ABC-1").unwrap();
    assert_eq!((recognised.form, recognised.cloud_id.as_deref()), (RecognisedAs::Url, Some("11-22")));
    assert_eq!((recognised.method, recognised.operations.len()), (None, 3), "every method of the path is possible");
    let unknown = catalogue().recognise("https://api.atlassian.com/ex/jira/11-22/rest/api/3/moon").unwrap();
    assert_eq!(unknown.operations, [] as [String; 0], "a call of Atlassian's that is not known is told as such");
    assert!(catalogue().recognise("https://example.com/index.html").is_none());
    assert!(catalogue().recognise("search for issues").is_none());
}

#[test]
fn a_list_of_scopes_is_read_in_any_separator() {
    let wanted = ["read:jira-work", "offline_access", "moon_access"];
    for text in [
        "read:jira-work offline_access moon_access",
        "read:jira-work,offline_access,moon_access",
        "read:jira-work%20offline_access%20moon_access",
        "read%3Ajira-work+offline_access+moon_access",
        "read:jira-work\noffline_access\r\nmoon_access",
        "[\"read:jira-work\", \"offline_access\", \"moon_access\"]",
        "scopes:\n  - read:jira-work\n  - 'offline_access'\n  - moon_access\n",
        "https://auth.atlassian.com/authorize?audience=api.atlassian.com&scope=read%3Ajira-work%20offline_access%20moon_access&state=x",
    ] {
        let found = catalogue().scopes_in_text(text);
        let names: Vec<_> = found.iter().map(|found| found.scope.as_str()).collect();
        assert_eq!(names, wanted, "{text}");
        assert_eq!(found.iter().map(|found| found.known).collect::<Vec<_>>(), [true, true, false], "{text}");
    }
}

#[test]
fn scopes_are_found_in_source_code_and_nothing_else_is() {
    let source = "const url = \"https://example.com\";\n// asks for read:jira-work, at 12:30\nscope({ a: 'read:moon:jira', b: offline_access });\n";
    let found = catalogue().scopes_in_text(source);
    let names: Vec<_> = found.iter().map(|found| (found.line, found.scope.as_str(), found.known)).collect();
    assert_eq!(names, [(2, "read:jira-work", true), (3, "read:moon:jira", false), (3, "offline_access", true)]);
}

#[test]
fn calls_are_found_in_source_code_with_their_methods() {
    let source = r#"
const issue = await api.get(`${base}/rest/api/3/issue/${key}`);
requests.post(f"{BASE}/rest/api/2/issue/{key}/comment", json=body)
fetch("https://api.atlassian.com/ex/confluence/" + cloud + "/wiki/api/v2/pages/" + id, {
  method: "PUT",
});
req, _ := http.NewRequest("DELETE", fmt.Sprintf("%s/rest/api/3/issue/%s", base, key), nil)
@GetMapping("/rest/agile/1.0/board/:boardId/sprint")
127.0.0.1 - - "GET /rest/api/3/myself?expand=groups HTTP/1.1" 200
base = "https://site.atlassian.net/rest/api/3"
url = site + "/rest/api/3/moon/phase"
whoami("https://api.atlassian.com/me")
"#;
    let found = catalogue().operations_in_text(source);
    let told: Vec<_> =
        found.iter().map(|call| (call.line, call.method, call.operations.first().map(String::as_str))).collect();
    assert_eq!(
        told,
        [
            (2, Some(Method::Get), Some("GET /rest/api/3/issue/{issueIdOrKey}")),
            (3, Some(Method::Post), Some("POST /rest/api/3/issue/{issueIdOrKey}/comment")),
            (4, Some(Method::Put), Some("PUT /wiki/api/v2/pages/{id}")),
            (7, Some(Method::Delete), Some("DELETE /rest/api/3/issue/{issueIdOrKey}")),
            (8, Some(Method::Get), Some("GET /rest/agile/1.0/board/{boardId}/sprint")),
            (9, Some(Method::Get), Some("GET /rest/api/3/myself")),
            (11, None, None),
            (12, None, Some("GET /me")),
        ],
        "{found:#?}"
    );
}
