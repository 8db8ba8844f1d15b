use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn the_scopes_of_an_operation_are_told_with_the_consoles_apis() {
    let scene = Scene::new().await;
    let told = scene.json(&["scopes", "for", "GET /rest/api/3/myself", "--json"]);
    assert_eq!(told["scopes"], serde_json::json!(["read:jira-user"]));
    assert_eq!(told["classic"], serde_json::json!(["read:jira-user"]));
    assert!(told["granular"].as_array().unwrap().iter().all(|scope| scope.as_str().unwrap().ends_with(":jira")));
    assert_eq!(told["console_apis"], serde_json::json!(["Jira API"]));
    let unknown = scene.run(&["scopes", "for", "GET /no/such/path", "--json"]);
    assert_eq!(unknown.status.code(), Some(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_scopes_open_is_told() {
    let scene = Scene::new().await;
    let told = scene.json(&["scopes", "unlock", "read:jira-user read:no-such-thing", "--json"]);
    let operations = told["operations"].as_array().unwrap();
    assert!(operations.iter().any(|operation| operation == "GET /rest/api/3/myself"));
    assert_eq!(told["unknown"], serde_json::json!(["read:no-such-thing"]));
}
