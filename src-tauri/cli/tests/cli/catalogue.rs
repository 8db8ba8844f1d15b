use crate::scene::{Scene, code_of};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_table_is_loaded_for_every_command_and_removed_again() {
    let scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("newer.tsv");
    let rows = "read:tulip:jira\tgranular\tJira API\tread\t0\tdocumented\nreed jira\tgranular\tJira API\tread\t0\tdocumented\n";
    std::fs::write(&table, format!("{}\n{rows}", trilo_catalogue::Table::Scopes.head())).unwrap();
    let table = table.display().to_string();

    let before = scene.json(&["scopes", "tables", "status", "--json"]);
    assert_eq!((&before["local_scopes"], &before["bad_rows"]), (&0.into(), &serde_json::json!([])));
    let loaded = scene.json(&["scopes", "tables", "load", &table, "--json"]);
    assert_eq!(loaded["local_scopes"], 1);
    assert_eq!(loaded["bad_rows"][0]["line"], 3, "a row that cannot be read is told by its line");
    let told = scene.json(&["scopes", "unlock", "read:tulip:jira read:rose:jira", "--json"]);
    assert_eq!(told["unknown"], serde_json::json!(["read:rose:jira"]), "the loaded scope is known now");

    let refused = scene.run(&["scopes", "tables", "load", "/nowhere.tsv", "--json"]);
    assert_eq!(code_of(&refused), "catalogueTableRefused");
    assert_eq!(scene.json(&["scopes", "tables", "status", "--json"])["local_scopes"], 1, "it changed nothing");
    assert_eq!(scene.json(&["scopes", "tables", "remove", "--json"])["local_scopes"], 0);
}
