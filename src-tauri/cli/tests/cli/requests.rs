use std::io::Write;
use std::process::Stdio;

use trilo_sandbox::{Effect, Fault, Place, stock};

use crate::scene::{Scene, code_of, stderr, stdout};

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_through_the_gateway_to_the_only_site() {
    let scene = Scene::signed_in().await;
    let token = stdout(&scene.run(&["token"]));
    let myself = scene.json(&["request", "GET", "/rest/api/3/myself"]);
    assert_eq!(myself["accountId"], stock::MIRA);
    let whole = format!("/ex/jira/{}/rest/api/3/myself", stock::NORTHWIND);
    assert_eq!(scene.json(&["request", "get", &whole])["accountId"], stock::MIRA);
    let by_address = "https://northwind.atlassian.net/rest/api/3/myself";
    assert_eq!(scene.json(&["request", "GET", by_address])["accountId"], stock::MIRA);
    let keys = scene.run(&["request", "GET", "/rest/api/3/project/search", "--paginate", "-q", ".values[].key"]);
    assert!(keys.status.success() && stdout(&keys).lines().count() == 2, "{}", stdout(&keys));
    let pages = scene.json(&["request", "GET", "/rest/api/3/project/search", "--paginate", "--slurp"]);
    assert_eq!(pages.as_array().unwrap().len(), 1);
    let shown = scene.run(&["request", "GET", "/me", "--include"]);
    assert!(stdout(&shown).starts_with("HTTP 200\n") && stdout(&shown).contains("content-type: application/json"));
    for output in [&keys, &shown] {
        assert!(!(stdout(output) + &stderr(output)).contains(&token), "the token is never shown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_without_its_scope_is_told_which_one_is_missing() {
    let scene = Scene::signed_in().await;
    let refused = scene.run(&["request", "POST", "/rest/api/3/issue", "-F", "fields[project][key]=NW", "--json"]);
    assert_eq!((refused.status.code(), code_of(&refused).as_str()), (Some(6), "scopesMissing"));
    let told: serde_json::Value = serde_json::from_str(stderr(&refused).lines().last().unwrap()).unwrap();
    assert_eq!(told["details"]["operation"], "POST /rest/api/3/issue");
    assert!(told["details"]["scopes"].as_str().unwrap().contains("write:jira-work"), "{told}");
    assert!(stdout(&refused).contains("scope does not match"), "the answer itself is written too");
    let with_head = scene.run(&["request", "POST", "/rest/api/3/issue", "-F", "fields[project][key]=NW", "--include"]);
    assert!(stdout(&with_head).starts_with("HTTP 401\n"), "and its head where it is wanted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_cannot_be_made_says_so_before_anything_is_sent() {
    let scene = Scene::signed_in().await;
    for (arguments, code) in [
        (&["request", "GET", "/no/such/path", "--json"][..], "argumentUnusable"),
        (&["request", "GET", "/me", "-H", "Authorization: Bearer x", "--json"], "argumentUnusable"),
        (&["request", "GET", "/me", "--jq", ".a[", "--json"], "argumentUnusable"),
        (&["request", "GET", "https://evil.example/rest/api/3/myself", "--json"], "siteNotFound"),
        (&["request", "GET", "/rest/api/3/myself", "--site", "nowhere", "--json"], "siteNotFound"),
    ] {
        let refused = scene.run(arguments);
        assert_eq!(code_of(&refused), code, "{arguments:?}");
        assert_eq!(stdout(&refused), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_comes_from_standard_input_and_a_withdrawn_token_is_renewed() {
    let scene = Scene::signed_in().await;
    let arguments = ["request", "POST", "/rest/api/3/search/jql", "--input", "-"];
    let mut command = scene.command(&arguments);
    let mut call = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    call.stdin.take().unwrap().write_all(br#"{"jql":"order by created"}"#).unwrap();
    let answered = call.wait_with_output().unwrap();
    assert!(answered.status.success(), "{}", stderr(&answered));
    let before = stdout(&scene.run(&["token"]));
    scene.sandbox.world().set_fault(Fault::once(Place::Gateway, Effect::RevokedGrant));
    assert_eq!(scene.json(&["request", "GET", "/rest/api/3/myself"])["accountId"], stock::MIRA);
    assert_ne!(stdout(&scene.run(&["token"])), before, "it was renewed, once");
    scene.sandbox.world().set_fault(Fault::once(Place::Gateway, Effect::RateLimited { retry_after: Some(1) }));
    assert_eq!(scene.json(&["request", "GET", "/rest/api/3/myself"])["accountId"], stock::MIRA);
    scene.sandbox.world().set_fault(Fault::once(Place::Gateway, Effect::Status { status: 503 }));
    let failed = scene.run(&["request", "GET", "/rest/api/3/myself", "--json"]);
    assert_eq!((failed.status.code(), code_of(&failed).as_str()), (Some(5), "answerStatus"));
}
